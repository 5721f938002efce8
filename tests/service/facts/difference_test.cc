// Differences over random ledgers, against the statements at both ends.
#include "service/facts/difference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "tests/service/facts/random_ledger.h"

namespace assay {
namespace {

Counts CountsOf(const Survey& survey, const Question& question) {
  return Answer(survey, question, [](const std::string&) { return absl::InternalError("no sample is recorded"); })
      ->counts;
}

int64_t Signed(uint32_t count) { return count; }

// The identities of the header.
void ExpectPartsAddUp(const DiffTotals& totals, Comparator comparator) {
  EXPECT_EQ(totals.denominator_difference,
            Signed(totals.entered_for) + totals.entered_against - totals.left_for - totals.left_against);
  if (comparator == Comparator::kAtLeast) {
    EXPECT_EQ(totals.numerator_difference,
              Signed(totals.entered_for) - totals.left_for + totals.against_to_for - totals.for_to_against);
  } else {
    EXPECT_EQ(totals.numerator_difference, Signed(totals.entered_against) - totals.left_against +
                                               totals.for_to_against - totals.against_to_for -
                                               totals.ungraded_difference);
  }
}

TEST(Difference, ItsPartsAddUpToTheDifferenceOfTheFigures) {
  DiffTotals seen;
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    RandomLedger ledger(seed, 20 + seed * 8);
    for (int round = 0; round < 60; ++round) {
      const Measure measure = ledger.RandomMeasure();
      uint32_t from_revision = ledger.Below(ledger.size() + 1);
      uint32_t to_revision = ledger.Below(ledger.size() + 1);
      if (from_revision > to_revision) std::swap(from_revision, to_revision);
      const Question from = RandomLedger::Ask(measure, ledger.Day());
      const Question to = RandomLedger::Ask(measure, ledger.Chance(50) ? from.on : ledger.Day());
      const Survey from_survey = ledger.SurveyAt(from, from_revision);
      const Survey to_survey = ledger.SurveyAt(to, to_revision);
      const Counts before = CountsOf(from_survey, from);
      const Counts after = CountsOf(to_survey, to);
      for (const Basis basis : {Basis::kAudited, Basis::kGraded}) {
        SCOPED_TRACE(testing::Message() << "seed " << seed << " round " << round);
        uint32_t changed_grade = 0;
        int last_row = -1;
        const DiffTotals totals = Difference({from, from_survey}, {to, to_survey}, basis, [&](const Delta& delta) {
          EXPECT_GT(static_cast<int>(*delta.to.row), last_row);
          last_row = static_cast<int>(*delta.to.row);
          if (delta.from.row) {
            EXPECT_EQ(ledger.AuditOfRow(*delta.from.row), ledger.AuditOfRow(*delta.to.row));
            EXPECT_LT(*delta.from.row, from_revision);
          } else {
            EXPECT_EQ(delta.kind, DeltaKind::kEntered);
          }
          changed_grade += delta.kind == DeltaKind::kChangedGrade ? 1 : 0;
        });
        ExpectPartsAddUp(totals, static_cast<Comparator>(measure.comparator));
        EXPECT_EQ(totals.numerator_difference, Signed(after.hits) - before.hits);
        EXPECT_EQ(totals.denominator_difference, Signed(RatioOf(after, basis).total) - RatioOf(before, basis).total);
        EXPECT_EQ(totals.ungraded_difference, basis == Basis::kGraded ? 0 : Signed(after.ungraded) - before.ungraded);
        EXPECT_EQ(totals.changed_grade, changed_grade);
        seen.left_for += totals.left_for;
        seen.left_against += totals.left_against;
        seen.for_to_against += totals.for_to_against;
        seen.against_to_for += totals.against_to_for;
        seen.changed_grade += totals.changed_grade;
      }
    }
  }
  // That the ledgers had something of everything.
  EXPECT_GT(std::min({seen.left_for, seen.left_against, seen.for_to_against, seen.against_to_for, seen.changed_grade}),
            100u);
}

TEST(Difference, OfTheSameEndsIsNothing) {
  RandomLedger ledger(20131121, 300);
  for (int round = 0; round < 20; ++round) {
    const Question question = RandomLedger::Ask(ledger.RandomMeasure(), ledger.Day());
    const Survey survey = ledger.SurveyAt(question, ledger.size());
    const DiffTotals totals = Difference({question, survey}, {question, survey}, Basis::kAudited,
                                         [](const Delta&) { ADD_FAILURE() << "nothing changed"; });
    EXPECT_EQ(totals, DiffTotals());
  }
}

class OneAudit : public testing::Test {
 protected:
  OneAudit() {
    Apply(RandomLedger::Home(), 0);
    audit_.scale = "home@1";
    audit_.audit_date = "2014-01-15";
  }

  void Apply(decltype(Event::what) what, uint32_t supersedes) {
    Event event;
    event.revision = facts_.size() + 1;
    event.case_number = std::holds_alternative<Audit>(what) ? 1 : 0;
    event.superseded_revision = supersedes;
    event.what = std::move(what);
    facts_.Apply(event);
  }

  // The audit as it is now, in the place of the entry before.
  void Record() { Apply(audit_, facts_.size() == 1 ? 0 : facts_.size()); }

  // From the entry before the newest to the newest.
  DiffTotals Last(const Measure& measure) {
    const Question question = RandomLedger::Ask(measure, absl::CivilDay(2014, 6, 1));
    const Survey from(facts_, facts_.Snapshot().Prefix(facts_.size() - 1), question);
    const Survey to(facts_, facts_.Snapshot(), question);
    return Difference({question, from}, {question, to}, Basis::kAudited,
                      [this](const Delta& delta) { deltas_.push_back(delta); });
  }

  LedgerFacts facts_;
  Audit audit_;
  std::vector<Delta> deltas_;
};

TEST_F(OneAudit, GradedBadAfterAllMovesAnAtMostNumeratorAndNoBucket) {
  audit_.ungraded_reason = "no-access";
  Record();
  audit_.ungraded_reason.clear();
  audit_.grade = "inadequate";
  Record();
  const DiffTotals totals = Last({.threshold_grade = "inadequate", .scale = "home@1", .comparator = 2});
  EXPECT_EQ(totals.numerator_difference, 1);
  EXPECT_EQ(totals.denominator_difference, 0);
  EXPECT_EQ(totals.ungraded_difference, -1);
  EXPECT_EQ(totals.changed_grade, 1u);
  ASSERT_EQ(deltas_.size(), 1u);
  EXPECT_EQ(deltas_[0].kind, DeltaKind::kChangedGrade);
  EXPECT_EQ(deltas_[0].from.grade, "");
  EXPECT_EQ(deltas_[0].to.grade, "inadequate");
}

TEST_F(OneAudit, ModeratedDownChangesSide) {
  audit_.grade = "good";
  Record();
  audit_.moderation = Moderation{.moderator = "m", .grade = "inadequate"};
  Record();
  const DiffTotals totals = Last({.threshold_grade = "adequate", .scale = "home@1", .comparator = 1});
  EXPECT_EQ(totals.numerator_difference, -1);
  EXPECT_EQ(totals.for_to_against, 1u);
  ASSERT_EQ(deltas_.size(), 1u);
  EXPECT_EQ(deltas_[0].kind, DeltaKind::kChangedSide);
}

TEST_F(OneAudit, WithdrawnLeavesWithItsExclusion) {
  audit_.grade = "good";
  Record();
  audit_.withdrawal_reason = "duplicate";
  Record();
  const DiffTotals totals = Last({.threshold_grade = "adequate", .scale = "home@1", .comparator = 1});
  EXPECT_EQ(totals.left_for, 1u);
  ASSERT_EQ(deltas_.size(), 1u);
  EXPECT_EQ(deltas_[0].to.placed.exclusion, Exclusion::kWithdrawn);
  EXPECT_EQ(deltas_[0].from.grade, "good");
}

TEST(StandingRows, LeadEveryEntryToTheNewestOfItsAudit) {
  RandomLedger ledger(7, 400);
  const Rows rows = ledger.facts().Snapshot();
  const std::vector<uint32_t> standing = StandingRows(rows);
  for (uint32_t row = 0; row < rows.size(); ++row) {
    if (ledger.AuditOfRow(row) < 0) {
      EXPECT_EQ(standing[row], row);
      continue;
    }
    EXPECT_TRUE(rows.IsLiveAudit(standing[row]));
    EXPECT_EQ(ledger.AuditOfRow(standing[row]), ledger.AuditOfRow(row));
  }
}

}  // namespace
}  // namespace assay
