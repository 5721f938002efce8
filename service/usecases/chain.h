// The entries of one audit, from the newest back to its submission: for proposals, through a View; for reads, from the
// committed ledger.
#ifndef ASSAY_SERVICE_USECASES_CHAIN_H_
#define ASSAY_SERVICE_USECASES_CHAIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "service/domain/event.h"
#include "service/usecases/house.h"
#include "storage/ledger/ledger.h"

namespace assay {

// An entry and what it says.
struct Link {
  Entry entry;
  Event event;
};

// DATA_LOSS where the entry is not an audit's.
absl::StatusOr<Link> DecodeLink(Entry entry);

// The newest entry of the audit; nullopt: there is none.
absl::StatusOr<std::optional<Link>> NewestLink(const View& view, std::string_view audit);

// The entry that `link` superseded. `link` must have superseded one.
absl::StatusOr<Link> EarlierLink(const View& view, const Link& link);

// The entry that submitted the audit whose entry `link` is. The facts are the ledger's; only what the group being
// decided has appended itself is read entry by entry.
absl::StatusOr<Link> SubmissionOf(const View& view, const LedgerFacts& facts, Link link);

// One committed entry of an audit. Errors as Ledger::Read.
absl::StatusOr<Link> ReadLink(const Ledger& ledger, std::string_view authority, uint32_t revision);

// Whether the caller may touch the audit that the committed entry is of: all may, or the one who submitted it. Errors
// as Ledger::Read.
absl::StatusOr<bool> MayTouch(const Ledger& ledger, std::string_view authority, const Link& link, const Caller& caller);

// The committed entry in which the audit stands at the revision: its newest one recorded up to it. nullopt: it was not
// recorded yet.
struct AuditAt {
  std::string authority;  // ids
  std::string audit;
  uint32_t revision = 0;
};
absl::StatusOr<std::optional<Link>> FindLink(const Ledger& ledger, const AuditAt& at);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_CHAIN_H_
