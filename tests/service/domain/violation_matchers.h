// How tests of shape rules read their answers.
#ifndef ASSAY_TESTS_SERVICE_DOMAIN_VIOLATION_MATCHERS_H_
#define ASSAY_TESTS_SERVICE_DOMAIN_VIOLATION_MATCHERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "service/domain/violation.h"

namespace assay {

// Each violation as "field REASON", in order.
inline std::vector<std::string> Summary(const Violations& violations) {
  std::vector<std::string> lines;
  for (const Violation& violation : violations) lines.push_back(violation.field + " " + violation.reason);
  return lines;
}

// Exactly one violation, and this one.
inline testing::Matcher<const Violations&> IsOnly(const std::string& field, std::string_view why) {
  return testing::ElementsAre(testing::AllOf(
      testing::Field("field", &Violation::field, field), testing::Field("reason", &Violation::reason, std::string(why)),
      testing::Field("description", &Violation::description, testing::Not(testing::IsEmpty()))));
}

}  // namespace assay

#endif  // ASSAY_TESTS_SERVICE_DOMAIN_VIOLATION_MATCHERS_H_
