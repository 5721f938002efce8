// Formal reviews: an answer frozen for good (DOMAIN rule 5).
#ifndef ASSAY_SERVICE_DOMAIN_REVIEW_H_
#define ASSAY_SERVICE_DOMAIN_REVIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "service/domain/violation.h"

namespace assay {

struct Review {
  std::string authority;  // id
  std::string id;
  std::string notice;  // id
  std::string held_on;
  uint32_t number = 0;  // 0 in a request: the first that none is recorded for
  std::string narrative;

  // Set by the server.
  std::string due_on;
  uint32_t notice_version = 0;
  uint32_t read_revision = 0;
  std::string read_root;                // 32 bytes
  std::vector<std::string> statements;  // a serialised assay.v1.Statement each: never serialised again

  bool operator==(const Review&) const = default;
};

// Fields are named as in assay.v1.Review.
Violations Validate(const Review& review, absl::CivilDay today);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_REVIEW_H_
