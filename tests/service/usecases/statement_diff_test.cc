#include "service/usecases/statement_diff.h"

#include "tests/service/usecases/analysis_testing.h"

namespace assay {
namespace {

class StatementDiffTest : public AnalysisTest {
 protected:
  StatementDiffTest() {
    request_.set_authority("authorities/somerset");
    *request_.mutable_ad_hoc() = AtLeast75();
  }

  void Between(uint32_t from, uint32_t to) {
    request_.mutable_from()->mutable_read_at()->set_revision(from);
    request_.mutable_to()->mutable_read_at()->set_revision(to);
  }

  v1::DiffStatementsResponse Get() {
    auto response = DiffStatements(t_.house(), request_);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::DiffStatementsResponse();
  }

  std::string WhyNot() { return Why(DiffStatements(t_.house(), request_).status()); }

  v1::DiffStatementsRequest request_;
};

TEST_F(StatementDiffTest, SaysWhatEnteredLeftAndChangedSide) {
  Add(4, "adequate");  // p0 to p3
  Add(2, "inadequate");
  const uint32_t from = Size();
  Add(1, "good");
  Add(1, "inadequate");
  Change({.kind = ChangeKind::kModerated,
          .id = "p0",
          .expected_revision = 3,
          .moderation = {.moderator = "m-1", .grade = "inadequate"}});
  Change({.kind = ChangeKind::kModerated,
          .id = "p1",
          .expected_revision = 4,
          .moderation = {.moderator = "m-1", .grade = "good"}});
  Change({.kind = ChangeKind::kWithdrawn, .id = "p4", .expected_revision = 7});
  Between(from, Size());
  const auto response = Get();
  EXPECT_EQ(response.from().audited().numerator(), 4u);
  EXPECT_EQ(response.to().audited().numerator(), 4u);
  EXPECT_EQ(response.totals().numerator_difference(), 0);
  EXPECT_EQ(response.totals().denominator_difference(), 1);
  EXPECT_EQ(response.totals().entered_for(), 1u);
  EXPECT_EQ(response.totals().entered_against(), 1u);
  EXPECT_EQ(response.totals().left_against(), 1u);
  EXPECT_EQ(response.totals().for_to_against(), 1u);
  EXPECT_EQ(response.totals().changed_grade(), 1u);
  ASSERT_EQ(response.deltas_size(), 5);
  EXPECT_EQ(response.deltas(0).kind(), v1::DELTA_KIND_ENTERED);
  EXPECT_EQ(response.deltas(0).change_kind(), v1::CHANGE_KIND_SUBMITTED);
  EXPECT_EQ(response.deltas(0).exclusion(), v1::EXCLUSION_UNSPECIFIED);
  const v1::AuditDelta& moderated = response.deltas(2);
  EXPECT_EQ(moderated.kind(), v1::DELTA_KIND_CHANGED_SIDE);
  EXPECT_EQ(moderated.from_grade(), "adequate");
  EXPECT_EQ(moderated.to_grade(), "inadequate");
  EXPECT_EQ(moderated.change_kind(), v1::CHANGE_KIND_MODERATED);
  EXPECT_EQ(moderated.reason(), "panel");
  EXPECT_FALSE(moderated.audit().has_personal());
  EXPECT_EQ(response.deltas(4).kind(), v1::DELTA_KIND_LEFT);
  EXPECT_EQ(response.deltas(4).exclusion(), v1::EXCLUSION_WITHDRAWN);
}

TEST_F(StatementDiffTest, ADayEndsAWindowAndSaysWhyAnAuditWasOutside) {
  Add(1, "good", "2014-01-15");
  Add(1, "inadequate", "2014-03-01");
  request_.mutable_from()->set_on("2014-02-28");
  request_.mutable_to()->set_on("2014-03-31");
  const auto response = Get();
  ASSERT_EQ(response.deltas_size(), 1);
  EXPECT_EQ(response.deltas(0).kind(), v1::DELTA_KIND_ENTERED);
  EXPECT_EQ(response.deltas(0).exclusion(), v1::EXCLUSION_AFTER_WINDOW);
  EXPECT_EQ(response.deltas(0).change_kind(), v1::CHANGE_KIND_UNSPECIFIED);  // nothing was recorded in between
  EXPECT_EQ(response.deltas(0).to_grade(), "inadequate");
}

TEST_F(StatementDiffTest, PagesKeepToTheEndsOfTheFirstOne) {
  Add(7, "good");
  request_.mutable_from()->mutable_read_at()->set_revision(2);
  request_.set_page_size(3);
  int deltas = 0;
  int pages = 0;
  do {
    const auto response = Get();
    EXPECT_EQ(response.totals().entered_for(), 7u);
    EXPECT_EQ(response.to().on(), "2014-03-26");
    deltas += response.deltas_size();
    ++pages;
    request_.set_page_token(response.next_page_token());
    Add(1, "inadequate");
    t_.now_us() += int64_t{86'400} * 1'000'000;
  } while (!request_.page_token().empty() && pages < 9);
  EXPECT_EQ(deltas, 7);
  EXPECT_EQ(pages, 3);
}

TEST_F(StatementDiffTest, RefusesATokenOfAnotherQuestion) {
  Add(3, "good");
  request_.mutable_from()->mutable_read_at()->set_revision(2);
  request_.set_page_size(1);
  request_.set_page_token(Get().next_page_token());
  ASSERT_FALSE(request_.page_token().empty());
  EXPECT_EQ(WhyNot(), "OK");
  request_.set_basis(v1::BASIS_GRADED);
  EXPECT_EQ(WhyNot(), "BAD_PAGE_TOKEN page_token");
}

TEST_F(StatementDiffTest, NamesTheFieldAtFaultAsTheRequestDoes) {
  Add(3, "good");
  Between(4, 3);
  EXPECT_EQ(WhyNot(), "OUT_OF_RANGE to.read_at");
  Between(3, 4);
  request_.mutable_from()->set_on("2014-02-30");
  EXPECT_EQ(WhyNot(), "BAD_DATE from.on");
  request_.mutable_from()->clear_on();
  request_.mutable_to()->set_on("soon");
  EXPECT_EQ(WhyNot(), "BAD_DATE to.on");
  request_.mutable_to()->clear_on();
  request_.mutable_ad_hoc()->set_threshold_grade("splendid");
  EXPECT_EQ(WhyNot(), "GRADE_NOT_ON_SCALE ad_hoc.threshold_grade");
  request_.clear_ad_hoc();
  EXPECT_EQ(WhyNot(), "REQUIRED ad_hoc");
  request_.set_page_size(-1);
  EXPECT_EQ(WhyNot(), "OUT_OF_RANGE page_size");
  request_.set_authority("authorities/nowhere");
  request_.clear_page_size();
  EXPECT_EQ(WhyNot(), "UNKNOWN_AUTHORITY");
}

}  // namespace
}  // namespace assay
