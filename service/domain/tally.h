// Published counts: kept with their total, whether they add up to it or not (DOMAIN rule 8).
#ifndef ASSAY_SERVICE_DOMAIN_TALLY_H_
#define ASSAY_SERVICE_DOMAIN_TALLY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/domain/fraction.h"
#include "service/domain/scale.h"
#include "service/domain/violation.h"

namespace assay {

struct TallyCount {
  std::string grade;
  uint32_t count = 0;

  bool operator==(const TallyCount&) const = default;
};

struct Tally {
  std::string authority;  // id
  std::string id;
  std::string title;
  std::string practice_area;
  std::string scale;
  std::string counted_on;
  std::vector<TallyCount> counts;
  std::optional<uint32_t> ungraded_count;  // nullopt: not published
  uint32_t total = 0;
  std::string source;

  bool operator==(const Tally&) const = default;
};

// Fields are named as in assay.v1.Tally ("counts[0].grade").
Violations Validate(const Tally& tally);

// What needs the scale as well: each grade is on it. For `known` see GradeNotOnScale.
Violations ValidateAgainst(const Scale& scale, const Tally& tally, const std::vector<Scale>& known = {});

// The total less the published parts.
int64_t Residual(const Tally& tally);

// Counts at the threshold and on the comparator's side of it, over the total as published (AUDITED) or over the graded
// parts (GRADED). nullopt where the tally cannot say: the grades on that side are more than the total, or AUDITED of an
// unpublished grade.
enum class TallyBasis { kAudited, kGraded };
struct TallyThreshold {
  std::string_view grade;
  bool at_least = true;  // false: the threshold grade and worse
  TallyBasis basis = TallyBasis::kAudited;
};
std::optional<Ratio> ShareOf(const Scale& scale, const Tally& tally, const TallyThreshold& threshold);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_TALLY_H_
