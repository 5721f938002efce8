// assay ledger.

#include <filesystem>

#include "storage/merkle/pack.h"
#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class LedgerTest : public CliTest {
 protected:
  LedgerTest() {
    SampleLedger& ledger = server_.ledger.ledgers.try_emplace("authorities/somerset").first->second;
    ledger.Submit("plan-1", "adequate");
    ledger.Submit("plan-2", "inadequate");
    ledger.Submit("plan-3", "");
    ledger.Correct("plan-1", "good");
    key_ = FormatVerifierKey(ledger.key());
  }

  SampleLedger& ledger() { return server_.ledger.ledgers.at("authorities/somerset"); }

  // Exports with the statement to 75% adequate or better, to `name`.
  Ran Export(const std::string& name) {
    v1::StatementQuery query = ledger().Query();
    query.mutable_ad_hoc()->mutable_target()->set_numerator(75);
    query.mutable_ad_hoc()->mutable_target()->set_denominator(100);
    query.mutable_ad_hoc()->set_ungraded_policy(v1::UNGRADED_POLICY_UNDECIDED);
    server_.statement = ledger().Answer(query);
    return Run({"ledger", "export", PathOf(name), "--threshold", "adequate", "--at-least", "75%"});
  }

  Ran Verify(const std::string& name) { return Run({"ledger", "verify", PathOf(name), "--key", key_}); }

  std::string key_;
};

TEST_F(LedgerTest, PrintsTheSignedNoteAsItIs) {
  EXPECT_EQ(Run({"ledger", "checkpoint", "--key", key_}).out, ledger().Note());
  EXPECT_EQ(Run({"ledger", "checkpoint", "--size", "3"}).out, ledger().Note(3));
  EXPECT_THAT(Run({"ledger", "checkpoint", "-o", "json"}).out, HasSubstr("\"treeSize\": 6"));
  const Ran other = Run({"ledger", "checkpoint", "--key", FormatVerifierKey(SampleLedger("somerset", "other").key())});
  EXPECT_EQ(other.code, 3);
  EXPECT_EQ(other.out, "");
  EXPECT_THAT(other.err, HasSubstr("not signed by the pinned key other"));
}

TEST_F(LedgerTest, RefusesACheckpointOfAnotherAuthority) {
  const SampleLedger devon("devon");
  server_.ledger.ledgers.clear();
  server_.ledger.ledgers.emplace("authorities/somerset", devon);
  const Ran ran = Run({"ledger", "checkpoint"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("of devon's ledger, not of somerset's"));
}

TEST_F(LedgerTest, ProvesAnEntryByItsRevisionOrItsAudit) {
  const Ran proof = Run({"ledger", "proof", "4", "--key", key_});
  EXPECT_EQ(proof.code, 0) << proof.err;
  EXPECT_THAT(proof.out, HasSubstr("leaf index  3\n"));
  EXPECT_THAT(proof.out, HasSubstr("tree size   6\n"));
  EXPECT_THAT(proof.out, HasSubstr("OK  entry 4 is in the ledger of 6 entries\n"));
  server_.audits["authorities/somerset/audits/plan-2"].set_revision(4);
  server_.audits["authorities/somerset/audits/17"].set_revision(3);
  EXPECT_THAT(Run({"ledger", "proof", "plan-2", "--key", key_}).out, HasSubstr("entry 4 is in the ledger"));
  // A server that shows another audit's entry.
  const Ran other = Run({"ledger", "proof", "audits/17", "--key", key_});
  EXPECT_EQ(other.code, 3);
  EXPECT_THAT(other.err, HasSubstr("entry 3 is not of audits/17"));
  // An audit's revision is one of another ledger.
  EXPECT_EQ(Run({"ledger", "proof", "plan-2", "--access", "--key", key_}).code, 2);
  const Ran unknown = Run({"ledger", "proof", "4"});
  EXPECT_EQ(unknown.code, 7);
  EXPECT_THAT(unknown.out, HasSubstr("CONSISTENT  entry 4 is in the ledger of 6 entries, signer unknown\n"));
  EXPECT_EQ(Run({"ledger", "proof", "0"}).code, 2);
  EXPECT_EQ(Run({"ledger", "proof", "7"}).code, 2);
}

TEST_F(LedgerTest, ProvesThatALedgerIsTheBeginningOfAnother) {
  const Ran ran = Run({"ledger", "consistency", "3", "--key", key_});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "OK  the ledger of 3 entries is the beginning of the ledger of 6 entries\n");
  EXPECT_EQ(Run({"ledger", "consistency", "1", "5"}).code, 7);
  EXPECT_EQ(Run({"ledger", "consistency", "5", "1"}).code, 2);
}

TEST_F(LedgerTest, ExportsAPackThatVerifies) {
  const Ran exported = Export("board.assay");
  EXPECT_EQ(exported.code, 0) << exported.err;
  EXPECT_THAT(exported.out, HasSubstr("board.assay  6 entries"));
  const Ran verified = Verify("board.assay");
  EXPECT_EQ(verified.code, 0) << verified.err;
  EXPECT_EQ(verified.out,
            "OK  6 entries, root matches the checkpoint of 31 Mar 2014, statement recomputed: 1/3 NOT_MET\n");
  // What it is of, for whoever was told something else.
  EXPECT_THAT(verified.err, StartsWith("of somerset: at least 75% adequate or better; "));
  EXPECT_THAT(verified.err, HasSubstr("; on 2014-03-31 at revision 6\n"));
}

TEST_F(LedgerTest, ExportsNoAnswerToAnotherQuestion) {
  ASSERT_EQ(Export("board.assay").code, 0);
  for (const std::vector<std::string>& asked : {std::vector<std::string>{"--on", "2014-02-28"}, {"--at", "5"}}) {
    std::vector<std::string> words = {"ledger",     "export", PathOf("other"), "--threshold", "adequate",
                                      "--at-least", "75%"};
    words.insert(words.end(), asked.begin(), asked.end());
    const Ran ran = Run(words);
    EXPECT_EQ(ran.code, 3) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("answers of another day or revision"));
    EXPECT_FALSE(std::filesystem::exists(PathOf("other")));
  }
}

TEST_F(LedgerTest, WritesTheDayAndTheRevisionIntoTheQuestion) {
  ASSERT_EQ(Export("board.assay").code, 0);
  const std::string bytes = ReadFile("board.assay");
  const auto pack = ReadPack(bytes);
  ASSERT_TRUE(pack.ok());
  v1::StatementQuery query;
  ASSERT_TRUE(query.ParseFromString(std::string(pack->statement->query)));
  EXPECT_EQ(query.on(), "2014-03-31");
  EXPECT_EQ(query.read_at().revision(), 6u);
  EXPECT_EQ(server_.statement_asked.query().on(), "");
}

TEST_F(LedgerTest, ExportsTheLedgerAloneAndAsItOnceStood) {
  EXPECT_EQ(Run({"ledger", "export", PathOf("all")}).code, 0);
  EXPECT_EQ(Verify("all").out, "OK  6 entries, root matches the checkpoint of 31 Mar 2014\n");
  EXPECT_EQ(Run({"ledger", "export", PathOf("then"), "--at", "4"}).code, 0);
  EXPECT_EQ(Verify("then").out, "OK  4 entries, root matches the checkpoint of 31 Mar 2014\n");
  server_.recorded.resize(5);
  EXPECT_EQ(Run({"ledger", "export", PathOf("day"), "--at", "2014-04-01"}).code, 0);
  EXPECT_THAT(Verify("day").out, StartsWith("OK  5 entries"));
  EXPECT_EQ(Run({"ledger", "export", PathOf("none"), "--at", "0"}).code, 2);
  EXPECT_EQ(Run({"ledger", "export", PathOf("none"), "--at-least", "75%"}).code, 2);
}

TEST_F(LedgerTest, SaysSignerUnknownWithoutAPinnedKey) {
  ASSERT_EQ(Export("board.assay").code, 0);
  const Ran ran = Run({"ledger", "verify", PathOf("board.assay")});
  EXPECT_EQ(ran.code, 7);
  EXPECT_EQ(ran.out,
            "CONSISTENT  6 entries, root matches the checkpoint of 31 Mar 2014, statement recomputed: 1/3 NOT_MET, "
            "signer unknown\n");
}

TEST_F(LedgerTest, TakesTheContextsKeyAndNeedsNoServer) {
  ASSERT_EQ(Export("board.assay").code, 0);
  ASSERT_EQ(Run({"context", "create", "work", "-e", server_.endpoint(), "--key", key_}).code, 0);
  server_.Stop();
  const Ran ran = Run({"ledger", "verify", PathOf("board.assay")});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("OK  6 entries"));
}

TEST_F(LedgerTest, NamesWhatWasChangedInAPack) {
  ASSERT_EQ(Export("board.assay").code, 0);
  std::string bytes = ReadFile("board.assay");
  const size_t grade = bytes.find("inadequate", bytes.find("plan-2"));
  ASSERT_NE(grade, std::string::npos);
  bytes.replace(grade, 2, "XX");
  WriteFile("board.assay", bytes);
  const Ran ran = Verify("board.assay");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "assay: " + PathOf("board.assay") + ": entry 4 was changed after the checkpoint was signed\n");
  EXPECT_EQ(Run({"ledger", "verify", WriteFile("empty", "")}).code, 3);
  EXPECT_EQ(Run({"ledger", "verify", PathOf("nowhere")}).code, 2);
  EXPECT_EQ(Run({"ledger", "verify", folder_}).code, 2);
}

TEST_F(LedgerTest, TakesABrokenStreamUpWhereItBroke) {
  server_.ledger.leaves_before_break = 2;
  EXPECT_EQ(Export("board.assay").code, 0);
  EXPECT_EQ(Verify("board.assay").code, 0);
}

TEST_F(LedgerTest, LeavesNothingBehindWhereTheExportFails) {
  WriteFile("board.assay", "assay pack 1\nan earlier one");
  server_.ledger.leaves_held_back = 1;
  const Ran cut = Export("board.assay");
  EXPECT_EQ(cut.code, 3);
  EXPECT_THAT(cut.err, HasSubstr("ended the stream after entry 5 of 6"));
  server_.ledger.leaves_held_back = 0;
  server_.statement.set_audited_count(4);
  const Ran wrong = Run({"ledger", "export", PathOf("board.assay"), "--threshold", "adequate", "--at-least", "75%"});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("audited_count: 4 -> 3"));
  EXPECT_EQ(ReadFile("board.assay"), "assay pack 1\nan earlier one");
  EXPECT_FALSE(std::filesystem::exists(PathOf("board.assay.partial")));
}

TEST_F(LedgerTest, NamesTheRequestOfAnExportThatFails) {
  server_.ledger.watch_fault = grpc::Status(grpc::StatusCode::DATA_LOSS, "a tile is damaged");
  server_.ledger.request_id = "5f0c";
  const Ran ran = Export("board.assay");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.err,
            "assay: " + PathOf("board.assay") + ": a tile is damaged\n  the server's log has more, as request 5f0c\n");
}

TEST_F(LedgerTest, LeavesNothingBehindWhereTheExportIsInterrupted) {
  interrupted_ = true;
  const Ran ran = Export("board.assay");
  EXPECT_EQ(ran.code, 130);
  EXPECT_THAT(ran.err, HasSubstr("interrupted"));
  EXPECT_FALSE(std::filesystem::exists(PathOf("board.assay")));
  EXPECT_FALSE(std::filesystem::exists(PathOf("board.assay.partial")));
}

TEST_F(LedgerTest, RefusesAFormatThatItCannotWrite) {
  for (const char* format : {"json", "csv", "name"}) {
    const Ran ran = Run({"-o", format, "ledger", "export", PathOf("board.assay")});
    EXPECT_EQ(ran.code, 2) << format;
    EXPECT_THAT(ran.err, HasSubstr("answers in words"));
  }
  EXPECT_FALSE(std::filesystem::exists(PathOf("board.assay")));
}

TEST_F(LedgerTest, ReplacesAPackAndAnEmptyFileUnaskedAndNothingElse) {
  WriteFile("board.assay", "");
  EXPECT_EQ(Export("board.assay").code, 0);
  EXPECT_EQ(Export("board.assay").code, 0);
  WriteFile("minutes.txt", "assay pack");
  const Ran refused = Export("minutes.txt");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("minutes.txt is there, and is no evidence pack"));
  EXPECT_EQ(ReadFile("minutes.txt"), "assay pack");
  EXPECT_EQ(Run({"--yes", "ledger", "export", PathOf("minutes.txt")}).code, 0);
  EXPECT_EQ(Verify("minutes.txt").code, 0);
}

TEST_F(LedgerTest, KeepsAPackToItsOwner) {
  WriteFile("board.assay.partial", "left behind");
  std::filesystem::permissions(PathOf("board.assay.partial"), std::filesystem::perms::all);
  ASSERT_EQ(Export("board.assay").code, 0);
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(PathOf("board.assay")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(Verify("board.assay").code, 0);
}

}  // namespace
}  // namespace assay
