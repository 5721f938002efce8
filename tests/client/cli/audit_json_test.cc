#include "client/cli/audit_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string ErrorOf(const std::string& text) {
  const auto audit = ParseAuditJson(text);
  EXPECT_EQ(audit.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(audit.status().message());
}

TEST(AuditJson, ReadsBothSpellingsOfAField) {
  const auto audit = ParseAuditJson(R"( {"practiceArea": "assessment", "audit_date": "2014-01-15",
      "auditType": "AUDIT_TYPE_PLANNED", "samplingMethod": 1, "practicePeriod": {"firstDay": "2013-01-01"},
      "actions": [{"owner": "qa-1", "dueDate": "2014-02-01"}, {}], "personal": {"caseRef": "SYN-1 \u00e9\n"},
      "team": null} )");
  ASSERT_TRUE(audit.ok()) << audit.status();
  EXPECT_EQ(audit->practice_area(), "assessment");
  EXPECT_EQ(audit->audit_date(), "2014-01-15");
  EXPECT_EQ(audit->audit_type(), v1::AUDIT_TYPE_PLANNED);
  EXPECT_EQ(audit->sampling_method(), v1::SAMPLING_METHOD_CENSUS);
  EXPECT_EQ(audit->actions_size(), 2);
  EXPECT_EQ(audit->personal().case_ref(), "SYN-1 \xC3\xA9\n");
}

TEST(AuditJson, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(ErrorOf(R"({"grade": "good", "grade": "adequate"})"), "grade: is there twice");
  EXPECT_EQ(ErrorOf(R"({"auditDate": "2014-01-15", "audit_date": "2014-01-15"})"), "audit_date: is there twice");
  EXPECT_EQ(ErrorOf(R"({"personal": {"caseRef": "a", "caseRef": "b"}})"), "personal.case_ref: is there twice");
}

TEST(AuditJson, NamesAnUnknownKeyAndItsNearest) {
  EXPECT_EQ(ErrorOf(R"({"graed": "good"})"), "unknown key \"graed\"; did you mean grade?");
  EXPECT_EQ(ErrorOf(R"({"personal": {"zzz": 1}})"), "unknown key \"zzz\" in personal");
}

TEST(AuditJson, NamesTheFieldOfAWrongType) {
  EXPECT_EQ(ErrorOf(R"({"grade": 5})"), "grade: must be a string");
  EXPECT_EQ(ErrorOf(R"({"personal": {"caseRef": 12345}})"), "personal.case_ref: must be a string");
  EXPECT_EQ(ErrorOf(R"({"personal": "SYN-1"})"), "personal: must be an object");
  EXPECT_EQ(ErrorOf(R"({"actions": {"owner": "a"}})"), "actions: must be a list");
  EXPECT_EQ(ErrorOf(R"({"actions": [{}, {"owner": true}]})"), "actions[1].owner: must be a string");
  EXPECT_EQ(ErrorOf(R"({"actions": [null]})"), "actions[0]: must be an object");
  EXPECT_EQ(ErrorOf(R"({"revision": 1.5})"), "revision: must be a whole number");
  EXPECT_EQ(ErrorOf(R"({"revision": 01})"), "revision: must be a whole number");
}

TEST(AuditJson, NamesAnUnknownEnumeratorAndItsNearest) {
  EXPECT_EQ(ErrorOf(R"({"auditType": "AUDIT_TYPE_PLANED"})"),
            "audit_type: is not known; did you mean AUDIT_TYPE_PLANNED?");
  EXPECT_EQ(ErrorOf(R"({"auditType": "x"})"), "audit_type: must be one of the values of AuditType");
}

TEST(AuditJson, RefusesWhatIsNoJson) {
  for (const char* text : {"", "null", "[]", "{", "{\"grade\"}", "{\"grade\": \"good\",}", "{\"grade\": \"good\"} x",
                           "{\"grade\": \"go", "{\"grade\": \"\\x\"}", "{\"grade\": \"a\nb\"}", "{'grade': 'good'}",
                           "{\"grade\": \"\\ud800\"}", "{\"grade\": \"\\udc00\"}", "{\"grade\": \"\\u12\"}",
                           "{\"grade\": \"\\ud800\\u0041\"}", "{\"actions\": [{} {}]}"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("not JSON, line ")) << text;
  }
}

TEST(AuditJson, RefusesInvalidUtf8AndNamesTheLine) {
  EXPECT_EQ(ErrorOf("{\"grade\": \"good\",\n \"team\": \"\xFF\"}"), "line 2 is not UTF-8");
}

TEST(AuditJson, NeverRepeatsAValue) {
  for (const char* text :
       {R"({"personal": {"caseRef": ["SECRET"]}})", R"({"personal": {"caseRef": "SECRET})",
        R"({"personal": {"caseRef": "SECRET" "x"}})", R"({"auditType": "SECRET"})", R"({"recordedAt": "SECRET"})"}) {
    EXPECT_THAT(ErrorOf(text), Not(HasSubstr("SECRET"))) << text;
  }
}

TEST(AuditJson, RefusesNumbersOutOfRange) {
  EXPECT_EQ(ErrorOf(R"({"revision": 99999999999})"), "a number or a time is out of range");
  EXPECT_EQ(ErrorOf(R"({"revision": -1})"), "a number or a time is out of range");
}

}  // namespace
}  // namespace assay
