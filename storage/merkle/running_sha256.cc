#include "storage/merkle/running_sha256.h"

#include <cstdlib>

namespace assay {

RunningSha256::RunningSha256() : context_(EVP_MD_CTX_new()), copy_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || copy_ == nullptr) std::abort();
  if (EVP_DigestInit_ex2(context_.get(), EVP_sha256(), nullptr) != 1) std::abort();
}

void RunningSha256::Add(std::string_view bytes) {
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) std::abort();
  size_ += bytes.size();
}

Hash RunningSha256::Now() const {
  Hash hash;
  if (EVP_MD_CTX_copy_ex(copy_.get(), context_.get()) != 1) std::abort();
  if (EVP_DigestFinal_ex(copy_.get(), hash.data(), nullptr) != 1) std::abort();
  return hash;
}

}  // namespace assay
