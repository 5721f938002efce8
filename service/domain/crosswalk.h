// Approved mappings between scales (DOMAIN rules on scales, rule 17).
#ifndef ASSAY_SERVICE_DOMAIN_CROSSWALK_H_
#define ASSAY_SERVICE_DOMAIN_CROSSWALK_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/domain/scale.h"
#include "service/domain/violation.h"

namespace assay {

struct CrosswalkPair {
  std::string from_grade;
  std::string to_grade;

  bool operator==(const CrosswalkPair&) const = default;
};

struct Crosswalk {
  ScaleRef ref;  // "plain-2014@1": named and versioned as a scale is; version at least 1
  std::string title;
  std::string from_scale;  // "ofsted-2014@1", with its version
  std::string to_scale;
  std::vector<CrosswalkPair> pairs;
  std::string approver;
  std::string approved_on;
  std::string source;

  bool operator==(const Crosswalk&) const = default;

  // What a grade of from_scale counts as; nullopt: it stays incomparable.
  std::optional<std::string_view> Map(std::string_view from_grade) const;
};

// Fields are named as in assay.v1.Crosswalk ("name", "pairs[0].from_grade").
Violations Validate(const Crosswalk& crosswalk);

// What needs the scales as well: each grade is on its scale (GRADE_NOT_ON_SCALE).
Violations ValidateAgainst(const Scale& from, const Scale& to, const Crosswalk& crosswalk);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_CROSSWALK_H_
