#include "service/domain/authority.h"

#include <optional>

#include "absl/time/civil_time.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

// The days a code is valid, both included. An end that is open or not known reaches as far as days go.
struct Validity {
  absl::CivilDay first = (absl::CivilDay::min)();
  absl::CivilDay last = (absl::CivilDay::max)();
};

bool Overlap(const Validity& a, const Validity& b) { return a.first <= b.last && b.first <= a.last; }

// nullopt, with violations, for a code that is not well-formed.
std::optional<Validity> CheckOneCode(const std::string& path, const AuthorityCode& code, Violations& out) {
  const size_t violations_before = out.size();
  CheckCodeScheme({path + ".scheme", code.scheme}, out);
  CheckLine({path + ".value", code.value}, limits::kCodeValueBytes, out);
  Validity validity;
  validity.first = CheckOptionalDate({path + ".valid_from", code.valid_from}, out).value_or(validity.first);
  validity.last = CheckOptionalDate({path + ".valid_to", code.valid_to}, out).value_or(validity.last);
  if (validity.last < validity.first) {
    Refuse(out, path + ".valid_to", reason::kOutOfRange, code.valid_to + " is before valid_from, " + code.valid_from);
  }
  if (out.size() > violations_before) return std::nullopt;
  return validity;
}

void CheckCodes(const std::vector<AuthorityCode>& codes, Violations& out) {
  if (codes.size() > limits::kAuthorityCodes) {
    return Refuse(out, "codes", reason::kTooLong,
                  "at most " + std::to_string(limits::kAuthorityCodes) + " codes are allowed; there are " +
                      std::to_string(codes.size()));
  }
  std::vector<std::optional<Validity>> validities;
  for (size_t i = 0; i < codes.size(); ++i) {
    validities.push_back(CheckOneCode(ElementPath("codes", i), codes[i], out));
    if (!validities[i].has_value()) continue;
    for (size_t j = 0; j < i; ++j) {
      if (codes[j].scheme != codes[i].scheme || codes[j].value != codes[i].value) continue;
      if (!validities[j].has_value() || !Overlap(*validities[j], *validities[i])) continue;
      Refuse(out, ElementPath("codes", i) + ".value", reason::kDuplicate,
             "the same scheme and value are valid at the same time in " + ElementPath("codes", j));
      break;
    }
  }
}

}  // namespace

void CheckAuthorityCode(std::string_view path, const AuthorityCode& code, Violations& out) {
  CheckOneCode(std::string(path), code, out);
}

Violations Validate(const Authority& authority) {
  Violations out;
  CheckAuthorityId({"name", authority.id}, out);
  CheckLine({"title", authority.title}, limits::kTitleBytes, out);
  CheckCodes(authority.codes, out);
  return out;
}

}  // namespace assay
