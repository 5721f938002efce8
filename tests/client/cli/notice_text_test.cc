#include "client/cli/notice_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::AdHocMeasure Assessments() {
  v1::AdHocMeasure measure;
  measure.set_threshold_grade("adequate");
  measure.set_comparator(v1::COMPARATOR_AT_LEAST);
  measure.mutable_target()->set_numerator(75);
  measure.mutable_target()->set_denominator(100);
  measure.set_scale("ofsted-2013@1");
  measure.add_practice_areas("assessment");
  measure.mutable_window()->set_since_notice(true);
  return measure;
}

v1::GetNoticeResponse InForce() {
  v1::GetNoticeResponse response;
  v1::Notice& notice = *response.mutable_notice();
  notice.set_name("authorities/somerset/notices/in-2013");
  notice.set_subject("child-protection");
  notice.set_issuer("Department for Education");
  notice.set_issued_on("2013-11-21");
  notice.set_review_months(6);
  notice.set_version(1);
  notice.set_state(v1::NOTICE_STATE_IN_FORCE);
  notice.set_effective_on("2013-11-21");
  v1::Measure& measure = *notice.add_measures();
  measure.set_id("audits");
  measure.set_words("75% of cases judged adequate or better through assessment audits");
  *measure.mutable_definition() = Assessments();
  measure.set_due_date("2014-05-21");
  *response.add_versions() = notice;
  response.set_in_force(true);
  response.set_on("2014-03-31");
  v1::DueReview& review = *response.add_reviews();
  review.set_number(1);
  review.set_due_on("2014-05-21");
  return response;
}

TEST(NoticeTextTest, NamesEveryPolicyOfAMeasure) {
  EXPECT_EQ(DefinitionWords(Assessments()),
            "at least 75% adequate or better; scale ofsted-2013@1; only assessment; since the notice; ungraded "
            "undecided; every audit; final grades");
  v1::AdHocMeasure measure = Assessments();
  measure.set_comparator(v1::COMPARATOR_AT_MOST);
  measure.mutable_target()->set_numerator(2);
  measure.mutable_target()->set_denominator(3);
  measure.set_ungraded_policy(v1::UNGRADED_POLICY_AGAINST);
  measure.set_re_audit_policy(v1::RE_AUDIT_POLICY_LATEST_PER_CASE);
  measure.set_grade_basis(v1::GRADE_BASIS_MODERATED);
  measure.set_crosswalk("plain@2");
  measure.set_minimum_graded(30);
  measure.add_practice_areas("review");
  measure.add_teams("North");
  measure.mutable_window()->set_rolling_months(6);
  EXPECT_EQ(
      DefinitionWords(measure),
      "at most 2/3 adequate or worse; scale ofsted-2013@1; crosswalk plain@2; only assessment or review; only team "
      "North; the last 6 months; ungraded count against; latest audit of each case; moderated grades only; at "
      "least 30 graded");
}

TEST(NoticeTextTest, SaysWhichDaysAFixedWindowHas) {
  v1::AdHocMeasure measure = Assessments();
  measure.mutable_window()->mutable_fixed()->set_first_day("2014-01-01");
  EXPECT_THAT(DefinitionWords(measure), HasSubstr("; from 1 Jan 2014 on;"));
  measure.mutable_window()->mutable_fixed()->set_last_day("2014-03-31");
  EXPECT_THAT(DefinitionWords(measure), HasSubstr("; from 1 Jan 2014 to 31 Mar 2014;"));
  measure.mutable_window()->mutable_fixed()->clear_first_day();
  EXPECT_THAT(DefinitionWords(measure), HasSubstr("; up to 31 Mar 2014;"));
  measure.clear_window();
  EXPECT_THAT(DefinitionWords(measure), HasSubstr("; all audits to date;"));
}

TEST(NoticeTextTest, SaysWhenAReviewIsDueSeenFromADay) {
  v1::DueReview review;
  review.set_number(1);
  review.set_due_on("2014-05-21");
  EXPECT_EQ(DueReviewText(review, "2014-03-31"), "review 1 due 21 May 2014, in 51 days");
  EXPECT_EQ(DueReviewText(review, "2014-05-21"), "review 1 due 21 May 2014, today");
  review.set_overdue(true);
  EXPECT_EQ(DueReviewText(review, "2014-05-24"), "review 1 due 21 May 2014, overdue by 3 days");
  review.set_overdue(false);
  review.set_review("authorities/somerset/reviews/six-month");
  EXPECT_EQ(DueReviewText(review, "2014-06-30"), "review 1 due 21 May 2014, recorded: six-month");
}

TEST(NoticeTextTest, ShowsTheVersionThatHoldsAndWhatItDemands) {
  const std::string text = NoticeText(InForce());
  EXPECT_THAT(text, HasSubstr("in-2013 version 1, in force on 31 Mar 2014\n"));
  EXPECT_THAT(text, HasSubstr("child-protection, issued 21 Nov 2013 by Department for Education\n"));
  EXPECT_THAT(text, HasSubstr("\"75% of cases judged adequate or better through assessment audits\""));
  EXPECT_THAT(text, HasSubstr("due 21 May 2014\n"));
  EXPECT_THAT(text, HasSubstr("reviews every 6 months\n  review 1 due 21 May 2014, in 51 days\n"));
}

TEST(NoticeTextTest, SaysWhyANoticeIsNotInForce) {
  v1::GetNoticeResponse response = InForce();
  response.set_in_force(false);
  EXPECT_THAT(NoticeText(response), HasSubstr("version 1, not in force on"));
  response.set_superseded_by("authorities/somerset/notices/in-2014");
  EXPECT_THAT(NoticeText(response), HasSubstr("superseded by in-2014 on"));
  response.clear_superseded_by();
  response.mutable_notice()->set_state(v1::NOTICE_STATE_LIFTED);
  EXPECT_THAT(NoticeText(response), HasSubstr("lifted on"));
}

TEST(NoticeTextTest, ShowsNothingThatMovesTheTerminal) {
  v1::GetNoticeResponse response = InForce();
  response.mutable_notice()->set_issuer("\x1B[2JDepartment\nof");
  response.mutable_notice()->mutable_measures(0)->set_words("a\rb");
  const std::string text = NoticeText(response);
  EXPECT_THAT(text, Not(HasSubstr("\x1B")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

}  // namespace
}  // namespace assay
