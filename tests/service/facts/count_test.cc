// Whole statements over random ledgers, against a reading of the entries one by one.
#include "service/facts/count.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <tuple>

#include "tests/service/facts/random_ledger.h"

namespace assay {
namespace {

// An audit as it stands at a revision.
struct Card {
  Audit audit;
  uint32_t case_number = 0;
  uint32_t submitted = 0;  // rows
  uint32_t row = 0;

  bool IsWithdrawn() const { return !audit.withdrawal_reason.empty(); }
  std::string Grade() const { return audit.grade.empty() ? "" : audit.scale + "/" + audit.grade; }
};

class Desk {
 public:
  Desk(const RandomLedger& ledger, uint32_t revision, const Question& question) : question_(question) {
    std::map<int, Card> cards;
    for (uint32_t row = 0; row < revision; ++row) {
      const int number = ledger.AuditOfRow(row);
      if (number < 0) continue;
      const Event& event = ledger.events()[row];
      const auto [card, added] = cards.try_emplace(number, Card{.submitted = row});
      card->second.audit = std::get<Audit>(event.what);
      card->second.case_number = event.case_number;
      card->second.row = row;
      of_row_[row] = number;
    }
    cards_ = std::move(cards);
    for (const auto& [number, card] : cards_) NoteFirst(card);
  }

  Statement Count() const {
    Statement statement;
    std::map<std::string, uint32_t> grades;
    std::map<std::string, uint32_t> reasons;
    std::set<uint32_t> failing;
    std::set<uint32_t> re_audited;
    const bool at_least = question_.measure.comparator == 1;
    for (const auto& [number, card] : cards_) {
      const Exclusion before_policy = BeforePolicy(card);
      const auto rank = RankOf(card);
      if (IsReAudit(card.audit)) {
        if (!card.IsWithdrawn() && Day(card) <= question_.on) re_audited.insert(card.case_number);
      } else if (before_policy == Exclusion::kNone && rank && IsHit(*rank) != at_least) {
        failing.insert(card.case_number);
      }
      const Exclusion why = before_policy == Exclusion::kNone ? ByPolicy(card) : before_policy;
      if (why != Exclusion::kNone) {
        ++statement.exclusions[static_cast<size_t>(why)];
        continue;
      }
      ++statement.sampling[OriginalOf(card).audit.sampling_method];
      statement.re_audits += IsReAudit(card.audit);
      statement.independence_unknown += IndependenceOf(card.audit) == Independence::kUnknown;
      ++(rank ? statement.counts.graded : statement.counts.ungraded);
      if (rank) {
        statement.counts.hits += IsHit(*rank);
        ++grades[question_.scale->grades[*rank].code];
      } else {
        ++reasons[ReasonOf(card)];
      }
    }
    for (const Grade& grade : question_.scale->grades) {
      statement.grades.push_back({.grade = grade.code, .count = grades[grade.code]});
    }
    for (const auto& [reason, count] : reasons) statement.ungraded_reasons.push_back({reason, count});
    std::stable_sort(statement.ungraded_reasons.begin(), statement.ungraded_reasons.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    statement.failing_cases = static_cast<uint32_t>(failing.size());
    for (uint32_t number : failing) statement.failing_cases_re_audited += re_audited.contains(number);
    return statement;
  }

 private:
  static absl::CivilDay Day(const Card& card) { return *ParseDate(card.audit.audit_date); }

  void NoteFirst(const Card& card) {
    if (card.IsWithdrawn() || IsReAudit(card.audit)) return;
    const auto [first, added] = first_of_case_.try_emplace(card.case_number, &card);
    if (!added && std::tuple(Day(card), card.row) < std::tuple(Day(*first->second), first->second->row)) {
      first->second = &card;
    }
  }

  const Card& OriginalOf(const Card& card) const {
    const Card* original = &card;
    while (IsReAudit(original->audit)) {
      const uint32_t revision = original->audit.original_revision;
      if (revision != 0) {
        original = &cards_.at(of_row_.at(revision - 1));
        continue;
      }
      const auto first = first_of_case_.find(original->case_number);
      if (first == first_of_case_.end()) break;
      original = first->second;
    }
    return *original;
  }

  // Everything but the re-audit policy.
  Exclusion BeforePolicy(const Card& card) const {
    const Measure& measure = question_.measure;
    const auto lacks = [](const auto& wanted, const auto& value) {
      return !wanted.empty() && std::find(wanted.begin(), wanted.end(), value) == wanted.end();
    };
    if (card.IsWithdrawn()) return Exclusion::kWithdrawn;
    if (question_.window.first && Day(card) < *question_.window.first) return Exclusion::kBeforeWindow;
    if (Day(card) > question_.window.last) return Exclusion::kAfterWindow;
    if (lacks(measure.practice_areas, card.audit.practice_area)) return Exclusion::kOtherPracticeArea;
    const Audit& original = OriginalOf(card).audit;
    if (lacks(measure.audit_types, original.audit_type)) return Exclusion::kOtherAuditType;
    if (lacks(measure.sampling_methods, original.sampling_method)) return Exclusion::kOtherSamplingMethod;
    if (lacks(measure.teams, card.audit.team)) return Exclusion::kOtherTeam;
    return Exclusion::kNone;
  }

  // Of a card that nothing else leaves out.
  Exclusion ByPolicy(const Card& card) const {
    switch (static_cast<ReAuditPolicy>(question_.measure.re_audit_policy)) {
      case ReAuditPolicy::kOriginalOnly:
        return IsReAudit(card.audit) ? Exclusion::kReAudit : Exclusion::kNone;
      case ReAuditPolicy::kLatestPerCase:
        for (const auto& [number, other] : cards_) {
          if (other.case_number == card.case_number && BeforePolicy(other) == Exclusion::kNone &&
              std::tuple(Day(card), card.submitted) < std::tuple(Day(other), other.submitted)) {
            return Exclusion::kNotLatest;
          }
        }
        return Exclusion::kNone;
      default:
        return Exclusion::kNone;
    }
  }

  std::string GradeOf(const Card& card) const {
    const auto basis = static_cast<GradeBasis>(question_.measure.grade_basis);
    if (basis == GradeBasis::kAuditor) return card.Grade();
    if (card.audit.moderation) return card.audit.scale + "/" + card.audit.moderation->grade;
    return basis == GradeBasis::kModerated ? "" : card.Grade();
  }

  std::optional<size_t> RankOf(const Card& card) const {
    const std::string grade = GradeOf(card);
    if (grade.starts_with("home@1/")) return question_.scale->Rank(grade.substr(7));
    if (!question_.crosswalk || !grade.starts_with("other@1/")) return std::nullopt;
    const auto mapped = question_.crosswalk->Map(grade.substr(8));
    return mapped ? question_.scale->Rank(*mapped) : std::nullopt;
  }

  bool IsHit(size_t rank) const {
    const size_t threshold = *question_.scale->Rank(question_.measure.threshold_grade);
    return question_.measure.comparator == 1 ? rank >= threshold : rank <= threshold;
  }

  std::string ReasonOf(const Card& card) const {
    if (!GradeOf(card).empty()) return std::string(kOtherScale);
    const bool moderated = question_.measure.grade_basis == static_cast<int>(GradeBasis::kModerated);
    return moderated ? std::string(kNotModerated) : card.audit.ungraded_reason;
  }

  const Question& question_;
  std::map<int, Card> cards_;       // by audit
  std::map<uint32_t, int> of_row_;  // which audit
  std::map<uint32_t, const Card*> first_of_case_;
};

template <typename Counted, typename Name>
std::map<std::string, uint32_t> ByName(const std::vector<Counted>& counted, Name Counted::*name) {
  std::map<std::string, uint32_t> counts;
  for (const Counted& one : counted) counts[one.*name] = one.count;
  return counts;
}

void ExpectSame(const Statement& counted, const Statement& expected) {
  EXPECT_EQ(counted.counts.hits, expected.counts.hits);
  EXPECT_EQ(counted.counts.graded, expected.counts.graded);
  EXPECT_EQ(counted.counts.ungraded, expected.counts.ungraded);
  EXPECT_EQ(counted.exclusions, expected.exclusions);
  EXPECT_EQ(counted.sampling, expected.sampling);
  EXPECT_EQ(counted.re_audits, expected.re_audits);
  EXPECT_EQ(counted.independence_unknown, expected.independence_unknown);
  EXPECT_EQ(counted.failing_cases, expected.failing_cases);
  EXPECT_EQ(counted.failing_cases_re_audited, expected.failing_cases_re_audited);
  EXPECT_EQ(ByName(counted.grades, &GradeCount::grade), ByName(expected.grades, &GradeCount::grade));
  EXPECT_EQ(ByName(counted.ungraded_reasons, &UngradedCount::reason),
            ByName(expected.ungraded_reasons, &UngradedCount::reason));
}

// The counts of a statement, from the rows as the survey shows them one by one.
Statement CountRows(const Survey& survey) {
  Statement statement;
  survey.ForEach([&](uint32_t, const Row& row, const Classified& classified) {
    if (classified.standing == Standing::kOutside) {
      ++statement.exclusions[static_cast<size_t>(classified.exclusion)];
      return;
    }
    ++statement.sampling[row.sampling_method];
    ++(classified.standing == Standing::kUngraded ? statement.counts.ungraded : statement.counts.graded);
    statement.counts.hits += classified.standing == Standing::kHit;
  });
  return statement;
}

RC_GTEST_PROP(CountAudits, IsWhatReadingTheEntriesOneByOneComesTo, (uint32_t seed)) {
  RandomLedger ledger(seed, 20 + seed % 300);
  for (int round = 0; round < 8; ++round) {
    Question question = RandomLedger::Ask(ledger.RandomMeasure(), ledger.Day());
    if (ledger.Chance(30)) question.crosswalk = ledger.RandomCrosswalk();
    const uint32_t revision = ledger.Chance(30) ? ledger.size() : ledger.Below(ledger.size() + 1);
    const Survey survey = ledger.SurveyAt(question, revision);
    Statement counted;
    CountAudits(survey, question, counted);
    ExpectSame(counted, Desk(ledger, revision, question).Count());
    const Statement by_rows = CountRows(survey);
    EXPECT_EQ(counted.exclusions, by_rows.exclusions);
    EXPECT_EQ(counted.sampling, by_rows.sampling);
    EXPECT_EQ(counted.counts.hits, by_rows.counts.hits);
    EXPECT_EQ(counted.counts.graded, by_rows.counts.graded);
    EXPECT_EQ(counted.counts.ungraded, by_rows.counts.ungraded);
  }
}

// Past the seam between two chunks of rows.
TEST(CountAudits, IsTheSameOverALongLedger) {
  RandomLedger ledger(20131121, 2 * kChunkRows + 100);
  for (const uint32_t revision : {kChunkRows - 1, kChunkRows, kChunkRows + 1, kChunkRows + 64, 2 * kChunkRows + 100}) {
    Measure measure = ledger.RandomMeasure();
    measure.re_audit_policy = static_cast<int>(ReAuditPolicy::kEveryAudit);
    const Question question = RandomLedger::Ask(measure, ledger.Day());
    const Survey survey = ledger.SurveyAt(question, revision);
    Statement counted;
    CountAudits(survey, question, counted);
    ExpectSame(counted, Desk(ledger, revision, question).Count());
  }
}

// A reader sees all of an entry and of what it superseded, or nothing of either.
TEST(CountAudits, CountsEveryAuditOnceWhileEntriesAreAppended) {
  const RandomLedger source(7, 3 * kChunkRows);
  const std::vector<Event>& events = source.events();
  std::vector<uint32_t> audits(events.size() + 1);
  for (size_t i = 0; i < events.size(); ++i) {
    audits[i + 1] = audits[i] + (source.AuditOfRow(i) >= 0 && events[i].superseded_revision == 0 ? 1 : 0);
  }
  LedgerFacts facts;
  std::thread writer([&] {
    for (const Event& event : events) facts.Apply(event);
  });
  uint32_t revision = 0;
  for (uint32_t round = 0; revision < events.size(); ++round) {
    const uint32_t size = facts.size();
    revision = round % 2 == 0 ? size : size / 2;
    const Question question =
        RandomLedger::Ask({.threshold_grade = "good", .scale = "home@1", .comparator = 1}, absl::CivilDay(2014, 7, 1));
    const Survey survey(facts, facts.Snapshot().Prefix(revision), question);
    Statement counted;
    CountAudits(survey, question, counted);
    uint32_t seen = counted.counts.graded + counted.counts.ungraded;
    for (uint32_t excluded : counted.exclusions) seen += excluded;
    ASSERT_EQ(seen, audits[revision]) << "at " << revision;
    revision = round % 2 == 0 ? size : 0;
  }
  writer.join();
}

}  // namespace
}  // namespace assay
