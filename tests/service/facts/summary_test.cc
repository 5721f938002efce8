// Facts from summaries against facts from entries: they must be the same to the last number.
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/facts/count.h"
#include "service/facts/query.h"
#include "tests/service/facts/random_ledger.h"

namespace assay {
namespace {

void ExpectSameTexts(const Dictionary& a, const Dictionary& b) {
  ASSERT_EQ(a.size(), b.size());
  for (uint32_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a.Text(i), b.Text(i));
    ASSERT_EQ(b.Find(a.Text(i)), i);
  }
}

std::vector<std::tuple<uint32_t, PartGrade>> PartGradesOf(const LedgerFacts& facts) {
  std::vector<std::tuple<uint32_t, PartGrade>> grades;
  facts.ForEachPartGrade(facts.size(), [&](uint32_t row, const PartGrade& grade) { grades.emplace_back(row, grade); });
  return grades;
}

void ExpectSameRows(const LedgerFacts& a, const LedgerFacts& b) {
  const Rows left = a.Snapshot();
  const Rows right = b.Snapshot();
  ASSERT_EQ(left.size(), right.size());
  ASSERT_EQ(left.profiles(), right.profiles());
  for (uint32_t row = 0; row < left.size(); ++row) {
    ASSERT_EQ(left.CaseOf(row), right.CaseOf(row));
    ASSERT_EQ(left.DayOf(row), right.DayOf(row));
    ASSERT_EQ(left.ProfileNumberOf(row), right.ProfileNumberOf(row)) << row;
    ASSERT_EQ(left.TiesNumberOf(row), right.TiesNumberOf(row)) << row;
    ASSERT_EQ(left.At(row), right.At(row)) << row;
    ASSERT_EQ(left.IsLiveAudit(row), right.IsLiveAudit(row)) << row;
    ASSERT_EQ(left.SupersededAt(row), right.SupersededAt(row)) << row;
    ASSERT_EQ(left.SupersededBy(row), right.SupersededBy(row)) << row;
  }
  ASSERT_EQ(left.LiveAudits(), right.LiveAudits());
  ASSERT_EQ(left.WithUnknownOriginal(), right.WithUnknownOriginal());
}

void ExpectSameFacts(const LedgerFacts& a, const LedgerFacts& b) {
  ExpectSameRows(a, b);
  ExpectSameTexts(a.practice_areas(), b.practice_areas());
  ExpectSameTexts(a.teams(), b.teams());
  ExpectSameTexts(a.auditors(), b.auditors());
  ExpectSameTexts(a.ungraded_reasons(), b.ungraded_reasons());
  ExpectSameTexts(a.grades(), b.grades());
  ExpectSameTexts(a.parts(), b.parts());
  ASSERT_EQ(PartGradesOf(a), PartGradesOf(b));
  ASSERT_EQ(a.record_count(), b.record_count());
  ASSERT_EQ(a.Scales(a.size()).size(), b.Scales(b.size()).size());
}

// A statement's counts, and those of its groups, in a text.
std::string AnswerOf(const LedgerFacts& facts, uint32_t revision, const Question& question) {
  const Survey survey(facts, facts.Snapshot().Prefix(revision), question);
  Statement statement;
  CountAudits(survey, question, statement);
  const auto text = [](const Counts& counts) {
    return absl::StrCat(counts.hits, "/", counts.graded, "+", counts.ungraded, " ");
  };
  std::string answer = text(statement.counts);
  for (uint32_t count : statement.exclusions) absl::StrAppend(&answer, count, " ");
  for (const UngradedCount& ungraded : statement.ungraded_reasons) {
    absl::StrAppend(&answer, ungraded.reason, "=", ungraded.count, " ");
  }
  absl::StrAppend(&answer, statement.re_audits, " ", statement.failing_cases_re_audited);
  for (Dimension dimension : {Dimension::kTeam, Dimension::kAuditor, Dimension::kDomain}) {
    for (const Group& group : GroupsOf(survey, question, dimension))
      absl::StrAppend(&answer, group.key, text(group.counts));
  }
  return answer;
}

// The entries of a random ledger, with grades of parts and records strewn in.
class SummaryTest : public testing::Test {
 protected:
  void Make(uint32_t seed, uint32_t entries) {
    RandomLedger ledger(seed, entries);
    events_.clear();
    std::vector<uint32_t> revision_of;  // of the events, in the ledger that has the records too
    for (Event event : ledger.events()) {
      while (ledger.Chance(3)) AddRecord(ledger.Below(5));
      if (auto* const audit = std::get_if<Audit>(&event.what)) {
        audit->original_revision = audit->original_revision == 0 ? 0 : revision_of[audit->original_revision - 1];
        if (ledger.Chance(40)) AddParts(ledger, *audit);
      }
      if (event.superseded_revision != 0) event.superseded_revision = revision_of[event.superseded_revision - 1];
      Add(std::move(event));
      revision_of.push_back(static_cast<uint32_t>(events_.size()));
    }
  }

  static void Fold(const std::vector<Event>& events, LedgerFacts* facts) {
    for (const Event& event : events) facts->Apply(event);
  }

  absl::Status Restore(const RowRange& rows, std::string_view summary, LedgerFacts* facts) const {
    return facts->Restore(rows, summary, [&](uint32_t revision) {
      facts->Apply(events_.at(revision - 1));
      return absl::OkStatus();
    });
  }

  std::vector<Event> events_;

 private:
  void Add(Event event) {
    event.revision = static_cast<uint32_t>(events_.size()) + 1;
    events_.push_back(std::move(event));
  }
  void AddRecord(uint32_t number) {
    Event event;
    event.what = Record(SpendItem{.id = absl::StrCat("item-", number)});
    Add(std::move(event));
  }
  static void AddParts(RandomLedger& ledger, Audit& audit) {
    for (const char* part : {"assessment", "planning", "visits"}) {
      if (ledger.Chance(30)) continue;
      DomainGrade grade{.domain = part};
      if (ledger.Chance(30)) {
        grade.ungraded_reason = ledger.Pick({"no-access", "not-looked-at"});
      } else {
        grade.grade = ledger.Pick({"inadequate", "adequate", "good"});
      }
      audit.domain_grades.push_back(grade);
    }
  }
};

TEST_F(SummaryTest, RestoresExactlyWhatAFoldMakes) {
  std::mt19937 random(17);
  for (uint32_t seed = 0; seed < 40; ++seed) {
    Make(seed, 900);
    LedgerFacts folded;
    Fold(events_, &folded);
    LedgerFacts restored;
    // Pieces of any length, some of them folded.
    while (restored.size() < events_.size()) {
      const RowRange rows = {.first = restored.size(),
                             .count = std::min<uint32_t>(1 + random() % 300, events_.size() - restored.size())};
      if (random() % 4 == 0) {
        Fold({events_.begin() + rows.first, events_.begin() + rows.first + rows.count}, &restored);
        continue;
      }
      const std::string summary = folded.Summarise(rows);
      ASSERT_EQ(Restore(rows, summary, &restored), absl::OkStatus()) << seed;
      // The same bytes, though other entries stand after them.
      ASSERT_EQ(restored.Summarise(rows), summary);
    }
    ExpectSameFacts(folded, restored);
    RandomLedger questions(seed, 0);
    for (int i = 0; i < 20; ++i) {
      const Question question = RandomLedger::Ask(questions.RandomMeasure(), questions.Day());
      const uint32_t revision = questions.Below(folded.size() + 1);
      ASSERT_EQ(AnswerOf(restored, revision, question), AnswerOf(folded, revision, question)) << seed;
    }
  }
}

TEST_F(SummaryTest, EncodesExactlyTheBytesThatTheFormatStates) {
  const Scale home = RandomLedger::Home();
  Event scale;
  scale.revision = 1;
  scale.what = home;
  Event first;
  first.revision = 2;
  first.case_number = 7;
  first.what = Audit{.practice_area = "pa",
                     .audit_type = 1,
                     .audit_date = "1970-01-11",
                     .scale = "home@1",
                     .grade = "good",
                     .team = "t",
                     .auditor = "a",
                     .sampling_method = 2,
                     .domain_grades = {{.domain = "d", .ungraded_reason = "r"}}};
  Event second = first;
  second.revision = 3;
  second.superseded_revision = 2;
  std::get<Audit>(second.what).withdrawal_reason = "w";
  LedgerFacts facts;
  Fold({scale, first, second}, &facts);
  EXPECT_EQ(absl::BytesToHexString(facts.Summarise({.first = 0, .count = 3})),
            "01027061"                    // practice areas
            "010174"                      // teams
            "010161"                      // auditors
            "010172"                      // ungraded reasons
            "010b686f6d6540312f676f6f64"  // grades: home@1/good
            "010164"                      // parts
            "02000100010200000100010201"  // profiles
            "01000000"                    // ties
            "01010000"                    // grades of parts
            "00"
            "0100140e"
            "02000000"      // rows: a scale, ten days after 1970-01-01 and case 7, the same again
            "010200"        // what the last one supersedes
            "0201000100");  // the part of each
}

TEST_F(SummaryTest, RefusesTheRowsOfAnotherPlace) {
  Make(1, 100);
  LedgerFacts folded;
  Fold(events_, &folded);
  const std::string summary = folded.Summarise({.first = 0, .count = 50});
  LedgerFacts facts;
  EXPECT_FALSE(Restore({.first = 0, .count = 49}, summary, &facts).ok());
  LedgerFacts longer;
  EXPECT_FALSE(Restore({.first = 0, .count = 51}, summary, &longer).ok());
  LedgerFacts none;
  EXPECT_FALSE(Restore({.first = 0, .count = 0}, "", &none).ok());
  EXPECT_EQ(none.size(), 0u);
  LedgerFacts elsewhere;
  EXPECT_FALSE(Restore({.first = 50, .count = 50}, folded.Summarise({.first = 50, .count = 50}), &elsewhere).ok());
}

TEST_F(SummaryTest, PassesOnWhatWentWrongWithAnEntry) {
  Make(1, 100);
  LedgerFacts folded;
  Fold(events_, &folded);
  LedgerFacts facts;
  const absl::Status failed = facts.Restore({.first = 0, .count = 50}, folded.Summarise({.first = 0, .count = 50}),
                                            [](uint32_t) { return absl::UnavailableError("no disk"); });
  EXPECT_EQ(failed, absl::UnavailableError("no disk"));
  // An entry that was not folded after all.
  LedgerFacts gap;
  EXPECT_FALSE(gap.Restore({.first = 0, .count = 50}, folded.Summarise({.first = 0, .count = 50}),
                           [](uint32_t) { return absl::OkStatus(); })
                   .ok());
}

// Bytes that nobody vouches for: refused or taken, they never lead out of bounds.
TEST_F(SummaryTest, SurvivesAnyBytes) {
  Make(5, 300);
  LedgerFacts folded;
  Fold(events_, &folded);
  const RowRange rows = {.first = 0, .count = 256};
  const std::string summary = folded.Summarise(rows);
  std::mt19937 random(23);
  int refused = 0;
  for (int i = 0; i < 4'000; ++i) {
    std::string bytes = summary.substr(0, random() % 8 == 0 ? random() % summary.size() : summary.size());
    for (uint32_t flips = random() % 4; flips > 0 && !bytes.empty(); --flips) {
      bytes[random() % bytes.size()] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    LedgerFacts facts;
    if (!Restore(rows, bytes, &facts).ok()) {
      ++refused;
      continue;
    }
    ASSERT_EQ(facts.size(), 256u);
    RandomLedger questions(i, 0);
    AnswerOf(facts, 256, RandomLedger::Ask(questions.RandomMeasure(), questions.Day()));
    facts.Summarise(rows);
  }
  EXPECT_GT(refused, 400);
}

}  // namespace
}  // namespace assay
