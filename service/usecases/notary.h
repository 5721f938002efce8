// Signs what the ledgers come to: one checkpoint for each ledger and size, made when it is first asked for.
#ifndef ASSAY_SERVICE_USECASES_NOTARY_H_
#define ASSAY_SERVICE_USECASES_NOTARY_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "service/facts/facts.h"
#include "storage/ledger/ledger.h"
#include "storage/merkle/note.h"
#include "storage/mutex.h"

namespace assay {

// A signed checkpoint and the size it speaks of.
struct SignedCheckpoint {
  uint32_t size = 0;
  std::string note;
};

// A signature costs about 40 µs, a note asked for again nothing: the newest of each ledger is kept, so a whole group of
// receipts of one ledger shares one. Thread-safe.
class Notary {
 public:
  // `ledger` and `facts` outlive the Notary.
  Notary(const Ledger& ledger, const Facts& facts, SigningKey key);

  // The checkpoint of the ledger at a size, 0 for the newest. Only what is on disk is ever signed. Errors as
  // Ledger::Head.
  absl::StatusOr<SignedCheckpoint> Sign(std::string_view ledger, uint32_t size);

 private:
  // Of the ledger at a size: one that was restored bears another before its newest epoch began.
  uint32_t EpochAt(std::string_view ledger, uint32_t size) const;

  const Ledger& ledger_;
  const Facts& facts_;
  const SigningKey key_;
  const std::string deployment_;  // in hexadecimal

  Mutex mutex_;
  std::map<std::string, SignedCheckpoint, std::less<>> newest_ ABSL_GUARDED_BY(mutex_);
};

// The key's name for a deployment: "assay-0123…". `deployment_id` is in bytes.
std::string KeyName(std::string_view deployment_id);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_NOTARY_H_
