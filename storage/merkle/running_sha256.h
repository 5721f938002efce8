// The SHA-256 of what comes piece by piece, at any point of it.
#ifndef ASSAY_STORAGE_MERKLE_RUNNING_SHA256_H_
#define ASSAY_STORAGE_MERKLE_RUNNING_SHA256_H_

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "storage/merkle/sha256.h"

namespace assay {

// For one thread at a time.
class RunningSha256 {
 public:
  RunningSha256();

  void Add(std::string_view bytes);

  // How many bytes were added, and their hash. More may be added afterwards.
  uint64_t size() const { return size_; }
  Hash Now() const;

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  using Context = std::unique_ptr<EVP_MD_CTX, Free>;

  Context context_;
  Context copy_;  // what Now ends in the place of context_
  uint64_t size_ = 0;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_RUNNING_SHA256_H_
