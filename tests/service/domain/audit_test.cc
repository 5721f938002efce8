#include "service/domain/audit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gmock/gmock.h"
#include "service/domain/limits.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const absl::CivilDay kToday(2014, 3, 31);

Scale OfstedTo2013() {
  return {{"ofsted-2013", 1},
          "Ofsted to 2013",
          {{"inadequate", "", true}, {"adequate", "", false}, {"good", "", false}, {"outstanding", "", false}}};
}

// The least an audit can say.
Audit LeastAudit() {
  Audit audit;
  audit.authority = "somerset";
  audit.id = "plan-0233";
  audit.practice_area = "child-protection-plan";
  audit.audit_date = "2014-01-15";
  audit.scale = "ofsted-2013@1";
  audit.grade = "adequate";
  audit.personal.case_ref = "k7Qz-19";
  return audit;
}

// Everything an audit can say.
Audit FullAudit() {
  Audit audit = LeastAudit();
  audit.audit_type = 2;
  audit.grade = "inadequate";
  audit.practice_period = PracticePeriod{"2013-07-01", "2013-12-31"};
  audit.team = "North \xE2\x80\x93 assessment";
  audit.auditor = "qa.07@somerset";
  audit.sampling_method = 2;
  audit.actions = {{"team-manager-3", "2014-02-15"}, {"worker-12", "2014-01-15"}};
  audit.no_action_reason = "case-closed";
  audit.personal.narrative = "Found.\n\nTwo visits\tmissed.";
  audit.personal.notes = "See panel.";
  return audit;
}

Violations Check(const Audit& audit) { return Validate(audit, kToday); }

TEST(AuditShape, TakesTheLeastAndTheMostAnAuditCanSay) {
  EXPECT_THAT(Check(LeastAudit()), IsEmpty());
  EXPECT_THAT(Check(FullAudit()), IsEmpty());
}

TEST(AuditShape, NamesEveryRequiredFieldThatIsMissing) {
  EXPECT_THAT(Summary(Check(Audit{})),
              ElementsAre("name REQUIRED", "name REQUIRED", "practice_area REQUIRED", "audit_date REQUIRED",
                          "grade GRADE_XOR_UNGRADED", "scale REQUIRED", "personal.case_ref REQUIRED"));
}

TEST(AuditShape, WantsAGradeOrAReasonAndNotBoth) {
  Audit audit = LeastAudit();
  audit.ungraded_reason = "no-file-access";
  EXPECT_THAT(Check(audit), IsOnly("grade", reason::kGradeXorUngraded));
  EXPECT_THAT(Check(audit)[0].description, HasSubstr("both are"));
  audit.grade.clear();
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.ungraded_reason.clear();
  EXPECT_THAT(Check(audit), IsOnly("grade", reason::kGradeXorUngraded));
  EXPECT_THAT(Check(audit)[0].description, HasSubstr("neither is"));
}

TEST(AuditShape, LeavesItToTheScaleWhetherAShortLineIsAGrade) {
  Audit audit = LeastAudit();
  audit.grade = "Requires improvement";
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.grade = std::string(33, 'x');
  EXPECT_THAT(Check(audit), IsOnly("grade", reason::kTooLong));
  audit.grade = "good\n";
  EXPECT_THAT(Check(audit), IsOnly("grade", reason::kBadText));
}

TEST(AuditShape, HoldsReasonsToTheirPatternBecauseTheyArePublic) {
  Audit audit = LeastAudit();
  audit.no_action_reason = "Mother refused";
  EXPECT_THAT(Check(audit), IsOnly("no_action_reason", reason::kBadFormat));
  EXPECT_THAT(Check(audit)[0].description, Not(HasSubstr("other")));
  audit = LeastAudit();
  audit.grade.clear();
  audit.ungraded_reason = "No file";
  EXPECT_THAT(Check(audit), IsOnly("ungraded_reason", reason::kBadFormat));
}

TEST(AuditShape, TakesTomorrowsDateAndNotTheDayAfter) {
  Audit audit = LeastAudit();
  audit.audit_date = "2014-04-01";
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.audit_date = "2014-04-02";
  EXPECT_THAT(Check(audit), IsOnly("audit_date", reason::kDateInFuture));
  EXPECT_THAT(Check(audit)[0].description, HasSubstr("2014-04-01"));
  audit.audit_date = "2014-02-30";
  EXPECT_THAT(Check(audit), IsOnly("audit_date", reason::kBadDate));
}

TEST(AuditShape, WantsAScaleReference) {
  Audit audit = LeastAudit();
  audit.scale = "ofsted-2013";
  EXPECT_THAT(Check(audit), IsEmpty());
  for (const char* scale : {"ofsted-2013@0", "ofsted-2013@", "Ofsted", "ofsted-2013@1\n"}) {
    audit.scale = scale;
    EXPECT_THAT(Check(audit), IsOnly("scale", reason::kBadFormat)) << scale;
  }
}

TEST(AuditShape, WantsBothDaysOfAPracticePeriodInOrder) {
  Audit audit = LeastAudit();
  audit.practice_period = PracticePeriod{"2013-07-01", ""};
  EXPECT_THAT(Check(audit), IsOnly("practice_period.last_day", reason::kRequired));
  audit.practice_period = PracticePeriod{"", "2013-07-01"};
  EXPECT_THAT(Check(audit), IsOnly("practice_period.first_day", reason::kRequired));
  audit.practice_period = PracticePeriod{"2013-07-01", "2013-07-01"};
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.practice_period = PracticePeriod{"2013-07-02", "2013-07-01"};
  EXPECT_THAT(Check(audit), IsOnly("practice_period.last_day", reason::kOutOfRange));
}

TEST(AuditShape, WantsAnOwnerAndADueDateOfEveryAction) {
  Audit audit = LeastAudit();
  audit.actions = {{"a", "2014-02-01"}, {"", ""}, {"not an id", "soon"}};
  EXPECT_THAT(Summary(Check(audit)), ElementsAre("actions[1].owner REQUIRED", "actions[1].due_date REQUIRED",
                                                 "actions[2].owner BAD_FORMAT", "actions[2].due_date BAD_DATE"));
}

TEST(AuditShape, RefusesAnActionDueBeforeTheAudit) {
  Audit audit = LeastAudit();
  audit.actions = {{"a", "2014-01-14"}};
  EXPECT_THAT(Check(audit), IsOnly("actions[0].due_date", reason::kOutOfRange));
  audit.actions = {{"a", "2014-01-15"}};
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.audit_date = "never";  // the due date is then not held against it
  EXPECT_THAT(Check(audit), IsOnly("audit_date", reason::kBadDate));
}

TEST(AuditShape, TakesFiftyActionsAndNotOneMore) {
  Audit audit = LeastAudit();
  audit.actions.assign(50, {"a", "2014-02-01"});
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.actions.assign(51, {"", ""});
  EXPECT_THAT(Check(audit), IsOnly("actions", reason::kTooLong));
}

TEST(AuditShape, RefusesEnumerationValuesItDoesNotKnow) {
  Audit audit = LeastAudit();
  for (const int known : {0, 1, 5}) {
    audit.audit_type = audit.sampling_method = known;
    EXPECT_THAT(Check(audit), IsEmpty()) << known;
  }
  for (const int unknown : {-1, 6, 2'147'483'647, -2'147'483'647 - 1}) {
    audit.audit_type = audit.sampling_method = unknown;
    EXPECT_THAT(Summary(Check(audit)), ElementsAre("audit_type OUT_OF_RANGE", "sampling_method OUT_OF_RANGE"));
  }
}

TEST(AuditShape, HoldsOptionalFieldsToTheirShapesOncePresent) {
  Audit audit = LeastAudit();
  audit.team = std::string(65, 'x');
  audit.auditor = "Jo Smith";
  EXPECT_THAT(Summary(Check(audit)), ElementsAre("team TOO_LONG", "auditor BAD_FORMAT"));
}

TEST(AuditShape, HoldsThePersonalPartToItsLimits) {
  Audit audit = LeastAudit();
  audit.personal = {std::string(128, 'x'), std::string(32'768, 'x'), std::string(32'768, 'x')};
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.personal = {std::string(129, 'x'), std::string(32'769, 'x'), std::string(32'769, 'x')};
  EXPECT_THAT(Summary(Check(audit)),
              ElementsAre("personal.case_ref TOO_LONG", "personal.narrative TOO_LONG", "personal.notes TOO_LONG"));
  audit.personal = {"two\nlines", std::string("nul\0", 4), "\xFF"};
  EXPECT_THAT(Summary(Check(audit)),
              ElementsAre("personal.case_ref BAD_TEXT", "personal.narrative BAD_TEXT", "personal.notes BAD_TEXT"));
}

// A marker in every text field, personal ones included, each broken in some way: no description repeats it.
RC_GTEST_PROP(AuditProperty, NoDescriptionRepeatsWhatMayBePersonal, ()) {
  const std::string marker = "zyxwv";
  const auto broken = [&marker] {
    const std::string prefix = *rc::gen::element<std::string>("", " ", "\xC3\xA9", "A", std::string(40'000, 'q'));
    const std::string suffix = *rc::gen::element<std::string>("", " ", "\n", "\xFF", "\xC3\xA9");
    return prefix + marker + suffix;
  };
  Audit audit = LeastAudit();
  audit.id = broken();
  audit.practice_area = broken();
  audit.audit_date = broken();
  audit.scale = broken();
  audit.ungraded_reason = broken();
  audit.no_action_reason = broken();
  audit.auditor = broken();
  audit.team = broken();
  audit.actions = {{broken(), broken()}};
  audit.practice_period = PracticePeriod{broken(), broken()};
  audit.personal = {broken(), broken(), broken()};
  for (const Violation& violation : Check(audit)) {
    RC_ASSERT(violation.description.find(marker) == std::string::npos);
  }
}

TEST(AuditAgainstScale, TakesAGradeThatIsOnTheScale) {
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), LeastAudit()), IsEmpty());
}

TEST(AuditAgainstScale, TakesAnUngradedAuditWithoutActions) {
  Audit audit = LeastAudit();
  audit.grade.clear();
  audit.ungraded_reason = "no-file-access";
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), audit), IsEmpty());
}

TEST(AuditAgainstScale, RefusesAGradeOfAnotherScale) {
  Audit audit = LeastAudit();
  audit.grade = "requires-improvement";
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), audit), IsOnly("grade", reason::kGradeNotOnScale));
}

TEST(AuditAgainstScale, RefusesAGradeInOtherLettersAndNamesTheOneMeant) {
  Audit audit = LeastAudit();
  audit.grade = "Adequate";
  const Violations out = ValidateAgainst(OfstedTo2013(), audit);
  EXPECT_THAT(out, IsOnly("grade", reason::kGradeNotOnScale));
  EXPECT_THAT(out[0].description, HasSubstr("did you mean adequate?"));
}

TEST(AuditAgainstScale, CallsForAnActionOrAReasonForNoneAtAnInadequateGrade) {
  Audit audit = LeastAudit();
  audit.grade = "inadequate";
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), audit), IsOnly("actions", reason::kActionRequired));
  audit.no_action_reason = "not-published";
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), audit), IsEmpty());
  audit.no_action_reason.clear();
  audit.actions = {{"a", "2014-02-01"}};
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), audit), IsEmpty());
}

TEST(AuditAgainstScale, LetsTheScaleSayWhichGradesCallForAnAction) {
  Scale scale = OfstedTo2013();
  scale.grades[0].requires_action = false;
  scale.grades[3].requires_action = true;
  Audit audit = LeastAudit();
  audit.grade = "inadequate";
  EXPECT_THAT(ValidateAgainst(scale, audit), IsEmpty());
  audit.grade = "outstanding";
  EXPECT_THAT(ValidateAgainst(scale, audit), IsOnly("actions", reason::kActionRequired));
}

TEST(AuditCodes, AreReadBackForEveryValue) {
  for (int i = 0; i < kSamplingMethods; ++i) {
    EXPECT_EQ(ParseSamplingMethod(Code(static_cast<SamplingMethod>(i))), static_cast<SamplingMethod>(i));
  }
  for (int i = 0; i < kAuditTypes; ++i) {
    EXPECT_EQ(ParseAuditType(Code(static_cast<AuditType>(i))), static_cast<AuditType>(i));
  }
}

TEST(AuditCodes, AreTheDomainsWords) {
  EXPECT_EQ(Code(SamplingMethod::kNotStated), "not-stated");
  EXPECT_EQ(Code(SamplingMethod::kCensus), "census");
  EXPECT_EQ(Code(SamplingMethod::kSelfSelected), "self-selected");
  EXPECT_EQ(Code(AuditType::kDipSample), "dip-sample");
  EXPECT_EQ(Code(AuditType::kMultiAgency), "multi-agency");
  EXPECT_EQ(Code(AuditType::kReAudit), "re-audit");
}

TEST(AuditCodes, RefuseOtherWords) {
  for (const char* code : {"", "Census", "census ", "unknown", "2"}) {
    EXPECT_EQ(ParseSamplingMethod(code), std::nullopt) << code;
    EXPECT_EQ(ParseAuditType(code), std::nullopt) << code;
  }
}

}  // namespace
}  // namespace assay
