// Money spent on improvement: stated totals, their parts, and what the parts leave. Nothing is ever inferred of an
// individual.
#ifndef ASSAY_SERVICE_DOMAIN_SPEND_H_
#define ASSAY_SERVICE_DOMAIN_SPEND_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "service/domain/violation.h"

namespace assay {

struct SpendItem {
  std::string authority;  // id
  std::string id;
  std::string title;
  std::optional<uint64_t> amount_pence;
  int basis = 0;  // an assay.v1.SpendBasis
  std::string first_day;
  std::string last_day;
  std::string source;
  std::string part_of;  // id; empty: a total
  uint32_t units = 0;   // 0: not stated

  bool operator==(const SpendItem&) const = default;
};

// Fields are named as in assay.v1.SpendItem.
Violations Validate(const SpendItem& item);

// Whether the item fits beside those recorded (each in its newest entry): UNKNOWN_RECORD for a part of nothing,
// NOT_ALLOWED for a part of a part or a total that is made a part while it has parts, or for another basis than the
// total's, or for a total that would stand on another basis than its parts. Fields are named from the request
// ("item.part_of").
std::optional<Refused> CheckAgainst(const std::vector<SpendItem>& items, const SpendItem& item);

// See assay.v1.SpendTotal. What one unit of the remainder cost is not said either where the parts are more than the
// total.
struct SpendTotal {
  SpendItem item;
  std::vector<SpendItem> parts;
  std::optional<int64_t> remainder_pence;
  std::optional<int64_t> remainder_units;
  std::optional<int64_t> remainder_each_pence;
};

// Totals by id, their parts by id. Each item is given once, in its newest entry, and its total beside it.
std::vector<SpendTotal> Summarize(std::vector<SpendItem> items);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_SPEND_H_
