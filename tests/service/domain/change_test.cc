#include "service/domain/change.h"

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

const absl::CivilDay kToday(2014, 3, 31);

Scale OfstedTo2013() {
  return {{"ofsted-2013", 1},
          "Ofsted to 2013",
          {{"inadequate", "", true}, {"adequate", "", false}, {"good", "", false}, {"outstanding", "", false}}};
}

// As it is recorded: two actions, a risk nobody took up yet.
Audit Recorded() {
  Audit audit;
  audit.authority = "somerset";
  audit.id = "plan-0233";
  audit.practice_area = "child-protection-plan";
  audit.audit_date = "2014-01-15";
  audit.scale = "ofsted-2013@1";
  audit.grade = "inadequate";
  audit.auditor = "qa-1";
  audit.worker = "w-1";
  audit.manager = "w-2";
  audit.supervisor = "w-3";
  audit.actions = {{"w-1", "2014-02-15", "visit"}, {"w-2", "2014-03-01", ""}};
  audit.immediate_risk = ImmediateRisk{"w-2", "2014-01-16", "", ""};
  return audit;
}

AuditChange Change(ChangeKind kind) {
  AuditChange change;
  change.kind = kind;
  change.authority = "somerset";
  change.id = "plan-0233";
  change.expected_revision = 7;
  change.reason = "as-found";
  return change;
}

AuditChange Correct(const Audit& corrected) {
  AuditChange change = Change(ChangeKind::kCorrected);
  change.corrected = corrected;
  return change;
}

AuditChange Moderate(const std::string& moderator) {
  AuditChange change = Change(ChangeKind::kModerated);
  change.moderation = {moderator, "good"};
  return change;
}

AuditChange Add(const std::string& due_date) {
  AuditChange change = Change(ChangeKind::kActionAdded);
  change.action = {"w-9", due_date, "panel"};
  return change;
}

AuditChange Complete(uint32_t number) {
  AuditChange change = Change(ChangeKind::kActionCompleted);
  change.action_number = number;
  change.completion = {"w-9", "2014-02-10", "file 12, page 3"};
  return change;
}

AuditChange Acknowledge(const std::string& day) {
  AuditChange change = Change(ChangeKind::kRiskAcknowledged);
  change.acknowledged_by = "w-2";
  change.acknowledged_on = day;
  return change;
}

Audit After(const AuditChange& change, const Audit& audit) {
  const std::variant<Audit, Refused> applied = Apply(change, audit, OfstedTo2013());
  if (const auto* refused = std::get_if<Refused>(&applied)) {
    ADD_FAILURE() << refused->reason << " " << refused->field << ": " << refused->message;
    return audit;
  }
  return std::get<Audit>(applied);
}

// "REASON field", or "REASON" where the state is at fault; empty: it was not refused.
std::string WhyNot(const AuditChange& change, const Audit& audit) {
  const std::variant<Audit, Refused> applied = Apply(change, audit, OfstedTo2013());
  const auto* refused = std::get_if<Refused>(&applied);
  if (refused == nullptr) return "";
  EXPECT_THAT(refused->message, testing::Not(IsEmpty()));
  return refused->field.empty() ? refused->reason : refused->reason + " " + refused->field;
}

std::vector<std::string> Shape(const AuditChange& change) { return Summary(Validate(change, kToday)); }

TEST(ChangeShape, TakesEachKindOfChange) {
  Audit corrected = Recorded();
  for (const AuditChange& change :
       {Correct(corrected), Moderate("qa-2"), Change(ChangeKind::kWithdrawn), Change(ChangeKind::kErased),
        Add("2014-02-01"), Complete(1), Complete(4'000'000), Acknowledge("2014-01-16")}) {
    EXPECT_THAT(Shape(change), IsEmpty());
  }
}

TEST(ChangeShape, WantsAnActionWhole) {
  AuditChange change = Add("soon");
  change.action = {"not an id", "soon", "See panel"};
  EXPECT_THAT(Shape(change),
              ElementsAre("action.owner BAD_FORMAT", "action.due_date BAD_DATE", "action.code BAD_FORMAT"));
  change.action = {};
  EXPECT_THAT(Shape(change), ElementsAre("action.owner REQUIRED", "action.due_date REQUIRED"));
}

TEST(ChangeShape, WantsACompletionWhole) {
  AuditChange change = Complete(0);
  change.completion = {};
  EXPECT_THAT(Shape(change), ElementsAre("number REQUIRED", "completion.completed_by REQUIRED",
                                         "completion.completed_on REQUIRED", "completion.evidence REQUIRED"));
  change = Complete(1);
  change.completion.evidence = std::string(128, 'x');
  change.completion.completed_on = "2014-04-01";
  EXPECT_THAT(Shape(change), IsEmpty());
  change.completion.evidence = std::string(129, 'x');
  change.completion.completed_on = "2014-04-02";
  EXPECT_THAT(Shape(change), ElementsAre("completion.completed_on DATE_IN_FUTURE", "completion.evidence TOO_LONG"));
  change.completion = {"w-9", "2014-04-01", "two\nlines"};
  EXPECT_THAT(Shape(change), ElementsAre("completion.evidence BAD_TEXT"));
}

TEST(ChangeShape, WantsAnAcknowledgementWhole) {
  EXPECT_THAT(Shape(Acknowledge("2014-04-01")), IsEmpty());
  EXPECT_THAT(Shape(Acknowledge("2014-04-02")), ElementsAre("acknowledged_on DATE_IN_FUTURE"));
  AuditChange change = Acknowledge("");
  change.acknowledged_by = "";
  EXPECT_THAT(Shape(change), ElementsAre("acknowledged_by REQUIRED", "acknowledged_on REQUIRED"));
}

TEST(AddAction, AppendsIt) {
  Audit expected = Recorded();
  expected.actions.push_back({"w-9", "2014-02-01", "panel", std::nullopt});
  AuditChange change = Add("2014-02-01");
  change.action.completion = ActionCompletion{"x", "y", "z"};
  EXPECT_EQ(After(change, Recorded()), expected);
}

TEST(AddAction, RefusesOneDueBeforeTheAuditAndOneMoreThanFifty) {
  Audit audit = Recorded();
  EXPECT_EQ(WhyNot(Add("2014-01-14"), audit), "OUT_OF_RANGE action.due_date");
  EXPECT_EQ(WhyNot(Add("2014-01-15"), audit), "");
  audit.actions.assign(49, {"a", "2014-02-01"});
  EXPECT_EQ(After(Add("2014-02-01"), audit).actions.size(), 50u);
  audit.actions.assign(50, {"a", "2014-02-01"});
  EXPECT_EQ(WhyNot(Add("2014-02-01"), audit), "TOO_LONG action");
}

TEST(CompleteAction, SaysWhoAndWhenAndWhereTheEvidenceIs) {
  Audit expected = Recorded();
  expected.actions[1].completion = ActionCompletion{"w-9", "2014-02-10", "file 12, page 3"};
  EXPECT_EQ(After(Complete(2), Recorded()), expected);
}

TEST(CompleteAction, RefusesAnActionThatIsNotThere) {
  EXPECT_EQ(WhyNot(Complete(0), Recorded()), "UNKNOWN_ACTION number");
  EXPECT_EQ(WhyNot(Complete(3), Recorded()), "UNKNOWN_ACTION number");
  EXPECT_EQ(WhyNot(Complete(UINT32_MAX), Recorded()), "UNKNOWN_ACTION number");
}

TEST(CompleteAction, RefusesItsOwner) {
  AuditChange change = Complete(1);
  change.completion.completed_by = "w-1";
  EXPECT_EQ(WhyNot(change, Recorded()), "SELF_COMPLETION completion.completed_by");
  change.action_number = 2;
  EXPECT_EQ(WhyNot(change, Recorded()), "");
}

TEST(CompleteAction, RefusesADayBeforeTheAudit) {
  AuditChange change = Complete(1);
  change.completion.completed_on = "2014-01-14";
  EXPECT_EQ(WhyNot(change, Recorded()), "OUT_OF_RANGE completion.completed_on");
  change.completion.completed_on = "2014-01-15";
  EXPECT_EQ(WhyNot(change, Recorded()), "");
}

TEST(CompleteAction, RefusesASecondTime) {
  const Audit done = After(Complete(1), Recorded());
  EXPECT_EQ(WhyNot(Complete(1), done), "ALREADY_DONE");
  EXPECT_EQ(WhyNot(Complete(2), done), "");
}

TEST(AcknowledgeRisk, SaysWhoTookItUpAndWhen) {
  Audit expected = Recorded();
  expected.immediate_risk->acknowledged_by = "w-2";
  expected.immediate_risk->acknowledged_on = "2014-01-16";
  EXPECT_EQ(After(Acknowledge("2014-01-16"), Recorded()), expected);
}

TEST(AcknowledgeRisk, RefusesADayBeforeSomebodyWasToldASecondTimeAndNoRisk) {
  EXPECT_EQ(WhyNot(Acknowledge("2014-01-15"), Recorded()), "OUT_OF_RANGE acknowledged_on");
  EXPECT_EQ(WhyNot(Acknowledge("2014-01-17"), After(Acknowledge("2014-01-16"), Recorded())), "ALREADY_DONE");
  Audit calm = Recorded();
  calm.immediate_risk.reset();
  EXPECT_EQ(WhyNot(Acknowledge("2014-01-16"), calm), "UNKNOWN_ACTION");
}

TEST(State, OfAWithdrawnAuditTakesOnlyAnErasure) {
  Audit audit = Recorded();
  audit.withdrawal_reason = "wrong-case";
  for (const AuditChange& change : {Correct(Recorded()), Moderate("qa-2"), Change(ChangeKind::kWithdrawn),
                                    Add("2014-02-01"), Complete(1), Acknowledge("2014-01-16")}) {
    EXPECT_EQ(WhyNot(change, audit), "WITHDRAWN");
  }
  EXPECT_TRUE(After(Change(ChangeKind::kErased), audit).erased);
}

TEST(State, OfAnErasedAuditLetsWorkBeFinished) {
  Audit audit = Recorded();
  audit.erased = true;
  for (const AuditChange& change : {Correct(Recorded()), Moderate("qa-2"), Change(ChangeKind::kErased)}) {
    EXPECT_EQ(WhyNot(change, audit), "ERASED");
  }
  for (AuditChange change :
       {Change(ChangeKind::kWithdrawn), Add("2014-02-01"), Complete(1), Acknowledge("2014-01-16")}) {
    EXPECT_TRUE(After(change, audit).erased);
    change.note = "about the child";
    EXPECT_EQ(WhyNot(change, audit), "NOT_ALLOWED change.note");
    EXPECT_EQ(WhyNot(change, Recorded()), "");
  }
  audit.withdrawal_reason = "wrong-case";
  EXPECT_EQ(WhyNot(Complete(1), audit), "WITHDRAWN");
}

TEST(Moderation, RefusesTheAuditorAndWhoWorkedOnTheCase) {
  EXPECT_EQ(WhyNot(Moderate("qa-1"), Recorded()), "SELF_MODERATION moderation.moderator");
  for (const char* person : {"w-1", "w-2", "w-3"}) {
    EXPECT_EQ(WhyNot(Moderate(person), Recorded()), "NOT_INDEPENDENT moderation.moderator");
  }
  EXPECT_EQ(After(Moderate("qa-2"), Recorded()).moderation, (Moderation{"qa-2", "good"}));
}

TEST(Moderation, SuggestsAGradeByItsPlaceOnAnotherScale) {
  Scale from_2014 = OfstedTo2013();
  from_2014.grades[1].code = "requires-improvement";
  AuditChange change = Moderate("qa-2");
  change.moderation.grade = "requires-improvement";
  const auto applied = Apply(change, Recorded(), OfstedTo2013(), {from_2014});
  EXPECT_EQ(std::get<Refused>(applied).field, "moderation.grade");
  EXPECT_THAT(std::get<Refused>(applied).message, HasSubstr("did you mean adequate?"));
}

TEST(Correction, KeepsTheModerationAndItsIndependence) {
  const Audit moderated = After(Moderate("qa-2"), Recorded());
  Audit corrected = Recorded();
  corrected.grade = "adequate";
  EXPECT_EQ(After(Correct(corrected), moderated).moderation, (Moderation{"qa-2", "good"}));
  corrected.auditor = "qa-2";
  EXPECT_EQ(WhyNot(Correct(corrected), moderated), "SELF_MODERATION audit.auditor");
  corrected = Recorded();
  corrected.worker = "qa-2";
  EXPECT_EQ(WhyNot(Correct(corrected), moderated), "NOT_INDEPENDENT audit.worker");
  corrected = Recorded();
  corrected.manager = "qa-2";
  EXPECT_EQ(WhyNot(Correct(corrected), moderated), "NOT_INDEPENDENT audit.manager");
  corrected = Recorded();
  corrected.supervisor = "qa-2";
  EXPECT_EQ(WhyNot(Correct(corrected), moderated), "NOT_INDEPENDENT audit.supervisor");
  EXPECT_EQ(WhyNot(Correct(corrected), Recorded()), "");
}

TEST(Correction, KeepsACompletionWhereTheActionStays) {
  const Audit done = After(Complete(1), Recorded());
  Audit corrected = Recorded();
  corrected.grade = "adequate";
  corrected.actions[1].due_date = "2014-04-01";
  corrected.actions.push_back({"w-3", "2014-05-01", ""});
  corrected.actions[2].completion = ActionCompletion{"w-9", "2014-05-01", "made up"};
  const Audit next = After(Correct(corrected), done);
  EXPECT_EQ(next.actions[0], done.actions[0]);
  EXPECT_EQ(next.actions[1].completion, std::nullopt);
  EXPECT_EQ(next.actions[2].completion, std::nullopt);
}

TEST(Correction, RefusesToChangeMoveOrDropACompletedAction) {
  const Audit done = After(Complete(2), Recorded());
  std::vector<Audit> corrections(5, Recorded());
  corrections[0].actions[1].owner = "w-4";
  corrections[1].actions[1].due_date = "2014-03-02";
  corrections[2].actions[1].code = "visit";
  corrections[3].actions.pop_back();
  corrections[4].actions.erase(corrections[4].actions.begin());
  for (const Audit& corrected : corrections) {
    EXPECT_EQ(WhyNot(Correct(corrected), done), "ALREADY_DONE audit.actions");
    EXPECT_EQ(WhyNot(Correct(corrected), Recorded()), "");
  }
}

TEST(Correction, RefusesToDateTheAuditAfterACompletion) {
  const Audit done = After(Complete(1), Recorded());  // on 10 February
  Audit corrected = Recorded();
  corrected.immediate_risk.reset();
  corrected.audit_date = "2014-02-10";
  EXPECT_EQ(WhyNot(Correct(corrected), done), "");
  corrected.audit_date = "2014-02-11";
  EXPECT_EQ(WhyNot(Correct(corrected), done), "OUT_OF_RANGE audit.audit_date");
}

TEST(Correction, KeepsAnAcknowledgementAndRefusesToChangeOrDropIt) {
  const Audit acknowledged = After(Acknowledge("2014-01-17"), Recorded());
  Audit corrected = Recorded();
  corrected.grade = "adequate";
  EXPECT_EQ(After(Correct(corrected), acknowledged).immediate_risk, acknowledged.immediate_risk);
  corrected.immediate_risk->told = "w-3";
  EXPECT_EQ(WhyNot(Correct(corrected), acknowledged), "ALREADY_DONE audit.immediate_risk");
  EXPECT_EQ(WhyNot(Correct(corrected), Recorded()), "");
  corrected.immediate_risk = ImmediateRisk{"w-2", "2014-01-15", "", ""};
  EXPECT_EQ(WhyNot(Correct(corrected), acknowledged), "ALREADY_DONE audit.immediate_risk");
  corrected.immediate_risk.reset();
  EXPECT_EQ(WhyNot(Correct(corrected), acknowledged), "ALREADY_DONE audit.immediate_risk");
  EXPECT_EQ(After(Correct(corrected), Recorded()).immediate_risk, std::nullopt);
}

TEST(Correction, MakesNoAcknowledgement) {
  Audit corrected = Recorded();
  corrected.immediate_risk->acknowledged_by = "w-2";
  corrected.immediate_risk->acknowledged_on = "2014-01-17";
  EXPECT_EQ(After(Correct(corrected), Recorded()).immediate_risk, Recorded().immediate_risk);
}

TEST(Correction, ReplacesTheQualityOfTheAuditOrRemovesIt) {
  Audit before = Recorded();
  before.audit_quality = AuditQuality{"good", "qa-9"};
  Audit corrected = Recorded();
  corrected.audit_quality = AuditQuality{"adequate", "qa-8"};
  EXPECT_EQ(After(Correct(corrected), before).audit_quality, corrected.audit_quality);
  EXPECT_EQ(After(Correct(Recorded()), before).audit_quality, std::nullopt);
}

TEST(Correction, KeepsTheOriginalsRevisionWhereTheLinkStays) {
  Audit before = Recorded();
  before.re_audit_of = "plan-0001";
  before.original_revision = 3;
  Audit corrected = Recorded();
  corrected.re_audit_of = "plan-0001";
  EXPECT_EQ(After(Correct(corrected), before).original_revision, 3u);
  corrected.re_audit_of = "plan-0002";
  EXPECT_EQ(After(Correct(corrected), before).original_revision, 0u);
  corrected.re_audit_of.clear();
  EXPECT_EQ(After(Correct(corrected), before).original_revision, 0u);
}

// Random changes, whichever of them are refused: what was completed or acknowledged stays as it was.
RC_GTEST_PROP(ChangeProperty, NothingLosesACompletionOrAnAcknowledgement, ()) {
  const Scale scale = OfstedTo2013();
  const auto any_day = [] { return *rc::gen::element<std::string>("2014-01-15", "2014-02-10", "2014-03-01"); };
  const auto any_person = [] { return *rc::gen::element<std::string>("w-1", "w-2", "w-9"); };
  Audit audit = Recorded();
  const int changes = *rc::gen::inRange(1, 20);
  for (int i = 0; i < changes; ++i) {
    AuditChange change = Correct(audit);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        change = Add(any_day());
        break;
      case 1:
        change = Complete(*rc::gen::inRange(0u, 6u));
        change.completion.completed_by = any_person();
        break;
      case 2:
        change = Acknowledge(any_day());
        break;
      default:
        change.corrected->actions.clear();
        for (const Action& action : audit.actions) {
          if (*rc::gen::inRange(0, 5) == 0) continue;
          change.corrected->actions.push_back(action);
          if (*rc::gen::inRange(0, 5) == 0) change.corrected->actions.back().owner = any_person();
        }
        if (*rc::gen::inRange(0, 3) == 0) change.corrected->immediate_risk.reset();
        change.corrected->audit_date = any_day();
        change.corrected->no_action_reason = "case-closed";
        break;
    }
    const auto applied = Apply(change, audit, scale);
    if (!std::holds_alternative<Audit>(applied)) continue;
    const Audit& next = std::get<Audit>(applied);
    for (size_t j = 0; j < audit.actions.size(); ++j) {
      if (audit.actions[j].completion) RC_ASSERT(next.actions.at(j) == audit.actions[j]);
    }
    for (const Action& action : next.actions) {
      if (!action.completion) continue;
      RC_ASSERT(action.completion->completed_by != action.owner);
      RC_ASSERT(action.completion->completed_on >= next.audit_date);
    }
    if (audit.immediate_risk && !audit.immediate_risk->acknowledged_by.empty()) {
      RC_ASSERT(next.immediate_risk == audit.immediate_risk);
    }
    audit = next;
  }
}

}  // namespace
}  // namespace assay
