#include "service/usecases/analysis.h"

#include "service/usecases/tallies.h"
#include "tests/service/usecases/analysis_testing.h"

namespace assay {
namespace {

class TrendTest : public AnalysisTest {
 protected:
  TrendTest() { *request_.mutable_query() = Query(); }

  v1::Trend Get() {
    auto response = GetTrend(t_.house(), request_);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->trend() : v1::Trend();
  }

  std::string WhyNot() { return Why(GetTrend(t_.house(), request_).status()); }

  static Tally Plans() {
    return {.id = "plans",
            .title = "Child protection plans",
            .practice_area = "child-protection-plan",
            .scale = "ofsted-2013@1",
            .counted_on = "2013-11-30",
            .counts = {{.grade = "inadequate", .count = 170},
                       {.grade = "adequate", .count = 190},
                       {.grade = "good", .count = 58},
                       {.grade = "outstanding", .count = 2}},
            .ungraded_count = 33,
            .total = 453,
            .source = "the council's own review"};
  }

  v1::GetTrendRequest request_;
};

TEST_F(TrendTest, OneMonthWithinTheLimitsOfABaselineIsNoSignal) {
  Add(23, "adequate", "2014-01-15");
  Add(7, "inadequate", "2014-01-31");
  ASSERT_TRUE(Put(RecordTally, Plans()).ok());
  request_.set_baseline("authorities/somerset/tallies/plans");
  request_.mutable_query()->set_on("2014-01-31");
  const v1::Trend trend = Get();
  EXPECT_EQ(trend.centre_numerator(), 250u);
  EXPECT_EQ(trend.centre_denominator(), 453u);
  EXPECT_EQ(trend.centre_share(), "55.1%");
  EXPECT_EQ(trend.baseline(), "authorities/somerset/tallies/plans");
  ASSERT_EQ(trend.points_size(), 1);
  EXPECT_EQ(trend.points(0).share(), "76.6%");
  EXPECT_EQ(trend.points(0).lower_limit(), "27.9");
  EXPECT_EQ(trend.points(0).upper_limit(), "82.4");
  EXPECT_EQ(trend.points(0).signals_size(), 0);
}

TEST_F(TrendTest, PoolsTheShownPeriodsAndShowsEmptyOnes) {
  Add(10, "good", "2013-12-10");
  Add(30, "inadequate", "2014-02-10");
  const v1::Trend trend = Get();
  EXPECT_EQ(trend.centre_numerator(), 10u);
  EXPECT_EQ(trend.centre_denominator(), 40u);
  ASSERT_EQ(trend.points_size(), 4);  // December to March
  EXPECT_EQ(trend.points(0).first_day(), "2013-12-01");
  EXPECT_EQ(trend.points(0).last_day(), "2013-12-31");
  ASSERT_EQ(trend.points(0).signals_size(), 1);
  EXPECT_EQ(trend.points(0).signals(0), v1::SIGNAL_OUTSIDE_LIMITS);
  EXPECT_EQ(trend.points(1).share(), "[x]");
  EXPECT_EQ(trend.points(1).lower_limit(), "[x]");
  EXPECT_EQ(trend.points(3).last_day(), "2014-03-26");
  request_.set_period(v1::PERIOD_QUARTER);
  EXPECT_EQ(Get().points_size(), 2);
}

TEST_F(TrendTest, OfNothingHasNoPoints) {
  const v1::Trend trend = Get();
  EXPECT_EQ(trend.points_size(), 0);
  EXPECT_EQ(trend.centre_denominator(), 0u);
  EXPECT_EQ(trend.centre_share(), "[x]");
}

TEST_F(TrendTest, RefusesABaselineThatCannotSayTheShare) {
  Add(1, "good");
  Tally partial = Plans();
  partial.id = "partial";
  partial.counts = {{.grade = "inadequate", .count = 170}};
  partial.ungraded_count = std::nullopt;
  ASSERT_TRUE(Put(RecordTally, partial).ok());
  ASSERT_TRUE(t_.CreateScale("other", 1, {"poor", "adequate"}).ok());
  Tally other = Plans();
  other.id = "other";
  other.scale = "other@1";
  other.counts = {{.grade = "adequate", .count = 453}};
  other.ungraded_count = 0;
  ASSERT_TRUE(Put(RecordTally, other).ok());
  request_.mutable_query()->mutable_ad_hoc()->set_scale("ofsted-2013@1");
  request_.set_baseline("authorities/somerset/tallies/partial");
  EXPECT_EQ(WhyNot(), "NOT_ALLOWED baseline");
  request_.set_baseline("authorities/somerset/tallies/other");
  EXPECT_EQ(WhyNot(), "NOT_ALLOWED baseline");
  request_.set_baseline("authorities/somerset/tallies/none");
  EXPECT_EQ(WhyNot(), "UNKNOWN_RECORD");
  request_.set_baseline("authorities/elsewhere/tallies/partial");
  EXPECT_EQ(WhyNot(), "BAD_FORMAT baseline");
}

TEST_F(TrendTest, RefusesMorePeriodsThanALimitAndAnswersThatMany) {
  Add(1, "good", "1964-03-31");
  request_.mutable_query()->set_on("2014-03-26");
  EXPECT_EQ(WhyNot(), "TOO_LONG");
  request_.set_period(v1::PERIOD_QUARTER);
  EXPECT_EQ(Get().points_size(), 201);
  request_.set_period(v1::PERIOD_MONTH);
  request_.mutable_query()->set_on("2014-02-28");
  EXPECT_EQ(Get().points_size(), 600);
}

TEST_F(AnalysisTest, ModerationSaysHowOftenAndWhichWay) {
  Add(20, "good");
  const uint32_t first = Size() - 19;
  for (int i = 0; i < 20; ++i) {
    Change({.kind = ChangeKind::kModerated,
            .id = "p" + std::to_string(i),
            .expected_revision = first + static_cast<uint32_t>(i),
            .moderation = {.moderator = "m-1",
                           .grade = i < 7   ? "adequate"
                                    : i < 9 ? "outstanding"
                                            : "good"}});
  }
  v1::GetModerationRequest request;
  *request.mutable_query() = Query();
  const auto response = GetModeration(t_.house(), request);
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::ModerationSummary& summary = response->moderation();
  EXPECT_EQ(summary.moderated_count(), 20u);
  EXPECT_EQ(summary.changed_count(), 9u);
  EXPECT_EQ(summary.lowered_count(), 7u);
  EXPECT_EQ(summary.raised_count(), 2u);
  EXPECT_EQ(summary.changed_share(), "45.0%");
  EXPECT_EQ(summary.interval_low(), "25.82");
  EXPECT_EQ(summary.interval_high(), "65.79");
  EXPECT_EQ(summary.moves_size(), 2);
  EXPECT_EQ(response->statement().audited_count(), 20u);
}

TEST_F(AnalysisTest, ModerationOfNothingHasNoShare) {
  Add(1, "good");
  v1::GetModerationRequest request;
  *request.mutable_query() = Query();
  const auto response = GetModeration(t_.house(), request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->moderation().changed_share(), "[x]");
  EXPECT_EQ(response->moderation().interval_high(), "[x]");
}

}  // namespace
}  // namespace assay
