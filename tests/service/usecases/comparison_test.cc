#include "service/usecases/comparison.h"

#include <gmock/gmock.h>

#include "tests/service/usecases/analysis_testing.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

class ComparisonTest : public AnalysisTest {
 protected:
  ComparisonTest() { *request_.mutable_ad_hoc() = AtLeast75(); }

  void AddTo(const std::string& authority, const std::vector<std::string>& grades,
             const std::string& scale = "ofsted-2013@1") {
    if (authority != "somerset") {
      ASSERT_TRUE(t_.CreateAuthority(authority, authority).ok());
    }
    std::vector<v1::Audit> audits;
    for (const std::string& grade : grades) {
      v1::Audit audit = Make(grade);
      audit.set_name("authorities/" + authority + "/audits/a" + std::to_string(next_));
      audit.set_scale(scale);
      audits.push_back(audit);
    }
    for (const auto& result : t_.SubmitAll(authority, audits)) ASSERT_TRUE(result.ok()) << result.status();
  }

  std::vector<v1::Statement> Get() {
    auto response = CompareStatements(t_.house(), request_, kLocal);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    return {response->statements().begin(), response->statements().end()};
  }

  std::vector<std::string> Order() {
    std::vector<std::string> order;
    for (const v1::Statement& statement : Get()) {
      order.push_back(statement.authority().substr(std::string("authorities/").size()));
    }
    return order;
  }

  std::string WhyNot() { return Why(CompareStatements(t_.house(), request_, kLocal).status()); }

  v1::CompareStatementsRequest request_;
};

TEST_F(ComparisonTest, SortsTheBestForTheServiceFirstAndThoseWithoutAFigureLast) {
  AddTo("somerset", {"good", "inadequate"});
  AddTo("alton", {"good", "good", "inadequate"});
  AddTo("barton", {});
  AddTo("alston", {"good", "inadequate", "good", "inadequate"});
  AddTo("dorset", {"", ""});
  EXPECT_THAT(Order(), ElementsAre("alton", "alston", "somerset", "dorset", "barton"));
  request_.set_basis(v1::BASIS_GRADED);
  EXPECT_THAT(Order(), ElementsAre("alton", "alston", "somerset", "barton", "dorset"));
  request_.mutable_ad_hoc()->set_comparator(v1::COMPARATOR_AT_MOST);
  request_.mutable_ad_hoc()->set_threshold_grade("inadequate");
  EXPECT_THAT(Order(), ElementsAre("alton", "alston", "somerset", "barton", "dorset"));
  request_.set_basis(v1::BASIS_AUDITED);
  EXPECT_THAT(Order(), ElementsAre("dorset", "alton", "alston", "somerset", "barton"));
}

TEST_F(ComparisonTest, AnswersTheNamedOnesEachAtItsOwnRevision) {
  AddTo("somerset", {"good", "inadequate"});
  AddTo("alton", {"good"});
  AddTo("dorset", {"good"});
  request_.add_authorities("authorities/somerset");
  request_.add_authorities("authorities/alton");
  const auto statements = Get();
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].authority(), "authorities/alton");
  EXPECT_EQ(statements[0].revision(), 3u);
  EXPECT_EQ(statements[1].revision(), 4u);
  EXPECT_EQ(statements[1].measure().scale(), "ofsted-2013@1");
}

TEST_F(ComparisonTest, AsksAllOnOneScale) {
  ASSERT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "requires-improvement", "good", "outstanding"}).ok());
  AddTo("somerset", {"adequate", "inadequate"});
  AddTo("alton", {"good"}, "ofsted-2014@1");
  // Alton's scale has no adequate: its grades cannot be compared, and it is not left out.
  const auto statements = Get();
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[1].authority(), "authorities/alton");
  EXPECT_EQ(statements[1].ungraded_reasons(0).reason(), "other-scale");
  EXPECT_EQ(statements[1].measure().scale(), "ofsted-2013@1");
  request_.mutable_ad_hoc()->set_threshold_grade("good");
  EXPECT_EQ(WhyNot(), "AMBIGUOUS_SCALE ad_hoc.scale");
  request_.mutable_ad_hoc()->set_scale("ofsted-2014");
  EXPECT_EQ(Get()[0].authority(), "authorities/alton");
}

TEST_F(ComparisonTest, RefusesARevisionAndNamesThatSayNothing) {
  AddTo("somerset", {"good"});
  request_.mutable_read_at()->set_revision(2);
  EXPECT_EQ(WhyNot(), "OUT_OF_RANGE read_at");
  request_.mutable_read_at()->set_at_least_revision(2);
  EXPECT_EQ(WhyNot(), "OUT_OF_RANGE read_at");
  request_.clear_read_at();
  request_.add_authorities("authorities/somerset");
  request_.add_authorities("authorities/somerset");
  EXPECT_EQ(WhyNot(), "DUPLICATE authorities[1]");
  request_.set_authorities(1, "authorities/nowhere");
  EXPECT_EQ(WhyNot(), "UNKNOWN_AUTHORITY");
  request_.clear_authorities();
  request_.mutable_ad_hoc()->set_threshold_grade("splendid");
  EXPECT_EQ(WhyNot(), "GRADE_NOT_ON_SCALE ad_hoc.threshold_grade");
  request_.clear_ad_hoc();
  EXPECT_EQ(WhyNot(), "REQUIRED ad_hoc");
}

TEST_F(ComparisonTest, KnowsWhatWasKnownAtATime) {
  AddTo("somerset", {"good"});
  request_.mutable_read_at()->mutable_time()->set_seconds(kNoonUs / 1'000'000 + 1);
  t_.now_us() += 1'000'000'000;
  Add(5, "inadequate");
  EXPECT_EQ(Get()[0].audited_count(), 1u);
}

}  // namespace
}  // namespace assay
