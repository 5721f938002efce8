#include "tests/bench/audit_maker.h"

#include <array>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace assay::bench {
namespace {

constexpr uint32_t kTeams = 12;
constexpr uint32_t kAuditors = 40;
constexpr int kDays = 3 * 365;
constexpr std::array<const char*, 4> kAreas = {"assessment", "child-protection-plan", "looked-after", "early-help"};
constexpr std::array<const char*, 2> kReasons = {"file-missing", "case-closed"};
constexpr uint32_t kOutcomes = 9;  // one of them ungraded

// A number's own random bits (splitmix64's finaliser).
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Takes `count` equally likely values out of the bits.
uint32_t Take(uint64_t& bits, uint32_t count) {
  const auto taken = static_cast<uint32_t>(bits % count);
  bits /= count;
  return taken;
}

}  // namespace

std::string AuthorityId(uint32_t number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "bench-%03u", number);
  return text.data();
}

AuditMaker::AuditMaker(MakerOptions options) : options_(std::move(options)), narrative_(options_.narrative_bytes, 'n') {
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  for (int i = 0; i < kDays; ++i) dates_.push_back(absl::FormatCivilTime(today - 1 - i));
  for (uint32_t i = 0; i < kTeams; ++i) teams_.push_back(absl::StrCat("team-", i));
  for (uint32_t i = 0; i < kAuditors; ++i) auditors_.push_back(absl::StrCat("auditor-", i));
}

void AuditMaker::Make(uint64_t number, uint32_t authority, v1::Audit& audit) const {
  uint64_t bits = Mix(number);
  audit.set_name(absl::StrCat("authorities/", AuthorityId(authority), "/audits/", options_.tag, "-", number));
  audit.set_practice_area(kAreas[Take(bits, kAreas.size())]);
  audit.set_audit_type(static_cast<v1::AuditType>(1 + Take(bits, 3)));
  audit.set_audit_date(dates_[Take(bits, dates_.size())]);
  audit.set_scale(kBenchScale);
  audit.clear_grade();
  audit.clear_ungraded_reason();
  if (const uint32_t outcome = Take(bits, kOutcomes); outcome == kOutcomes - 1) {
    audit.set_ungraded_reason(kReasons[Take(bits, kReasons.size())]);
  } else {
    audit.set_grade(kGrades[outcome % kGrades.size()]);
  }
  audit.set_team(teams_[Take(bits, kTeams)]);
  audit.set_auditor(auditors_[Take(bits, kAuditors)]);
  audit.set_sampling_method(static_cast<v1::SamplingMethod>(1 + Take(bits, 4)));
  audit.set_no_action_reason("closed-since");
  audit.set_worker("worker-17");
  // Three of ten share their case with the audit of the same authority seven rounds before.
  const bool is_shared = Take(bits, 10) < 3 && number >= uint64_t{7} * options_.authorities;
  const uint64_t case_number = is_shared ? number - uint64_t{7} * options_.authorities : number;
  audit.mutable_personal()->set_case_ref(absl::StrCat("case-", case_number));
  audit.mutable_personal()->set_narrative(narrative_);
}

}  // namespace assay::bench
