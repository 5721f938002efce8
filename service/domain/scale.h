// Ordered scales of grades. A scale version is data: its order is the list's, worst first, and nothing else.
#ifndef ASSAY_SERVICE_DOMAIN_SCALE_H_
#define ASSAY_SERVICE_DOMAIN_SCALE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/domain/violation.h"

namespace assay {

struct Grade {
  std::string code;
  std::string label;  // empty: the code
  bool requires_action = false;

  bool operator==(const Grade&) const = default;
};

// "ofsted-2013@1", or "ofsted-2013" for the newest version (version 0).
struct ScaleRef {
  std::string id;
  uint32_t version = 0;

  bool operator==(const ScaleRef&) const = default;
};

struct Scale {
  ScaleRef ref;  // version at least 1
  std::string title;
  std::vector<Grade> grades;  // worst first

  bool operator==(const Scale&) const = default;

  // Position of the code, 0 the worst; nullopt: not on the scale.
  std::optional<size_t> Rank(std::string_view code) const;
};

// nullopt where the text is not ID or ID@VERSION with VERSION 1 to kScaleVersionMax written without leading zeros.
std::optional<ScaleRef> ParseScaleRef(std::string_view text);

// "ofsted-2013@1"; without "@" for version 0.
std::string FormatScaleRef(const ScaleRef& ref);

// Fields are named as in assay.v1.Scale ("name", "grades[1].code"). Codes are unique; 2 to 16 grades.
Violations Validate(const Scale& scale);

// "grade 'Requires improvment' is not on scale ofsted-2014@1; did you mean requires-improvement? See crosswalks", and
// without a near miss "...; see crosswalks". A near miss begins with the same letter: adequate never becomes
// inadequate. Where the spelling finds none, the grade that stands in its place is suggested: `known` holds every scale
// there is knowledge of, and one of them has the grade, as many grades as this scale, and the same in all other places.
// Nothing is suggested where two of them put it in different places. The grade is left out where it is not printable,
// and cut where it is long.
Violation GradeNotOnScale(std::string_view field, std::string_view grade, const Scale& scale,
                          const std::vector<Scale>& known = {});

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_SCALE_H_
