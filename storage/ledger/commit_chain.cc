#include "storage/ledger/commit_chain.h"

#include "storage/merkle/big_endian.h"
#include "storage/merkle/sha256.h"

namespace assay {

store::v1::Commit NoCommit() {
  store::v1::Commit commit;
  commit.set_digest(std::string(kHashBytes, '\0'));
  return commit;
}

store::v1::Commit NextCommit(const store::v1::Commit& before, const Heads& heads) {
  std::string bytes = before.digest();
  for (const auto& [ledger_number, head] : heads) {
    AppendBigEndian<uint32_t>(ledger_number, &bytes);
    AppendBigEndian<uint32_t>(head.size(), &bytes);
    bytes.append(head.root());
  }
  store::v1::Commit commit;
  commit.set_number(before.number() + 1);
  commit.set_digest(std::string(BytesOf(Sha256Of({bytes}))));
  return commit;
}

}  // namespace assay
