// Buckets, groups and periods partition what they divide, over random ledgers.
#include "service/facts/placing.h"

#include <gtest/gtest.h>

#include "service/facts/trend.h"
#include "tests/service/facts/random_ledger.h"

namespace assay {
namespace {

// Calls `use` for many questions at many revisions.
template <typename Use>
void ForManyQuestions(Use use) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    RandomLedger ledger(seed, 250);
    for (int round = 0; round < 20; ++round) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << " round " << round);
      const Question question = RandomLedger::Ask(ledger.RandomMeasure(), ledger.Day());
      const Survey survey = ledger.SurveyAt(question, ledger.Below(ledger.size() + 1));
      const Statement statement =
          *Answer(survey, question, [](const std::string&) { return absl::InternalError("no sample is recorded"); });
      use(question, survey, statement.counts);
    }
  }
}

TEST(Placing, PutsEveryLiveAuditInOneBucketOfEachFigure) {
  ForManyQuestions([](const Question& question, const Survey& survey, const Counts& counts) {
    for (const Basis basis : {Basis::kAudited, Basis::kGraded}) {
      std::array<uint32_t, 4> buckets{};
      uint32_t audits = 0;
      survey.ForEach([&](uint32_t, const Row&, const Classified& classified) {
        const Placed placed = Place(classified, question.measure, basis);
        ++audits;
        ++buckets[static_cast<size_t>(placed.bucket)];
        EXPECT_EQ(placed.bucket == Bucket::kExcluded, placed.exclusion != Exclusion::kNone);
      });
      const auto in = [&buckets](Bucket bucket) { return buckets[static_cast<size_t>(bucket)]; };
      const Ratio ratio = RatioOf(counts, basis);
      EXPECT_EQ(in(Bucket::kFor) + in(Bucket::kAgainst), ratio.total);
      EXPECT_EQ(in(Bucket::kExcluded), audits - ratio.total);
      const uint32_t misses = counts.graded - counts.hits;
      EXPECT_EQ(in(Bucket::kFor), question.measure.comparator == 1 ? counts.hits : misses);
    }
  });
}

TEST(Groups, OfEveryDimensionButDomainAddUpToTheWhole) {
  ForManyQuestions([](const Question& question, const Survey& survey, const Counts& counts) {
    for (const Dimension dimension : {Dimension::kTeam, Dimension::kMonth, Dimension::kPracticeArea,
                                      Dimension::kAuditor, Dimension::kSamplingMethod}) {
      Counts sum;
      std::string last_key;
      for (const Group& group : GroupsOf(survey, question, dimension)) {
        EXPECT_TRUE(sum.graded + sum.ungraded == 0 || last_key < group.key);
        last_key = group.key;
        EXPECT_GT(group.counts.graded + group.counts.ungraded, 0u);
        sum.hits += group.counts.hits;
        sum.graded += group.counts.graded;
        sum.ungraded += group.counts.ungraded;
      }
      EXPECT_EQ(sum.hits, counts.hits);
      EXPECT_EQ(sum.graded, counts.graded);
      EXPECT_EQ(sum.ungraded, counts.ungraded);
    }
  });
}

TEST(Trend, PeriodsFollowOnOneAnotherAndAddUpToTheFigure) {
  ForManyQuestions([](const Question& question, const Survey& survey, const Counts& counts) {
    for (const Period period : {Period::kMonth, Period::kQuarter}) {
      for (const Basis basis : {Basis::kAudited, Basis::kGraded}) {
        const std::vector<PeriodFigure> periods = PeriodsOf(survey, question, period, basis);
        EXPECT_EQ(PooledOf(periods), RatioOf(counts, basis));
        EXPECT_EQ(periods.empty(), counts.graded + counts.ungraded == 0);
        for (size_t i = 0; i + 1 < periods.size(); ++i) {
          EXPECT_EQ(periods[i].last_day + 1, periods[i + 1].first_day);
          EXPECT_EQ(periods[i + 1].first_day.day(), 1);
        }
        if (periods.empty()) continue;
        EXPECT_EQ(periods.back().last_day, question.window.last);
        EXPECT_GE(periods.front().first_day, question.window.first.value_or(absl::CivilDay(2014, 1, 1)));
      }
    }
  });
}

TEST(Trend, CutsQuartersOfTheCalendarToTheWindow) {
  LedgerFacts facts;
  Event scale{.revision = 1};
  scale.what = RandomLedger::Home();
  facts.Apply(scale);
  Event event{.revision = 2, .case_number = 1};
  event.what = Audit{.audit_date = "2014-02-20", .scale = "home@1", .grade = "good"};
  facts.Apply(event);
  const Question question = RandomLedger::Ask({.threshold_grade = "adequate",
                                               .scale = "home@1",
                                               .comparator = 1,
                                               .window = FixedDates{.first_day = "2014-02-10", .last_day = ""}},
                                              absl::CivilDay(2014, 7, 5));
  const Survey survey(facts, facts.Snapshot(), question);
  const auto periods = PeriodsOf(survey, question, Period::kQuarter, Basis::kAudited);
  ASSERT_EQ(periods.size(), 3u);
  EXPECT_EQ(periods[0].first_day, absl::CivilDay(2014, 2, 10));
  EXPECT_EQ(periods[0].last_day, absl::CivilDay(2014, 3, 31));
  EXPECT_EQ(periods[0].ratio, (Ratio{.count = 1, .total = 1}));
  EXPECT_EQ(periods[1].ratio, Ratio());
  EXPECT_EQ(periods[2].first_day, absl::CivilDay(2014, 7, 1));
  EXPECT_EQ(periods[2].last_day, absl::CivilDay(2014, 7, 5));
}

}  // namespace
}  // namespace assay
