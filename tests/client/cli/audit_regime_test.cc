// What the regime says of an audit: re-audits, who worked on the case, domain grades, the audit's own quality,
// immediate risk and completed actions, on their way in and out.

#include "client/cli/audit_layout.h"
#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kName[] = "authorities/somerset/audits/plan-0233";

v1::Audit Recorded() {
  v1::Audit audit;
  audit.set_name(kName);
  audit.set_practice_area("assessment");
  audit.set_audit_date("2014-03-05");
  audit.set_scale("ofsted-2013@1");
  audit.set_grade("inadequate");
  audit.set_auditor("qa-7");
  audit.set_re_audit_of("plan-0100");
  audit.set_original_revision(9);
  v1::Action& done = *audit.add_actions();
  done.set_owner("worker-7");
  done.set_due_date("2014-05-01");
  done.set_code("visit-child");
  done.mutable_completion()->set_completed_by("qa-lead");
  done.mutable_completion()->set_completed_on("2014-04-20");
  done.mutable_completion()->set_evidence("file-12");
  v1::Action& open = *audit.add_actions();
  open.set_owner("worker-8");
  open.set_due_date("2014-06-01");
  audit.mutable_immediate_risk()->set_told("manager-1");
  audit.mutable_immediate_risk()->set_told_on("2014-03-05");
  audit.mutable_immediate_risk()->set_acknowledged_by("manager-1");
  audit.mutable_immediate_risk()->set_acknowledged_on("2014-03-06");
  audit.mutable_audit_quality()->set_grade("good");
  audit.mutable_audit_quality()->set_assessor("qa-lead");
  audit.set_revision(17);
  audit.set_case_number(7);
  audit.set_actor("importer");
  return audit;
}

class AuditRegimeTest : public CliTest {
 protected:
  AuditRegimeTest() {
    server_.audits[kName] = Recorded();
    AddRevision(Recorded(), v1::CHANGE_KIND_SUBMITTED);
  }

  void AddRevision(const v1::Audit& audit, v1::ChangeKind kind) {
    v1::AuditRevision& revision = *server_.histories[kName].add_revisions();
    *revision.mutable_audit() = audit;
    revision.set_kind(kind);
  }

  Ran Submit(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"audit",
                                          "submit",
                                          "plan-1",
                                          "--practice-area",
                                          "assessment",
                                          "--scale",
                                          "ofsted-2013",
                                          "--audit-date",
                                          "2014-03-05",
                                          "--grade",
                                          "inadequate",
                                          "--case-ref-file",
                                          WriteFile("ref", "SYN-1")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  const v1::Audit& Sent() { return server_.audits["authorities/somerset/audits/plan-1"]; }
};

TEST_F(AuditRegimeTest, SubmitsEveryField) {
  const Ran ran = Submit({"--auditor",          "qa-7",
                          "--re-audit-of",      "plan-0",
                          "--worker",           "sw-1",
                          "--manager",          "m-1",
                          "--supervisor",       "s-1",
                          "--domain-grade",     "planning=inadequate",
                          "--domain-grade",     "visits=ungraded:no-file-access",
                          "--audit-quality",    "good",
                          "--quality-assessor", "qa-lead",
                          "--risk-told",        "m-1",
                          "--risk-told-on",     "2014-03-05",
                          "--action",           "worker-7:2014-05-01:visit-child",
                          "--action",           "worker-8:2014-06-01"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const v1::Audit& audit = Sent();
  EXPECT_EQ(audit.re_audit_of(), "plan-0");
  EXPECT_EQ(audit.worker(), "sw-1");
  EXPECT_EQ(audit.manager(), "m-1");
  EXPECT_EQ(audit.supervisor(), "s-1");
  ASSERT_EQ(audit.domain_grades_size(), 2);
  EXPECT_EQ(audit.domain_grades(0).domain(), "planning");
  EXPECT_EQ(audit.domain_grades(0).grade(), "inadequate");
  EXPECT_EQ(audit.domain_grades(1).ungraded_reason(), "no-file-access");
  EXPECT_EQ(audit.domain_grades(1).grade(), "");
  EXPECT_EQ(audit.audit_quality().grade(), "good");
  EXPECT_EQ(audit.audit_quality().assessor(), "qa-lead");
  EXPECT_EQ(audit.immediate_risk().told(), "m-1");
  EXPECT_EQ(audit.immediate_risk().told_on(), "2014-03-05");
  EXPECT_EQ(audit.actions(0).code(), "visit-child");
  EXPECT_EQ(audit.actions(1).code(), "");
}

TEST_F(AuditRegimeTest, RefusesAnActionOrADomainThatIsNone) {
  EXPECT_THAT(Submit({"--action", "worker-7"}).err, HasSubstr("OWNER:DATE:CODE"));
  EXPECT_THAT(Submit({"--action", "a:b:c:d"}).err, HasSubstr("OWNER:DATE:CODE"));
  EXPECT_THAT(Submit({"--domain-grade", "planning"}).err, HasSubstr("DOMAIN=GRADE"));
}

TEST_F(AuditRegimeTest, SendsNothingBackThatIsTheServersToSet) {
  const Ran ran =
      Run({"audit", "correct", "plan-0233", "--team", "North", "--expect", "1", "--reason", "typing-error"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const v1::Audit& sent = server_.correct_asked.audit();
  EXPECT_EQ(sent.original_revision(), 0u);
  EXPECT_EQ(sent.independence(), v1::INDEPENDENCE_UNSPECIFIED);
  ASSERT_EQ(sent.actions_size(), 2);
  EXPECT_FALSE(sent.actions(0).has_completion());
  EXPECT_EQ(sent.actions(0).code(), "visit-child");
  EXPECT_EQ(sent.immediate_risk().told(), "manager-1");
  EXPECT_EQ(sent.immediate_risk().acknowledged_by(), "");
  EXPECT_EQ(sent.immediate_risk().acknowledged_on(), "");
  EXPECT_EQ(sent.audit_quality().grade(), "good");
  EXPECT_EQ(sent.re_audit_of(), "plan-0100");
}

TEST_F(AuditRegimeTest, ClearsWhatIsGivenEmpty) {
  Run({"audit", "correct", "plan-0233", "--audit-quality", "", "--quality-assessor", "", "--re-audit-of", "",
       "--expect", "1", "--reason", "typing-error"});
  EXPECT_FALSE(server_.correct_asked.audit().has_audit_quality());
  EXPECT_EQ(server_.correct_asked.audit().re_audit_of(), "");
  EXPECT_TRUE(server_.correct_asked.audit().has_immediate_risk());
}

TEST_F(AuditRegimeTest, ShowsActionsRiskIndependenceAndQualityApartFromTheGrade) {
  const Ran ran = Run({"audit", "get", "plan-0233"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("independence: unknown\n"),
                             HasSubstr("action 1: worker-7 by 2014-05-01, visit-child; completed by qa-lead on "
                                       "2014-04-20, evidence file-12\n"),
                             HasSubstr("action 2: worker-8 by 2014-06-01; open\n"),
                             HasSubstr("immediate risk: told manager-1 on 2014-03-05; acknowledged by manager-1 on "
                                       "2014-03-06\n"),
                             HasSubstr("quality of the audit itself: good, by qa-lead\n")));
  server_.audits[kName].set_independence(v1::INDEPENDENCE_INDEPENDENT);
  server_.audits[kName].mutable_immediate_risk()->clear_acknowledged_by();
  const Ran again = Run({"audit", "get", "plan-0233"});
  EXPECT_THAT(again.out, HasSubstr("independence: independent\n"));
  EXPECT_THAT(again.out, HasSubstr("told manager-1 on 2014-03-05; not acknowledged\n"));
}

TEST_F(AuditRegimeTest, TellsTheHistoryOfActionsAndRisk) {
  v1::Audit before = Recorded();
  before.mutable_actions(1)->mutable_completion()->set_completed_by("qa-lead");
  AddRevision(before, v1::CHANGE_KIND_ACTION_COMPLETED);
  v1::Action& added = *before.add_actions();
  added.set_owner("worker-9");
  added.set_due_date("2014-07-01");
  AddRevision(before, v1::CHANGE_KIND_ACTION_ADDED);
  AddRevision(before, v1::CHANGE_KIND_RISK_ACKNOWLEDGED);
  const Ran ran = Run({"audit", "history", "plan-0233", "-o", "csv"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("\n2,action completed,action 2 completed by qa-lead,"),
                             HasSubstr("\n3,action added,action added: worker-9 by 2014-07-01,"),
                             HasSubstr("\n4,risk acknowledged,risk acknowledged by manager-1,")));
}

class ImportRegimeTest : public CliTest {
 protected:
  Ran Import(const std::string& content, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"audit", "import", WriteFile("march.csv", content), "--scale", "ofsted-2013"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  const v1::Audit& Recorded(const std::string& id) { return server_.audits["authorities/somerset/audits/" + id]; }
};

constexpr char kHeader[] = "audit_id,case_ref,practice_area,audit_date,grade";
constexpr char kRow[] = "plan-1,SYN-1,assessment,2014-03-05,good";

TEST_F(ImportRegimeTest, SendsEveryFieldWhereItBelongs) {
  const Ran ran = Import(std::string(kHeader) +
                         ",re_audit_of,worker,manager,supervisor,audit_quality,quality_assessor,risk_told,risk_told_on,"
                         "action_owner,action_due_date,action_code\n" +
                         kRow + ",plan-0,sw-1,m-1,s-1,Good,qa-lead,m-1,2014-03-05,worker-7,2014-05-01,Visit child\n");
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  const v1::Audit& audit = Recorded("plan-1");
  EXPECT_EQ(audit.re_audit_of(), "plan-0");
  EXPECT_EQ(audit.worker(), "sw-1");
  EXPECT_EQ(audit.manager(), "m-1");
  EXPECT_EQ(audit.supervisor(), "s-1");
  EXPECT_EQ(audit.audit_quality().grade(), "good");
  EXPECT_EQ(audit.audit_quality().assessor(), "qa-lead");
  EXPECT_EQ(audit.immediate_risk().told(), "m-1");
  EXPECT_EQ(audit.immediate_risk().told_on(), "2014-03-05");
  EXPECT_EQ(audit.actions(0).code(), "visit-child");
}

TEST_F(ImportRegimeTest, ReadsDomainGradesFromColumnsNamedOrMapped) {
  const Ran ran = Import(std::string(kHeader) + ",domain:planning,Child's voice,domain:visits\n" + kRow +
                             ",Inadequate,,Ungraded: No file access\n",
                         {"--map", "Child's voice=domain:Child's voice"});
  ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
  const v1::Audit& audit = Recorded("plan-1");
  ASSERT_EQ(audit.domain_grades_size(), 2);
  EXPECT_EQ(audit.domain_grades(0).domain(), "planning");
  EXPECT_EQ(audit.domain_grades(0).grade(), "inadequate");
  EXPECT_EQ(audit.domain_grades(1).domain(), "visits");
  EXPECT_EQ(audit.domain_grades(1).ungraded_reason(), "no-file-access");
}

TEST_F(ImportRegimeTest, RefusesTwoColumnsOfOneDomainAndADomainWithoutAName) {
  const std::string twice = std::string(kHeader) + ",domain:planning,Planning\n" + kRow + ",good,good\n";
  EXPECT_THAT(Import(twice, {"--map", "Planning=domain:planning"}).err,
              HasSubstr("columns \"domain:planning\" and \"Planning\" are both domain:planning"));
  EXPECT_EQ(Import(std::string(kHeader) + ",domain:\n" + kRow + ",good\n").code, 2);
}

TEST_F(ImportRegimeTest, NamesTheDomainsColumnForTheServersViolation) {
  const Ran ran = Import(std::string(kHeader) + ",domain:planning,domain:visits\n" + kRow + ",,Requires improvement\n");
  EXPECT_EQ(ran.code, 6);
  EXPECT_THAT(ran.out, HasSubstr("  line 2  domain:visits  \"Requires improvement\""));
  EXPECT_THAT(ran.out, Not(HasSubstr("domain_grades")));
}

}  // namespace
}  // namespace assay
