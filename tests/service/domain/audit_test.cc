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
  audit.worker = "worker-12";
  audit.manager = "team-manager-3";
  audit.supervisor = "team-manager-3";
  audit.re_audit_of = "plan-0233.first";
  audit.domain_grades = {{"planning", "adequate", ""}, {"childs-voice", "", "not-recorded"}};
  audit.audit_quality = AuditQuality{"good", "qa-head"};
  audit.immediate_risk = ImmediateRisk{"team-manager-3", "2014-01-15", "", ""};
  audit.sampling_method = 2;
  audit.actions = {{"team-manager-3", "2014-02-15", "see-child-alone"}, {"worker-12", "2014-01-15"}};
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

TEST(AuditShape, LooksAwayFromWhatTheServerSets) {
  Audit audit = FullAudit();
  audit.actions[0].completion = ActionCompletion{"", "never", ""};
  audit.immediate_risk->acknowledged_by = "not an id";
  audit.immediate_risk->acknowledged_on = "never";
  audit.moderation = Moderation{"worker-12", "excellent"};
  audit.original_revision = 7;
  EXPECT_THAT(Check(audit), IsEmpty());
  EXPECT_THAT(ValidateAgainst(OfstedTo2013(), audit), IsEmpty());
}

TEST(AuditShape, KeepsTheReasonsOfStatementsForThem) {
  for (const char* reserved : {"other-scale", "not-moderated"}) {
    Audit audit = LeastAudit();
    audit.grade.clear();
    audit.ungraded_reason = reserved;
    audit.domain_grades = {{"planning", "", reserved}};
    EXPECT_THAT(Summary(Check(audit)),
                ElementsAre("ungraded_reason NOT_ALLOWED", "domain_grades[0].ungraded_reason NOT_ALLOWED"));
  }
}

TEST(AuditShape, RefusesAnAuditorWhoWorkedOnTheCase) {
  for (std::string Audit::*role : {&Audit::worker, &Audit::manager, &Audit::supervisor}) {
    Audit audit = LeastAudit();
    audit.auditor = "w-1";
    audit.*role = "w-1";
    EXPECT_THAT(Check(audit), IsOnly("auditor", reason::kNotIndependent));
    audit.*role = "w-2";
    EXPECT_THAT(Check(audit), IsEmpty());
    audit.*role = "W-1";  // another id
    EXPECT_THAT(Check(audit), IsEmpty());
    audit.*role = "not an id";
    EXPECT_THAT(Check(audit), ElementsAre(testing::Field(&Violation::reason, std::string(reason::kBadFormat))));
  }
}

TEST(AuditShape, RefusesAQualityAssessorWhoAuditedOrWorkedOnTheCase) {
  Audit audit = LeastAudit();
  audit.audit_quality = AuditQuality{"good", "qa-1"};
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.auditor = "qa-1";
  EXPECT_THAT(Check(audit), IsOnly("audit_quality.assessor", reason::kNotIndependent));
  for (std::string Audit::*role : {&Audit::worker, &Audit::manager, &Audit::supervisor}) {
    audit = LeastAudit();
    audit.audit_quality = AuditQuality{"good", "qa-1"};
    audit.*role = "qa-1";
    EXPECT_THAT(Check(audit), IsOnly("audit_quality.assessor", reason::kNotIndependent));
  }
  audit = LeastAudit();
  audit.audit_quality = AuditQuality{};
  EXPECT_THAT(Summary(Check(audit)), ElementsAre("audit_quality.grade REQUIRED", "audit_quality.assessor REQUIRED"));
}

TEST(AuditShape, IsNoReAuditOfItself) {
  Audit audit = LeastAudit();
  audit.re_audit_of = audit.id;
  EXPECT_THAT(Check(audit), IsOnly("re_audit_of", reason::kNotAllowed));
  audit.re_audit_of = "no such/id";
  EXPECT_THAT(Check(audit), IsOnly("re_audit_of", reason::kBadFormat));
}

TEST(AuditShape, WantsAGradeOrAReasonOfEachPartOnce) {
  Audit audit = LeastAudit();
  audit.domain_grades = {
      {"planning", "good", ""}, {"visits", "good", "not-recorded"},          {"visits", "", "not-recorded"},
      {"chronology", "", ""},   {"Child's voice", std::string(33, 'x'), ""}, {"", "", "No file"},
      {"", "good", ""}};
  EXPECT_THAT(Summary(Check(audit)),
              ElementsAre("domain_grades[1].grade GRADE_XOR_UNGRADED", "domain_grades[2].domain DUPLICATE",
                          "domain_grades[3].grade GRADE_XOR_UNGRADED", "domain_grades[4].domain BAD_FORMAT",
                          "domain_grades[4].grade TOO_LONG", "domain_grades[5].domain REQUIRED",
                          "domain_grades[5].ungraded_reason BAD_FORMAT", "domain_grades[6].domain REQUIRED"));
}

TEST(AuditShape, Takes32PartsAndNotOneMore) {
  Audit audit = LeastAudit();
  for (int i = 0; i < 32; ++i) audit.domain_grades.push_back({"part-" + std::to_string(i), "good", ""});
  EXPECT_THAT(Check(audit), IsEmpty());
  audit.domain_grades.push_back({});
  EXPECT_THAT(Check(audit), IsOnly("domain_grades", reason::kTooLong));
}

TEST(AuditShape, WantsARiskToldOnTheAuditDateOrSinceAndNotInTheFuture) {
  Audit audit = LeastAudit();
  for (const char* told_on : {"2014-01-15", "2014-04-01"}) {
    audit.immediate_risk = ImmediateRisk{"m", told_on, "", ""};
    EXPECT_THAT(Check(audit), IsEmpty()) << told_on;
  }
  audit.immediate_risk->told_on = "2014-01-14";
  EXPECT_THAT(Check(audit), IsOnly("immediate_risk.told_on", reason::kOutOfRange));
  audit.immediate_risk->told_on = "2014-04-02";
  EXPECT_THAT(Check(audit), IsOnly("immediate_risk.told_on", reason::kDateInFuture));
  audit.immediate_risk = ImmediateRisk{};
  EXPECT_THAT(Summary(Check(audit)), ElementsAre("immediate_risk.told REQUIRED", "immediate_risk.told_on REQUIRED"));
}

TEST(AuditShape, HoldsTheCodeOfAnActionToItsPattern) {
  Audit audit = LeastAudit();
  audit.actions = {{"a", "2014-02-01", "see-child-alone"}, {"a", "2014-02-01", "See child"}};
  EXPECT_THAT(Check(audit), IsOnly("actions[1].code", reason::kBadFormat));
}

TEST(Independence, IsUnknownUntilBothSidesAreStated) {
  Audit audit = LeastAudit();
  EXPECT_EQ(IndependenceOf(audit), Independence::kUnknown);
  audit.auditor = "qa-1";
  EXPECT_EQ(IndependenceOf(audit), Independence::kUnknown);
  for (std::string Audit::*role : {&Audit::worker, &Audit::manager, &Audit::supervisor}) {
    Audit stated = audit;
    stated.*role = "w-1";
    EXPECT_EQ(IndependenceOf(stated), Independence::kIndependent);
    stated.auditor.clear();
    EXPECT_EQ(IndependenceOf(stated), Independence::kUnknown);
    stated.auditor = "w-1";
    EXPECT_EQ(IndependenceOf(stated), Independence::kUnknown);
  }
}

TEST(Independence, OfNobodyIsNotAsked) {
  EXPECT_FALSE(WorkedOnCase(LeastAudit(), ""));
  Audit audit = LeastAudit();
  audit.supervisor = "w-1";
  EXPECT_TRUE(WorkedOnCase(audit, "w-1"));
  EXPECT_FALSE(WorkedOnCase(audit, "w-2"));
}

TEST(ReAudit, IsOneByItsLinkOrByItsType) {
  Audit audit = LeastAudit();
  EXPECT_FALSE(IsReAudit(audit));
  audit.re_audit_of = "plan-0232";
  EXPECT_TRUE(IsReAudit(audit));
  audit.re_audit_of.clear();
  audit.audit_type = 5;
  EXPECT_TRUE(IsReAudit(audit));
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
  audit.actions = {{broken(), broken(), broken()}};
  audit.worker = broken();
  audit.re_audit_of = broken();
  audit.domain_grades = {{broken(), broken(), broken()}, {broken(), "", broken()}};
  audit.audit_quality = AuditQuality{broken(), broken()};
  audit.immediate_risk = ImmediateRisk{broken(), broken(), "", ""};
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

TEST(AuditAgainstScale, HoldsTheGradesOfPartsAndOfTheAuditItselfToIt) {
  Audit audit = LeastAudit();
  audit.grade.clear();
  audit.ungraded_reason = "no-file-access";
  audit.domain_grades = {{"planning", "good", ""}, {"visits", "requires-improvement", ""}, {"voice", "", "no-file"}};
  audit.audit_quality = AuditQuality{"excellent", "qa-1"};
  EXPECT_THAT(Summary(ValidateAgainst(OfstedTo2013(), audit)),
              ElementsAre("domain_grades[1].grade GRADE_NOT_ON_SCALE", "audit_quality.grade GRADE_NOT_ON_SCALE"));
}

TEST(AuditAgainstScale, SuggestsAGradeByItsPlaceOnAnotherScale) {
  Scale from_2014 = OfstedTo2013();
  from_2014.ref = {"ofsted-2014", 1};
  from_2014.grades[1].code = "requires-improvement";
  Audit audit = LeastAudit();
  audit.grade = "requires-improvement";
  const Violations out = ValidateAgainst(OfstedTo2013(), audit, {from_2014});
  EXPECT_THAT(out, IsOnly("grade", reason::kGradeNotOnScale));
  EXPECT_THAT(out[0].description, HasSubstr("did you mean adequate?"));
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
