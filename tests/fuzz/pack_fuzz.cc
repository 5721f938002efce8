// Any bytes as an evidence pack: read or refused, and never more than was there.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "storage/merkle/pack.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto pack = assay::ReadPack(bytes);
  if (!pack.ok()) return 0;
  size_t in_leaves = 0;
  for (std::string_view leaf : pack->leaves) in_leaves += leaf.size();
  if (in_leaves > bytes.size() || pack->digested.size() > bytes.size()) std::abort();
  (void)assay::DigestMatches(*pack);
  return 0;
}
