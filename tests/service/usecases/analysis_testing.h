// Somerset with a scale and audits of any grade, for the questions that look at a statement in another light.
#ifndef ASSAY_TESTS_SERVICE_USECASES_ANALYSIS_TESTING_H_
#define ASSAY_TESTS_SERVICE_USECASES_ANALYSIS_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/v1/statement_service.pb.h"
#include "service/usecases/records.h"
#include "tests/service/usecases/testing.h"

namespace assay {

class AnalysisTest : public testing::Test {
 protected:
  AnalysisTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
  }

  static v1::AdHocMeasure AtLeast75() {
    v1::AdHocMeasure measure;
    measure.set_threshold_grade("adequate");
    measure.set_comparator(v1::COMPARATOR_AT_LEAST);
    measure.mutable_target()->set_numerator(75);
    measure.mutable_target()->set_denominator(100);
    return measure;
  }

  static v1::StatementQuery Query() {
    v1::StatementQuery query;
    query.set_authority("authorities/somerset");
    *query.mutable_ad_hoc() = AtLeast75();
    return query;
  }

  // "" for ungraded. Ids count up: p0, p1, …
  v1::Audit Make(const std::string& grade, const std::string& date = "2014-01-15") {
    const std::string id = "p" + std::to_string(next_++);
    v1::Audit audit = grade.empty() ? MakeUngraded(id) : MakeAudit(id, grade);
    audit.set_audit_date(date);
    return audit;
  }

  void Add(int count, const std::string& grade, const std::string& date = "2014-01-15") {
    std::vector<v1::Audit> audits;
    for (int i = 0; i < count; ++i) audits.push_back(Make(grade, date));
    for (const auto& result : t_.SubmitAll("somerset", audits)) ASSERT_TRUE(result.ok()) << result.status();
  }

  // Somerset's 453 plans.
  void AddPlans() {
    Add(170, "inadequate");
    Add(190, "adequate");
    Add(58, "good");
    Add(2, "outstanding");
    Add(33, "");
  }

  // The change of one audit that stands at a revision of the ledger; answers the new one.
  uint32_t Change(AuditChange change) {
    change.authority = "somerset";
    change.reason = "panel";
    auto made = t_.Change(change);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->committed.revision : 0;
  }

  uint32_t Size() { return t_.house().ledger.Size("somerset"); }

  template <typename T>
  absl::StatusOr<WrittenRecord> Put(TestHouse::WriteUseCase<AskedRecord<T>> use_case, T record) {
    record.authority = "somerset";
    return t_.Write(use_case, AskedRecord<T>{.record = std::move(record)});
  }

  TestHouse t_;
  int next_ = 0;
};

}  // namespace assay

#endif  // ASSAY_TESTS_SERVICE_USECASES_ANALYSIS_TESTING_H_
