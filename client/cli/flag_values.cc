#include "client/cli/flag_values.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/cli/text_cell.h"
#include "service/domain/audit.h"
#include "service/domain/civil_date.h"
#include "service/domain/text.h"

namespace assay {
namespace {

constexpr char kCivilZone[] = "Europe/London";

absl::Status BadValue(const Flag& flag, const std::string& why) {
  return absl::InvalidArgumentError(std::string(flag.name) + " \"" + flag.value + "\" " + why);
}

void SetTime(absl::Time time, v1::ReadAt& read_at) {
  const int64_t seconds = absl::ToUnixSeconds(time);  // rounds down, so the rest is never negative
  read_at.mutable_time()->set_seconds(seconds);
  read_at.mutable_time()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

// The codes of the enumeration but for "not-stated", which nobody needs to say.
template <typename Enum>
std::vector<std::string> Codes(int count) {
  std::vector<std::string> codes;
  for (int value = 1; value < count; ++value) codes.emplace_back(Code(static_cast<Enum>(value)));
  return codes;
}

absl::Status UnknownCode(const Flag& flag, const std::vector<std::string>& codes) {
  const std::string near_miss = NearestMatch(flag.value, codes);
  if (!near_miss.empty()) return BadValue(flag, "is not known; did you mean " + near_miss + "?");
  std::string list;
  for (const std::string& code : codes) list += (list.empty() ? "" : ", ") + code;
  return BadValue(flag, "is not one of " + list);
}

}  // namespace

absl::StatusOr<v1::ReadAt> ParseReadAt(const std::string& text) {
  v1::ReadAt read_at;
  if (text.empty()) return read_at;
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    uint32_t revision = 0;
    if (!absl::SimpleAtoi(text, &revision)) return BadValue({"--at", text}, "is too large for a revision");
    read_at.set_revision(revision);
    return read_at;
  }
  if (const auto day = ParseDate(text); day.has_value()) {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(kCivilZone, &zone)) {
      return absl::FailedPreconditionError(
          "--at with a date needs the time zone Europe/London, which this machine lacks "
          "(package tzdata); a time such as " +
          text + "T23:59:59Z does not");
    }
    // A civil day ends where the next begins: that is right on the days the clocks change, too.
    SetTime(absl::FromCivil(*day + 1, zone) - absl::Microseconds(1), read_at);
    return read_at;
  }
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error) && time != absl::InfiniteFuture() &&
      time != absl::InfinitePast()) {
    SetTime(time, read_at);
    return read_at;
  }
  return BadValue({"--at", text},
                  "is neither a revision, nor a date YYYY-MM-DD, nor a time such as 2014-05-21T12:00:00Z");
}

absl::Status CheckDateFlag(const Flag& flag) {
  if (flag.value.empty() || ParseDate(flag.value).has_value()) return absl::OkStatus();
  return BadValue(flag, "is not a date of the calendar written YYYY-MM-DD");
}

absl::StatusOr<v1::SamplingMethod> ParseSamplingFlag(const Flag& flag) {
  const auto method = ParseSamplingMethod(flag.value);
  if (!method.has_value()) return UnknownCode(flag, Codes<SamplingMethod>(kSamplingMethods));
  return static_cast<v1::SamplingMethod>(*method);
}

absl::StatusOr<v1::AuditType> ParseAuditTypeFlag(const Flag& flag) {
  const auto type = ParseAuditType(flag.value);
  if (!type.has_value()) return UnknownCode(flag, Codes<AuditType>(kAuditTypes));
  return static_cast<v1::AuditType>(*type);
}

CLI::Validator AboveZero() {
  const auto check = [](const std::string& text) {
    uint64_t number = 0;
    if (absl::SimpleAtoi(text, &number) && number > 0) return std::string();
    return "\"" + TextCell(text) + "\" is not a number above 0";
  };
  return {[check](std::string& text) { return check(text); }, "POSITIVE"};
}

}  // namespace assay
