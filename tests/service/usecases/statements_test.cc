#include "service/usecases/statements.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class StatementTest : public testing::Test {
 protected:
  StatementTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
    auto* query = request_.mutable_query();
    query->set_authority("authorities/somerset");
    auto* measure = query->mutable_ad_hoc();
    measure->set_threshold_grade("adequate");
    measure->set_comparator(v1::COMPARATOR_AT_LEAST);
    measure->mutable_target()->set_numerator(75);
    measure->mutable_target()->set_denominator(100);
  }

  v1::AdHocMeasure& measure() { return *request_.mutable_query()->mutable_ad_hoc(); }

  // `count` audits at one grade; "" for ungraded.
  void Add(int count, const std::string& grade) {
    std::vector<v1::Audit> audits;
    for (int i = 0; i < count; ++i) {
      const std::string id = "p" + std::to_string(next_++);
      audits.push_back(grade.empty() ? MakeUngraded(id) : MakeAudit(id, grade));
    }
    for (const auto& result : t_.SubmitAll("somerset", audits)) ASSERT_TRUE(result.ok()) << result.status();
  }

  v1::Statement Get() {
    auto response = GetStatement(t_.house(), request_);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->statement() : v1::Statement();
  }

  TestHouse t_;
  v1::GetStatementRequest request_;
  int next_ = 0;
};

TEST_F(StatementTest, AnswersSomersetsNumbers) {
  Add(170, "inadequate");
  Add(190, "adequate");
  Add(58, "good");
  Add(2, "outstanding");
  Add(33, "");
  const v1::Statement statement = Get();
  EXPECT_EQ(statement.verdict(), v1::VERDICT_NOT_MET);
  EXPECT_EQ(statement.audited().numerator(), 250u);
  EXPECT_EQ(statement.audited().denominator(), 453u);
  EXPECT_EQ(statement.audited().share(), "55.1%");
  EXPECT_EQ(statement.audited().margin_points(), "-19.8");
  EXPECT_EQ(statement.audited().required(), 340u);
  EXPECT_EQ(statement.audited().shortfall(), 90u);
  EXPECT_EQ(statement.audited().interval_low(), "50.58");
  EXPECT_EQ(statement.graded().share(), "59.5%");
  EXPECT_EQ(statement.graded().shortfall(), 65u);
  EXPECT_EQ(statement.bounds().low_share(), "55.1%");
  EXPECT_EQ(statement.bounds().high_share(), "62.4%");
  EXPECT_EQ(statement.grades(0).share(), "37.5%");
  EXPECT_EQ(statement.ungraded_reasons(0).reason(), "no-file-access");
  EXPECT_EQ(statement.ungraded_reasons(0).count(), 33u);
  EXPECT_EQ(statement.revision(), 455u);
  EXPECT_EQ(statement.measure().scale(), "ofsted-2013@1");
  EXPECT_EQ(statement.on(), "2014-03-26");
}

TEST_F(StatementTest, SaysNoEvidenceOfAnEmptyAuthority) {
  const v1::Statement statement = Get();
  EXPECT_EQ(statement.verdict(), v1::VERDICT_NO_EVIDENCE);
  EXPECT_EQ(statement.audited().share(), "[x]");
}

TEST_F(StatementTest, ReachesEveryVerdict) {
  Add(1, "");
  EXPECT_EQ(Get().verdict(), v1::VERDICT_INSUFFICIENT);
  Add(3, "adequate");  // 3 of 4, or 4 of 4
  EXPECT_EQ(Get().verdict(), v1::VERDICT_MET);
  Add(1, "inadequate");  // 3 of 5 to 4 of 5
  EXPECT_EQ(Get().verdict(), v1::VERDICT_INDETERMINATE);
  measure().set_ungraded_policy(v1::UNGRADED_POLICY_AGAINST);
  EXPECT_EQ(Get().verdict(), v1::VERDICT_NOT_MET);
  measure().set_ungraded_policy(v1::UNGRADED_POLICY_EXCLUDED);
  EXPECT_EQ(Get().verdict(), v1::VERDICT_MET);
  measure().set_minimum_graded(5);
  EXPECT_EQ(Get().verdict(), v1::VERDICT_INSUFFICIENT);
  measure().mutable_window()->mutable_fixed()->set_first_day("2014-02-01");
  EXPECT_EQ(Get().verdict(), v1::VERDICT_NO_EVIDENCE);
}

TEST_F(StatementTest, CountsAGradeOnAnotherScaleAsUngraded) {
  ASSERT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "requires-improvement", "good", "outstanding"}).ok());
  Add(3, "adequate");
  v1::Audit other = MakeAudit("other", "good");
  other.set_scale("ofsted-2014@1");
  ASSERT_TRUE(t_.Submit(other).ok());
  const v1::Statement statement = Get();  // only one of the two scales has "adequate"
  EXPECT_EQ(statement.measure().scale(), "ofsted-2013@1");
  EXPECT_EQ(statement.ungraded_count(), 1u);
  EXPECT_EQ(statement.ungraded_reasons(0).reason(), "other-scale");
  measure().set_threshold_grade("good");
  EXPECT_EQ(Why(GetStatement(t_.house(), request_).status()), "AMBIGUOUS_SCALE query.ad_hoc.scale");
  measure().set_scale("ofsted-2014");
  EXPECT_EQ(Get().ungraded_count(), 3u);
}

TEST_F(StatementTest, RefusesAThresholdThatIsNotOnTheScale) {
  Add(1, "adequate");
  measure().set_threshold_grade("adequat");
  EXPECT_EQ(Why(GetStatement(t_.house(), request_).status()), "GRADE_NOT_ON_SCALE query.ad_hoc.threshold_grade");
  measure().set_scale("nowhere@1");
  EXPECT_EQ(Why(GetStatement(t_.house(), request_).status()), "UNKNOWN_SCALE query.ad_hoc.scale");
}

TEST_F(StatementTest, AnswersAnEarlierRevisionAsItWas) {
  Add(2, "adequate");
  request_.mutable_query()->set_on("2014-03-26");
  request_.mutable_query()->mutable_read_at()->set_revision(4);
  const std::string then = Get().SerializeAsString();
  Add(50, "inadequate");
  ASSERT_TRUE(t_.CreateScale("adequate-too", 1, {"bad", "adequate"}).ok());
  v1::Audit other = MakeAudit("other", "adequate");
  other.set_scale("adequate-too@1");
  ASSERT_TRUE(t_.Submit(other).ok());
  EXPECT_EQ(Get().SerializeAsString(), then);
  t_.Restart();
  EXPECT_EQ(Get().SerializeAsString(), then);
}

TEST_F(StatementTest, ExplainPutsEveryAuditInExactlyOneBucket) {
  Add(7, "adequate");
  Add(5, "inadequate");
  Add(3, "");
  v1::Audit early = MakeAudit("early");
  early.set_audit_date("2013-01-01");
  ASSERT_TRUE(t_.Submit(early).ok());
  measure().mutable_window()->mutable_fixed()->set_first_day("2014-01-01");
  for (v1::Comparator comparator : {v1::COMPARATOR_AT_LEAST, v1::COMPARATOR_AT_MOST}) {
    measure().set_comparator(comparator);
    measure().set_threshold_grade(comparator == v1::COMPARATOR_AT_LEAST ? "adequate" : "inadequate");
    for (v1::Basis basis : {v1::BASIS_AUDITED, v1::BASIS_GRADED}) {
      std::map<std::string, int> times;
      std::map<v1::Bucket, int> buckets;
      for (v1::Bucket bucket : {v1::BUCKET_FOR, v1::BUCKET_AGAINST, v1::BUCKET_EXCLUDED}) {
        v1::ExplainStatementRequest request;
        *request.mutable_query() = request_.query();
        request.set_basis(basis);
        request.set_bucket(bucket);
        request.set_page_size(2);
        do {
          auto page = ExplainStatement(t_.house(), request);
          ASSERT_TRUE(page.ok()) << page.status();
          for (const auto& audit : page->audits()) {
            ++times[audit.audit().name()];
            ++buckets[audit.bucket()];
            EXPECT_EQ(audit.bucket(), bucket);
            EXPECT_EQ(audit.exclusion() != 0, bucket == v1::BUCKET_EXCLUDED);
          }
          request.set_page_token(page->next_page_token());
        } while (!request.page_token().empty());
      }
      EXPECT_EQ(times.size(), 16u);
      for (const auto& [name, count] : times) EXPECT_EQ(count, 1) << name;
      EXPECT_EQ(buckets[v1::BUCKET_FOR], 7);
      EXPECT_EQ(buckets[v1::BUCKET_AGAINST], basis == v1::BASIS_AUDITED ? 8 : 5);
      EXPECT_EQ(buckets[v1::BUCKET_EXCLUDED], basis == v1::BASIS_AUDITED ? 1 : 4);
    }
  }
}

TEST_F(StatementTest, RefusesAQuestionWithoutAMeasureOrWithABadDay) {
  request_.mutable_query()->set_on("2014-02-30");
  request_.mutable_query()->clear_ad_hoc();
  EXPECT_EQ(Why(GetStatement(t_.house(), request_).status()), "BAD_DATE query.on query.ad_hoc");
}

}  // namespace
}  // namespace assay
