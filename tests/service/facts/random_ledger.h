// A ledger of random audits that are corrected, moderated, withdrawn, erased and audited again, on two scales that use
// the same words in another order; entries arrive in no order of their audit dates.
#ifndef ASSAY_TESTS_SERVICE_FACTS_RANDOM_LEDGER_H_
#define ASSAY_TESTS_SERVICE_FACTS_RANDOM_LEDGER_H_

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/facts/query.h"

namespace assay {

class RandomLedger {
 public:
  RandomLedger(uint32_t seed, uint32_t entries) : random_(seed) {
    AddScale(Home());
    AddScale({.ref = {.id = "other", .version = 1},
              .title = "Other",
              .grades = {{.code = "adequate"}, {.code = "inadequate"}, {.code = "good"}}});
    while (audit_of_row_.size() < entries) {
      if (audits_.empty() || Chance(55)) {
        Submit();
      } else {
        Change();
      }
    }
  }

  static Scale Home() {
    return {.ref = {.id = "home", .version = 1},
            .title = "Home",
            .grades = {{.code = "inadequate"}, {.code = "adequate"}, {.code = "good"}}};
  }

  const LedgerFacts& facts() const { return facts_; }
  uint32_t size() const { return facts_.size(); }
  // Which audit the row is of; -1: none.
  int AuditOfRow(uint32_t row) const { return audit_of_row_[row]; }
  // What was folded, entry by entry.
  const std::vector<Event>& events() const { return events_; }

  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  bool Chance(uint32_t percent) { return Below(100) < percent; }
  absl::CivilDay Day() { return absl::CivilDay(2014, 1, 1) + static_cast<int>(Below(365)); }

  std::string Pick(const std::vector<std::string>& choices) { return choices[Below(choices.size())]; }

  // Any policy, filter and window.
  Measure RandomMeasure() {
    Measure measure{.threshold_grade = Pick({"inadequate", "adequate", "good"}),
                    .scale = "home@1",
                    .comparator = static_cast<int>(1 + Below(2)),
                    .target = {.numerator = Below(101), .denominator = 100},
                    .ungraded_policy = static_cast<int>(Below(4)),
                    .re_audit_policy = static_cast<int>(Below(4)),
                    .grade_basis = static_cast<int>(Below(4))};
    if (Chance(30)) measure.practice_areas = {Pick({"assessment", "care"})};
    if (Chance(30)) measure.teams = {Pick({"North", "South"})};
    if (Chance(30)) measure.audit_types = {static_cast<int>(1 + Below(5)), 1};
    if (Chance(30)) measure.sampling_methods = {static_cast<int>(1 + Below(5))};
    if (Chance(30)) measure.window = FixedDates{.first_day = "2014-03-10", .last_day = "2014-09-20"};
    if (Chance(30)) measure.window = RollingMonths{.months = 1 + Below(6)};
    return measure;
  }

  // From the other scale to the home one, of some of its grades.
  Crosswalk RandomCrosswalk() {
    Crosswalk crosswalk{.ref = {.id = "plain", .version = 1}, .from_scale = "other@1", .to_scale = "home@1"};
    for (const char* grade : {"inadequate", "adequate", "good"}) {
      if (Chance(70)) {
        crosswalk.pairs.push_back({.from_grade = grade, .to_grade = Pick({"inadequate", "adequate", "good"})});
      }
    }
    return crosswalk;
  }

  static Question Ask(const Measure& measure, absl::CivilDay on) {
    Question question{.measure = measure, .scale = Home(), .on = on, .window = WindowOn(measure, on)};
    return question;
  }

  Survey SurveyAt(const Question& question, uint32_t revision) const {
    return Survey(facts_, facts_.Snapshot().Prefix(revision), question);
  }

 private:
  struct Kept {
    Audit audit;
    uint32_t case_number = 0;
    uint32_t revision = 0;
  };

  void Apply(Event event, int audit) {
    event.revision = facts_.size() + 1;
    facts_.Apply(event);
    audit_of_row_.push_back(audit);
    events_.push_back(std::move(event));
  }

  void AddScale(const Scale& scale) {
    Event event;
    event.what = scale;
    Apply(std::move(event), -1);
  }

  void Put(size_t index, uint32_t supersedes) {
    Kept& kept = audits_[index];
    Event event;
    event.case_number = kept.case_number;
    event.superseded_revision = supersedes;
    event.what = kept.audit;
    Apply(std::move(event), static_cast<int>(index));
    kept.revision = facts_.size();
  }

  void SetContent(Audit& audit) {
    audit.practice_area = Pick({"assessment", "child-protection-plan", "care"});
    audit.audit_type = static_cast<int>(Below(kAuditTypes - 1));
    audit.sampling_method = static_cast<int>(Below(kSamplingMethods));
    audit.audit_date = FormatDate(Day());
    audit.team = Pick({"", "North", "South"});
    audit.auditor = Pick({"", "a1", "a2"});
    audit.scale = Pick({"home@1", "home@1", "home@1", "other@1"});
    audit.grade = Chance(20) ? "" : Pick({"inadequate", "adequate", "good"});
    audit.ungraded_reason = audit.grade.empty() ? Pick({"no-access", "closed"}) : "";
    audit.worker = audit.manager = audit.supervisor = Chance(50) ? "w" : "";
  }

  void Submit() {
    Kept kept;
    SetContent(kept.audit);
    if (!audits_.empty() && Chance(25)) {
      const Kept& original = audits_[Below(static_cast<uint32_t>(audits_.size()))];
      kept.case_number = original.case_number;
      kept.audit.re_audit_of = "known";
      if (Chance(50)) kept.audit.original_revision = original.revision;
      if (Chance(20)) kept.audit.re_audit_of.clear();
    } else {
      kept.case_number = ++cases_;
    }
    if (Chance(30)) {
      kept.audit.audit_quality = AuditQuality{.grade = Pick({"inadequate", "adequate", "good"}), .assessor = "q"};
    }
    audits_.push_back(std::move(kept));
    Put(audits_.size() - 1, 0);
  }

  void Change() {
    const size_t index = Below(static_cast<uint32_t>(audits_.size()));
    Kept& kept = audits_[index];
    if (!kept.audit.withdrawal_reason.empty()) return;
    switch (Below(5)) {
      case 0:
        kept.audit.moderation.reset();
        SetContent(kept.audit);
        break;
      case 1:
      case 2:
        kept.audit.moderation = Moderation{.moderator = "m", .grade = Pick({"inadequate", "adequate", "good"})};
        break;
      case 3:
        kept.audit.withdrawal_reason = "duplicate";
        break;
      default:
        kept.audit.erased = true;
    }
    Put(index, kept.revision);
  }

  std::mt19937 random_;
  LedgerFacts facts_;
  std::vector<Kept> audits_;
  std::vector<int> audit_of_row_;
  std::vector<Event> events_;
  uint32_t cases_ = 0;
};

}  // namespace assay

#endif  // ASSAY_TESTS_SERVICE_FACTS_RANDOM_LEDGER_H_
