// Authorities and their codes in outside schemes.
#ifndef ASSAY_SERVICE_DOMAIN_AUTHORITY_H_
#define ASSAY_SERVICE_DOMAIN_AUTHORITY_H_

#include <string>
#include <string_view>
#include <vector>

#include "service/domain/violation.h"

namespace assay {

struct AuthorityCode {
  std::string scheme;
  std::string value;
  std::string valid_from;  // YYYY-MM-DD; empty: not known
  std::string valid_to;    // YYYY-MM-DD, included; empty: open

  bool operator==(const AuthorityCode&) const = default;
};

struct Authority {
  std::string id;  // "somerset"
  std::string title;
  std::vector<AuthorityCode> codes;

  bool operator==(const Authority&) const = default;
};

// Fields are named as in assay.v1.Authority ("name", "title", "codes[0].valid_from"). A code's validity must not end
// before it begins. The same (scheme, value) with overlapping validity is DUPLICATE.
Violations Validate(const Authority& authority);

// One code's shape, whose fields' paths begin with `path`: what reports cite may be out of date and need not be unique.
void CheckAuthorityCode(std::string_view path, const AuthorityCode& code, Violations& out);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_AUTHORITY_H_
