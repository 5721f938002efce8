// Any bytes as a page token: none that was not made with the key may be taken.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "service/usecases/page.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const assay::PageBinding binding{.key = "a key that no input has", .arguments = "arguments"};
  if (assay::DecodePageToken(binding, bytes).ok()) std::abort();
  return 0;
}
