// The entries of one audit, from the newest back to its submission. For proposals: reads through a View.
#ifndef ASSAY_SERVICE_USECASES_CHAIN_H_
#define ASSAY_SERVICE_USECASES_CHAIN_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "service/domain/event.h"
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

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_CHAIN_H_
