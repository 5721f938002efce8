// Statements made by hand, as a server would answer them.
#ifndef ASSAY_TESTS_CLIENT_CLI_SAMPLE_STATEMENT_H_
#define ASSAY_TESTS_CLIENT_CLI_SAMPLE_STATEMENT_H_

#include <string>

#include "assay/v1/statement.pb.h"

namespace assay {

inline void SetFigure(v1::Figure& figure, uint32_t numerator, uint32_t denominator, const std::string& share,
                      uint32_t required, uint32_t shortfall, v1::Verdict verdict) {
  figure.set_numerator(numerator);
  figure.set_denominator(denominator);
  figure.set_share(share);
  figure.set_required(required);
  figure.set_shortfall(shortfall);
  figure.set_verdict(verdict);
}

inline void SetBounds(v1::Statement& statement, uint32_t low, uint32_t high, const std::string& low_share,
                      const std::string& high_share) {
  statement.mutable_bounds()->set_low_numerator(low);
  statement.mutable_bounds()->set_high_numerator(high);
  statement.mutable_bounds()->set_denominator(statement.audited_count());
  statement.mutable_bounds()->set_low_share(low_share);
  statement.mutable_bounds()->set_high_share(high_share);
}

inline void SetMeasure(v1::Statement& statement, v1::Comparator comparator, const std::string& grade,
                       uint32_t percent) {
  statement.mutable_measure()->set_comparator(comparator);
  statement.mutable_measure()->set_threshold_grade(grade);
  statement.mutable_measure()->mutable_target()->set_numerator(percent);
  statement.mutable_measure()->mutable_target()->set_denominator(100);
  statement.mutable_measure()->set_scale("ofsted-2013@1");
}

inline void AddGrade(v1::Statement& statement, const std::string& code, uint32_t count, const std::string& share) {
  auto* grade = statement.add_grades();
  grade->set_grade(code);
  grade->set_count(count);
  grade->set_share(share);
}

// The 453 plans of Somerset, a census.
inline v1::Statement Somerset() {
  v1::Statement statement;
  statement.set_authority("authorities/somerset");
  SetMeasure(statement, v1::COMPARATOR_AT_LEAST, "adequate", 75);
  statement.set_on("2014-05-21");
  statement.set_last_day("2014-05-21");
  statement.set_revision(455);
  statement.mutable_recorded_at()->set_seconds(1'400'673'600);
  statement.set_verdict(v1::VERDICT_NOT_MET);
  statement.set_audited_count(453);
  statement.set_graded_count(420);
  statement.set_ungraded_count(33);
  SetFigure(*statement.mutable_audited(), 250, 453, "55.1%", 340, 90, v1::VERDICT_NOT_MET);
  statement.mutable_audited()->set_margin_points("-19.8");
  statement.mutable_audited()->set_interval_low("50.58");
  statement.mutable_audited()->set_interval_high("59.70");
  SetFigure(*statement.mutable_graded(), 250, 420, "59.5%", 315, 65, v1::VERDICT_NOT_MET);
  statement.mutable_graded()->set_margin_points("-15.4");
  statement.mutable_graded()->set_interval_low("54.76");
  statement.mutable_graded()->set_interval_high("64.11");
  SetBounds(statement, 250, 283, "55.1%", "62.4%");
  AddGrade(statement, "inadequate", 170, "37.5%");
  AddGrade(statement, "adequate", 190, "41.9%");
  AddGrade(statement, "good", 58, "12.8%");
  AddGrade(statement, "outstanding", 2, "0.4%");
  auto* reason = statement.add_ungraded_reasons();
  reason->set_reason("not-graded-in-the-published-review");
  reason->set_count(33);
  auto* sampling = statement.add_sampling();
  sampling->set_sampling_method(v1::SAMPLING_METHOD_CENSUS);
  sampling->set_count(453);
  return statement;
}

// The measure of the notice of 2013 after 64 assessment audits, as CLI.md shows it.
inline v1::Statement AssessmentAudits() {
  v1::Statement statement;
  statement.set_authority("authorities/somerset");
  SetMeasure(statement, v1::COMPARATOR_AT_LEAST, "adequate", 75);
  statement.mutable_measure()->mutable_window()->set_since_notice(true);
  statement.set_on("2014-03-31");
  statement.set_first_day("2013-11-21");
  statement.set_last_day("2014-03-31");
  statement.set_revision(531);
  statement.set_verdict(v1::VERDICT_NOT_MET);
  statement.set_audited_count(64);
  statement.set_graded_count(61);
  statement.set_ungraded_count(3);
  SetFigure(*statement.mutable_audited(), 39, 64, "60.9%", 48, 9, v1::VERDICT_NOT_MET);
  statement.mutable_audited()->set_interval_low("48.69");
  statement.mutable_audited()->set_interval_high("71.94");
  SetFigure(*statement.mutable_graded(), 39, 61, "63.9%", 46, 7, v1::VERDICT_NOT_MET);
  statement.mutable_graded()->set_interval_low("51.37");
  statement.mutable_graded()->set_interval_high("74.76");
  SetBounds(statement, 39, 42, "60.9%", "65.6%");
  auto* sampling = statement.add_sampling();
  sampling->set_sampling_method(v1::SAMPLING_METHOD_RANDOM);
  sampling->set_count(64);
  statement.set_notice("authorities/somerset/notices/in-2013");
  statement.set_notice_version(1);
  statement.set_measure_id("audits");
  statement.set_words("75% of cases judged adequate or better through assessment audits");
  statement.set_issued_on("2013-11-21");
  statement.set_due_date("2014-05-21");
  auto* sample = statement.add_samples();
  sample->set_sample("authorities/somerset/samples/2014-q1");
  sample->set_allocated_count(70);
  sample->set_returned_count(64);
  return statement;
}

}  // namespace assay

#endif  // ASSAY_TESTS_CLIENT_CLI_SAMPLE_STATEMENT_H_
