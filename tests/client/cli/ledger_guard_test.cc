// What a context remembers of a ledger, and what it then refuses.

#include "client/cli/ledger_guard.h"

#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kParent[] = "authorities/somerset";

class LedgerGuardTest : public CliTest {
 protected:
  LedgerGuardTest() {
    Serve(SampleLedger());
    environment_.erase("ASSAY_ENDPOINT");
    Run({"context", "create", "work", "-e", server_.endpoint(), "--key", FormatVerifierKey(ledger().key())});
  }

  void Serve(const SampleLedger& ledger) {
    server_.ledger.ledgers.clear();
    server_.ledger.ledgers.emplace(kParent, ledger);
  }

  SampleLedger& ledger() { return server_.ledger.ledgers.at(kParent); }
  std::string Remembered() const { return ReadFile(kNote); }
  Ran List() { return Run({"audit", "list"}); }

  void ExpectRefused(const Ran& ran, const std::string& why, const std::string& kept) {
    EXPECT_EQ(ran.code, 3);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, StartsWith("assay: the server's answers are refused: "));
    EXPECT_THAT(ran.err, HasSubstr(why));
    EXPECT_EQ(Remembered(), kept);
  }

  static constexpr char kNote[] = ".local/state/assay/work/somerset.checkpoint";
};

TEST_F(LedgerGuardTest, RemembersTheLastCheckpointSeen) {
  EXPECT_EQ(List().code, 0);
  EXPECT_EQ(Remembered(), ledger().Note());
  ledger().Submit("plan-1", "good");
  EXPECT_EQ(Run({"statement", "get", "--threshold", "good", "--at-least", "75%"}).code, 0);
  EXPECT_EQ(Remembered(), ledger().Note());
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(PathOf(kNote)).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(LedgerGuardTest, KeepsItsNotesWhereTheEnvironmentSays) {
  environment_["XDG_STATE_HOME"] = PathOf("state");
  EXPECT_EQ(List().code, 0);
  EXPECT_EQ(ReadFile("state/assay/work/somerset.checkpoint"), ledger().Note());
}

TEST_F(LedgerGuardTest, RefusesALedgerThatShrankOrIsGone) {
  ledger().Submit("plan-1", "good");
  ASSERT_EQ(List().code, 0);
  const std::string kept = Remembered();
  Serve(SampleLedger());
  ExpectRefused(List(), "it had 3 entries and now has 2", kept);
  server_.ledger.ledgers.clear();
  ExpectRefused(List(), "the ledger is gone; it had 3 entries", kept);
}

TEST_F(LedgerGuardTest, AsksAboutTheAuthorityShownAndNotTheContexts) {
  ledger().Submit("plan-1", "good");
  ASSERT_EQ(List().code, 0);
  const std::string kept = Remembered();
  Serve(SampleLedger());
  const Ran ran = Run({"-a", "devon", "authority", "get", "somerset"});
  ExpectRefused(ran, "it had 3 entries and now has 2", kept);
}

TEST_F(LedgerGuardTest, RefusesALedgerWithAnotherPast) {
  ledger().Submit("plan-1", "good");
  ASSERT_EQ(List().code, 0);
  const std::string kept = Remembered();
  SampleLedger rewritten;
  rewritten.Submit("plan-1", "outstanding");
  Serve(rewritten);
  ExpectRefused(List(), "two different ledgers of 3 entries were signed", kept);
  ledger().Submit("plan-2", "good");
  ExpectRefused(List(), "the ledger of 3 entries is not the beginning of the one of 4", kept);
}

TEST_F(LedgerGuardTest, SaysWhereHistoryWasLostToARestoration) {
  ledger().Submit("plan-1", "good");
  ledger().Submit("plan-2", "good");
  ASSERT_EQ(List().code, 0);
  const std::string kept = Remembered();
  SampleLedger restored;
  restored.BeginEpoch(1'700'000'000);
  Serve(restored);
  ExpectRefused(List(), "history is lost: the server was restored from an earlier backup", kept);
  for (const char* id : {"plan-3", "plan-4", "plan-5"}) ledger().Submit(id, "good");
  ExpectRefused(List(), "history is lost: the server was restored from an earlier backup", kept);
}

TEST_F(LedgerGuardTest, GoesOnWhereNothingThatItSawWasLost) {
  ledger().Submit("plan-1", "good");
  ASSERT_EQ(List().code, 0);
  ledger().BeginEpoch(1'700'000'000);
  EXPECT_EQ(List().code, 0);
  EXPECT_EQ(Remembered(), ledger().Note());
  EXPECT_THAT(Remembered(), HasSubstr("/somerset/1700000000\n"));
}

TEST_F(LedgerGuardTest, RefusesAnEarlierEpochAndAnotherDeployment) {
  ledger().BeginEpoch(1'700'000'000);
  ASSERT_EQ(List().code, 0);
  const std::string kept = Remembered();
  SampleLedger earlier;
  for (const char* id : {"plan-1", "plan-2"}) earlier.Submit(id, "good");
  Serve(earlier);
  ExpectRefused(List(), "this is another ledger", kept);
}

TEST_F(LedgerGuardTest, RefusesASignerThatIsNotPinned) {
  ASSERT_EQ(List().code, 0);
  const std::string kept = Remembered();
  SampleLedger other("somerset", "other");
  other.Submit("plan-1", "good");
  Serve(other);
  ExpectRefused(List(), "not signed by the pinned key sample", kept);
}

TEST_F(LedgerGuardTest, ComparesLedgersWithoutAPinnedKeyToo) {
  ASSERT_EQ(Run({"context", "create", "bare", "-e", server_.endpoint()}).code, 0);
  ledger().Submit("plan-1", "good");
  ASSERT_EQ(Run({"--context", "bare", "audit", "list"}).code, 0);
  Serve(SampleLedger());
  EXPECT_EQ(Run({"--context", "bare", "audit", "list"}).code, 3);
}

TEST_F(LedgerGuardTest, SaysWhichFileToRemoveWhereTheDifferenceIsMeant) {
  ledger().Submit("plan-1", "good");
  ASSERT_EQ(List().code, 0);
  Serve(SampleLedger());
  EXPECT_THAT(List().err, HasSubstr(PathOf(kNote)));
  std::filesystem::remove(PathOf(kNote));
  EXPECT_EQ(List().code, 0);
}

TEST_F(LedgerGuardTest, RefusesBeforeAnythingIsWritten) {
  ledger().Submit("plan-1", "good");
  ASSERT_EQ(List().code, 0);
  Serve(SampleLedger());
  server_.calls = 0;
  EXPECT_EQ(Run({"audit", "submit", "plan-1", "--grade", "good"}).code, 3);
  EXPECT_EQ(server_.calls, 0);
}

TEST_F(LedgerGuardTest, RefusesARememberedNoteThatCannotBeRead) {
  WriteFile(kNote, "not a note");
  ExpectRefused(List(), "cannot be read", "not a note");
}

TEST_F(LedgerGuardTest, LeavesOtherCommandsAlone) {
  server_.ledger.calls = 0;
  EXPECT_EQ(Run({"authority", "list"}).code, 0);
  EXPECT_EQ(Run({"health"}).code, 0);
  EXPECT_EQ(Run({"-a", "Not An Id", "audit", "list"}).code, 0);
  environment_["ASSAY_AUTHORITY"] = "nobody";
  EXPECT_EQ(Run({"audit", "get", "plan-1"}).code, 1);
  EXPECT_EQ(Remembered(), "");
}

TEST_F(LedgerGuardTest, AsksNothingWithoutAContext) {
  environment_["ASSAY_CONFIG"] = WriteFile("no-contexts.toml", "");
  environment_["ASSAY_ENDPOINT"] = server_.endpoint();
  const Ran ran = List();
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(server_.ledger.calls, 0);
}

class ReceiptTest : public LedgerGuardTest {
 protected:
  ReceiptTest() {
    revision_ = ledger().Submit("plan-1", "good");
    v1::Receipt& receipt = server_.receipt.emplace();
    receipt.set_outcome(v1::WRITE_OUTCOME_ADDED);
    receipt.set_revision(revision_);
    *receipt.mutable_proof() = ledger().Inclusion(revision_, 0).proof();
  }

  Ran Submit(const std::string& id) {
    return Run({"audit", "submit", id, "--practice-area", "assessment", "--audit-date", "2014-03-05", "--scale",
                "ofsted-2013", "--grade", "good", "--case-ref", "ref"});
  }

  uint32_t revision_;
};

TEST_F(ReceiptTest, AcceptsAReceiptThatProvesItsEntry) {
  const Ran ran = Submit("plan-1");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "plan-1 revision 3\n");
}

TEST_F(ReceiptTest, RefusesAReceiptForAnotherAudit) {
  const Ran ran = Submit("plan-2");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("entry 3 is not of audits/plan-2"));
}

TEST_F(ReceiptTest, RefusesAProofThatDoesNotHold) {
  (*server_.receipt->mutable_proof()->mutable_hashes(0))[0] ^= 1;
  EXPECT_THAT(Submit("plan-1").err, HasSubstr("entry 3 is not proved to be in the ledger"));
  server_.receipt->mutable_proof()->set_hashes(0, "short");
  EXPECT_EQ(Submit("plan-1").code, 3);
  server_.receipt->mutable_proof()->set_leaf_index(0);
  EXPECT_THAT(Submit("plan-1").err, HasSubstr("proof is of another entry"));
}

TEST_F(ReceiptTest, RefusesAReceiptThatOthersSigned) {
  const SampleLedger other("somerset", "other");
  server_.receipt->mutable_proof()->set_checkpoint(other.Note());
  EXPECT_EQ(Submit("plan-1").code, 3);
  const SampleLedger devon("devon");
  server_.receipt->mutable_proof()->set_checkpoint(devon.Note());
  EXPECT_THAT(Submit("plan-1").err, HasSubstr("of devon's ledger"));
}

}  // namespace
}  // namespace assay
