// assay audit correct, moderate, withdraw, erase and history.

#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kName[] = "authorities/somerset/audits/plan-0233";

class AuditChangeTest : public CliTest {
 protected:
  AuditChangeTest() {
    v1::AuditRevision& submitted = *server_.histories[kName].add_revisions();
    submitted.set_kind(v1::CHANGE_KIND_SUBMITTED);
    v1::Audit& audit = *submitted.mutable_audit();
    audit.set_name(kName);
    audit.set_practice_area("assessment");
    audit.set_audit_date("2014-03-05");
    audit.set_scale("ofsted-2013@1");
    audit.set_grade("adequate");
    audit.set_team("South");
    audit.add_actions()->set_owner("worker-1");
    audit.set_case_number(7);
    audit.set_revision(17);
    audit.mutable_recorded_at()->set_seconds(1'396'000'000);
    audit.set_actor("importer");
  }

  Ran Correct(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"audit", "correct", "plan-0233", "--reason", "moderation-panel"});
    return Run(flags);
  }
};

TEST_F(AuditChangeTest, CorrectsTheGradeOfTheRevisionExpected) {
  const Ran ran = Correct({"--grade", "inadequate", "--expect", "1"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "plan-0233 revision 2: adequate -> inadequate, by qa-manager, ledger 502\n");
  const v1::CorrectAuditRequest& asked = server_.correct_asked;
  EXPECT_EQ(asked.change().name(), kName);
  EXPECT_EQ(asked.change().expected_revision(), 17u);
  EXPECT_EQ(asked.change().reason(), "moderation-panel");
  EXPECT_EQ(asked.audit().grade(), "inadequate");
}

TEST_F(AuditChangeTest, SendsTheWholeAuditWithoutWhatIsTheServersToSet) {
  Correct({"--team", "North", "--expect", "1"});
  v1::Audit expected = server_.histories[kName].revisions(0).audit();
  expected.set_team("North");
  expected.clear_case_number();
  expected.clear_revision();
  expected.clear_recorded_at();
  expected.clear_actor();
  EXPECT_EQ(server_.correct_asked.audit().DebugString(), expected.DebugString());
  EXPECT_FALSE(server_.correct_asked.audit().has_personal());
}

TEST_F(AuditChangeTest, PutsAnUngradedReasonInThePlaceOfTheGrade) {
  EXPECT_EQ(Correct({"--ungraded-reason", "no-file-access", "--expect", "1"}).out,
            "plan-0233 revision 2: adequate -> ungraded: no-file-access, by qa-manager, ledger 502\n");
  EXPECT_EQ(server_.correct_asked.audit().grade(), "");
}

TEST_F(AuditChangeTest, ReplacesActionsAndClearsWhatIsGivenEmpty) {
  const Ran ran = Correct({"--action", "worker-7:2014-05-01", "--team", "", "--expect", "1"});
  EXPECT_EQ(ran.out, "plan-0233 revision 2: team, actions changed, by qa-manager, ledger 502\n");
  ASSERT_EQ(server_.correct_asked.audit().actions_size(), 1);
  EXPECT_EQ(server_.correct_asked.audit().actions(0).owner(), "worker-7");
  EXPECT_EQ(server_.correct_asked.audit().team(), "");
}

TEST_F(AuditChangeTest, SendsThePersonalPartWholeWhereAFlagSpeaksOfIt) {
  v1::Audit& stored = server_.audits[kName];
  stored = server_.histories[kName].revisions(0).audit();
  stored.mutable_personal()->set_case_ref("ref-1");
  stored.mutable_personal()->set_narrative("as it was");
  stored.mutable_personal()->set_change_note("an earlier note");
  const Ran ran = Correct({"--notes-file", WriteFile("notes", "new notes"), "--expect", "1"});
  EXPECT_EQ(ran.out, "plan-0233 revision 2: personal part changed, by qa-manager, ledger 502\n") << ran.err;
  EXPECT_EQ(server_.get_asked.view(), v1::AUDIT_VIEW_PERSONAL);
  EXPECT_EQ(server_.get_asked.read_at().revision(), 17u);
  const v1::PersonalPart& personal = server_.correct_asked.audit().personal();
  EXPECT_EQ(personal.case_ref(), "ref-1");
  EXPECT_EQ(personal.narrative(), "as it was");
  EXPECT_EQ(personal.notes(), "new notes");
  EXPECT_EQ(personal.change_note(), "");
}

TEST_F(AuditChangeTest, ReadsTheNoteFromAFile) {
  Correct({"--grade", "good", "--expect", "1", "--note-file", WriteFile("note", "because")});
  EXPECT_EQ(server_.correct_asked.change().note(), "because");
}

TEST_F(AuditChangeTest, TellsTheCurrentRevisionToAStaleExpectation) {
  ASSERT_EQ(Correct({"--grade", "good", "--expect", "1"}).code, 0);
  const Ran stale = Correct({"--grade", "outstanding", "--expect", "1"});
  EXPECT_EQ(stale.code, 2);
  EXPECT_EQ(stale.out, "");
  EXPECT_EQ(stale.err, "assay: plan-0233 is at revision 2, not 1; see assay audit history plan-0233\n");
  const Ran ahead = Correct({"--grade", "outstanding", "--expect", "3"});
  EXPECT_EQ(ahead.code, 2);
  EXPECT_THAT(ahead.err, HasSubstr("plan-0233 is at revision 2, not 3"));
}

TEST_F(AuditChangeTest, NeedsAnExpectationAndAReason) {
  EXPECT_EQ(Run({"audit", "correct", "plan-0233", "--grade", "good", "--reason", "x"}).code, 2);
  EXPECT_EQ(Run({"audit", "correct", "plan-0233", "--grade", "good", "--expect", "1"}).code, 2);
  EXPECT_EQ(Run({"audit", "withdraw", "plan-0233", "--expect", "0", "--reason", "x"}).code, 2);
  EXPECT_EQ(server_.calls, 0);
}

TEST_F(AuditChangeTest, ModeratesAndWithdraws) {
  const Ran moderated = Run({"audit", "moderate", "plan-0233", "--moderator", "lead-2", "--grade", "inadequate",
                             "--expect", "1", "--reason", "dip-sample"});
  EXPECT_EQ(moderated.out, "plan-0233 revision 2: moderated adequate -> inadequate, by qa-manager, ledger 502\n");
  EXPECT_EQ(server_.moderate_asked.moderation().moderator(), "lead-2");
  const Ran withdrawn = Run({"audit", "withdraw", "plan-0233", "--expect", "2", "--reason", "duplicate"});
  EXPECT_EQ(withdrawn.out, "plan-0233 revision 3: withdrawn: duplicate, by qa-manager, ledger 503\n");
  EXPECT_EQ(server_.withdraw_asked.change().expected_revision(), 502u);
}

TEST_F(AuditChangeTest, ErasesOnlyWhatIsConfirmed) {
  const std::vector<std::string> erase = {"audit", "erase", "plan-0233", "--expect", "1", "--reason", "request"};
  const Ran nobody = Run(erase, "y\n");
  EXPECT_EQ(nobody.code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("--yes"));
  at_terminal_ = true;
  for (const char* answer : {"n\n", "\n", "", "yeah\n"}) {
    const Ran declined = Run(erase, answer);
    EXPECT_EQ(declined.code, 1) << answer;
    EXPECT_THAT(declined.err, HasSubstr("nothing was changed"));
  }
  std::vector<std::string> unasked = erase;
  unasked.push_back("--no-input");
  EXPECT_EQ(Run(unasked, "y\n").code, 2);
  EXPECT_FALSE(server_.erase_asked.has_change());
  const Ran agreed = Run(erase, "Yes\n");
  EXPECT_EQ(agreed.code, 0) << agreed.err;
  EXPECT_EQ(agreed.out, "plan-0233 revision 2: personal parts erased, by qa-manager, ledger 502\n");
  at_terminal_ = false;
  EXPECT_EQ(Run({"--yes", "audit", "erase", "plan-0233", "--expect", "2", "--reason", "request"}).code, 0);
}

TEST_F(AuditChangeTest, ShowsTheHistoryInTheOrderItHappened) {
  Correct({"--grade", "inadequate", "--expect", "1"});
  Run({"audit", "withdraw", "plan-0233", "--expect", "2", "--reason", "duplicate"});
  const Ran table = Run({"audit", "history", "plan-0233"});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("1  submitted  adequate"));
  EXPECT_THAT(table.out, HasSubstr("2  corrected  adequate -> inadequate  moderation-panel  qa-manager"));
  EXPECT_THAT(table.out, HasSubstr("3  withdrawn  withdrawn: duplicate"));
  EXPECT_EQ(Run({"audit", "history", "plan-0233", "-o", "name"}).out, "17\n502\n503\n");
  EXPECT_THAT(Run({"audit", "history", "plan-0233", "-o", "csv"}).out,
              HasSubstr("2,corrected,adequate -> inadequate,moderation-panel,qa-manager,,502\n"));
  EXPECT_THAT(Run({"audit", "history", "plan-0233", "-o", "jsonl"}).out,
              HasSubstr("\"kind\":\"CHANGE_KIND_WITHDRAWN\""));
  EXPECT_EQ(Run({"audit", "history", "nobody"}).code, 1);
}

}  // namespace
}  // namespace assay
