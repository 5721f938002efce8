// What a closed data directory is asked beyond its tree: whether its entries are what an honest server would have
// written.
#ifndef ASSAY_SERVICE_USECASES_DEEP_CHECK_H_
#define ASSAY_SERVICE_USECASES_DEEP_CHECK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include "absl/status/status.h"
#include "service/fold/ledger_fold.h"
#include "storage/ledger/audit.h"

namespace assay {

// Not thread-safe.
class DeepCheck {
 public:
  // Takes the entries of all ledgers, those of one ledger in order: the ContentCheck of VerifyDirectory. DATA_LOSS,
  // saying what is wrong but no personal value, where an entry does not fold (see LedgerFold), lies in another
  // authority's ledger, has a personal part it does not commit to, or shares its case number with another case
  // reference, or its case reference with another number. After an error nothing more may be added.
  absl::Status Add(const VerifiedEntry& entry);

  // After the last entry. DATA_LOSS: a personal part that was never erased is missing.
  absl::Status End() const;

  // What summaries have to hold, by the entries added.
  SummaryRules summaries() const;

 private:
  // One ledger so far.
  struct Checked {
    explicit Checked(LedgerKind kind) : fold(kind) {}
    LedgerFold fold;
    std::unordered_map<std::string, uint32_t> number_of_case;  // by case reference
    std::unordered_map<uint32_t, std::string> case_of_number;
    std::map<std::string, uint32_t> missing;  // by audit: its newest entry without its personal part, unless erased
  };

  static absl::Status CheckCase(const VerifiedEntry& entry, Checked& checked);

  std::map<std::string, Checked, std::less<>> ledgers_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_DEEP_CHECK_H_
