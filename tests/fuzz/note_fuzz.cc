// Any bytes as a checkpoint's note and as a key's text: nothing that no key signed may ever open.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/merkle/checkpoint.h"
#include "storage/merkle/note.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const assay::SigningKey key = *assay::SigningKey::FromSeed("assay-fuzz", std::string(32, 'f'));
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)assay::ReadCheckpointUnverified(bytes);
  // The key's secret is nowhere in the input, so an opened note would be a forgery.
  if (assay::OpenCheckpoint(bytes, {key.verifier_key()}).ok()) std::abort();
  if (auto parsed = assay::ParseVerifierKey(bytes); parsed.ok()) {
    if (assay::FormatVerifierKey(*parsed) != bytes) std::abort();
  }
  return 0;
}
