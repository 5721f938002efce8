#include "service/facts/moderation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/service/facts/random_ledger.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

class ModerationTest : public testing::Test {
 protected:
  ModerationTest() {
    Apply(RandomLedger::Home(), 0);
    // The same words, adequate the worst.
    Apply(Scale{.ref = {.id = "other", .version = 1},
                .title = "Other",
                .grades = {{.code = "adequate"}, {.code = "inadequate"}, {.code = "good"}}},
          0);
  }

  void Apply(decltype(Event::what) what, uint32_t case_number) {
    Event event{.revision = facts_.size() + 1, .case_number = case_number};
    event.what = std::move(what);
    facts_.Apply(event);
  }

  // An empty grade: ungraded; an empty moderation: not moderated.
  void Add(const std::string& scale, const std::string& grade, const std::string& moderated,
           const std::string& quality = "") {
    Audit audit{.practice_area = area_, .audit_date = "2014-01-15", .scale = scale, .grade = grade};
    if (grade.empty()) audit.ungraded_reason = "no-access";
    if (!moderated.empty()) audit.moderation = Moderation{.moderator = "m", .grade = moderated};
    if (!quality.empty()) audit.audit_quality = AuditQuality{.grade = quality, .assessor = "q"};
    Apply(std::move(audit), ++cases_);
  }

  ModerationCounts Get(GradeBasis basis = GradeBasis::kFinal) {
    const Question question = RandomLedger::Ask({.threshold_grade = "adequate",
                                                 .scale = "home@1",
                                                 .comparator = 1,
                                                 .practice_areas = {"assessment"},
                                                 .grade_basis = static_cast<int>(basis)},
                                                absl::CivilDay(2014, 6, 1));
    const Survey survey(facts_, facts_.Snapshot(), question);
    return ModerationOf(survey, question);
  }

  LedgerFacts facts_;
  std::string area_ = "assessment";
  uint32_t cases_ = 0;
};

TEST_F(ModerationTest, CountsLoweredAndRaisedApartWhateverTheBasis) {
  for (int i = 0; i < 11; ++i) Add("home@1", "good", "good");
  for (int i = 0; i < 6; ++i) Add("home@1", "good", "adequate");
  Add("home@1", "adequate", "inadequate");
  Add("home@1", "inadequate", "good");
  Add("home@1", "", "inadequate");
  Add("home@1", "adequate", "");
  for (const GradeBasis basis : {GradeBasis::kAuditor, GradeBasis::kFinal, GradeBasis::kModerated}) {
    const ModerationCounts counts = Get(basis);
    EXPECT_EQ(counts.moderated, 20u);
    EXPECT_EQ(counts.changed, 9u);
    EXPECT_EQ(counts.lowered, 7u);
    EXPECT_EQ(counts.raised, 1u);
    EXPECT_EQ(counts.newly_graded, 1u);
    EXPECT_THAT(counts.moves, ElementsAre(GradeMove{"inadequate", "good", 1}, GradeMove{"adequate", "inadequate", 1},
                                          GradeMove{"good", "adequate", 6}, GradeMove{"", "inadequate", 1}));
  }
}

TEST_F(ModerationTest, ComparesGradesOnTheScaleOfTheAudit) {
  Add("other@1", "inadequate", "adequate");
  Add("home@1", "adequate", "good");
  const ModerationCounts counts = Get();
  EXPECT_EQ(counts.lowered, 1u);  // adequate is the worst of the other scale
  EXPECT_EQ(counts.raised, 1u);
  EXPECT_THAT(counts.moves,
              ElementsAre(GradeMove{"adequate", "good", 1}, GradeMove{"other@1/inadequate", "other@1/adequate", 1}));
}

TEST_F(ModerationTest, LeavesOutWhatTheQuestionLeavesOut) {
  area_ = "care";
  Add("home@1", "adequate", "good", "good");
  const ModerationCounts counts = Get();
  EXPECT_EQ(counts.moderated, 0u);
  EXPECT_TRUE(counts.moves.empty());
  EXPECT_TRUE(counts.audit_quality.empty());
}

TEST_F(ModerationTest, CountsTheGradesOfTheAuditsThemselvesOnceAnAudit) {
  Add("home@1", "adequate", "", "good");
  Add("home@1", "adequate", "", "inadequate");
  Add("home@1", "adequate", "", "good");
  // A correction of the last one: its entry before no longer counts.
  Event event{.revision = facts_.size() + 1, .case_number = cases_, .superseded_revision = facts_.size()};
  event.what = Audit{.practice_area = "assessment",
                     .audit_date = "2014-01-15",
                     .scale = "home@1",
                     .grade = "adequate",
                     .audit_quality = AuditQuality{.grade = "adequate", .assessor = "q"}};
  facts_.Apply(event);
  const ModerationCounts counts = Get();
  ASSERT_EQ(counts.audit_quality.size(), 3u);
  EXPECT_EQ(counts.audit_quality[0].grade, "inadequate");
  EXPECT_EQ(counts.audit_quality[1].grade, "adequate");
  EXPECT_EQ(counts.audit_quality[2].grade, "good");
  for (const GradeCount& quality : counts.audit_quality) EXPECT_EQ(quality.count, 1u);
}

TEST(Moderation, ChangesAreLoweredRaisedOrNewlyGradedAndEachIsAMove) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    RandomLedger ledger(seed, 300);
    const Question question = RandomLedger::Ask(ledger.RandomMeasure(), absl::CivilDay(2015, 1, 1));
    const Survey survey = ledger.SurveyAt(question, ledger.size());
    const ModerationCounts counts = ModerationOf(survey, question);
    EXPECT_EQ(counts.changed, counts.lowered + counts.raised + counts.newly_graded);
    EXPECT_LE(counts.changed, counts.moderated);
    uint32_t moves = 0;
    for (const GradeMove& move : counts.moves) moves += move.count;
    EXPECT_EQ(moves, counts.changed);
  }
}

}  // namespace
}  // namespace assay
