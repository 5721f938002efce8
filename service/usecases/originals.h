// The audits that re-audits look at again.
#ifndef ASSAY_SERVICE_USECASES_ORIGINALS_H_
#define ASSAY_SERVICE_USECASES_ORIGINALS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "service/usecases/house.h"
#include "storage/ledger/ledger.h"

namespace assay {

// A re-audit's word on its original.
struct OriginalAsked {
  std::string audit;     // the original's id
  std::string case_ref;  // the re-audit's own; personal: it stands in no message
  std::string field;     // that names the original in the request
  std::string actor;     // who asks
  Whose whose = Whose::kAll;
  // Set to the entry whose case reference, of somebody else's writing, the answer tells to be the same or another.
  uint32_t* compared = nullptr;
};

// The revision that submitted the original; 0: it is not recorded. INVALID_ARGUMENT (OTHER_CASE) on the field where the
// original is of another case. Once the original's personal part is erased nobody can tell, and the word is taken; so
// is that of who may not see the original, whom the answer would tell whose case it is. No figure hangs on it: what a
// re-audit inherits from its original, its auditor could as well have said. For proposals. The facts are the ledger's.
absl::StatusOr<uint32_t> FindOriginal(const View& view, const LedgerFacts& facts, const OriginalAsked& asked);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_ORIGINALS_H_
