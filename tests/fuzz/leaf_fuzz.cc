// Any bytes as a leaf: decoded, and if they are one, encoded to the same bytes again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "service/records/leaf_codec.h"
#include "storage/merkle/leaf.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto leaf = assay::DecodeLeaf(bytes);
  if (!leaf.ok()) return 0;
  if (assay::EncodeLeaf(leaf->header, leaf->body) != bytes) std::abort();
  (void)assay::DecodeEvent(1, *leaf);
  (void)assay::LeafName(*leaf);
  (void)assay::LeafCaseRef(leaf->body);
  return 0;
}
