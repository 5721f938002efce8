// `assay audit import`, from a file to what a person reads.

#include <sys/stat.h>

#include <thread>

#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kMarchMap[] = "Audit no=audit_id,Child=case_ref,Type=practice_area,Date=audit_date,Judgement=grade";

class ImportTest : public CliTest {
 protected:
  // A well-formed row for audit `id`.
  static std::string Row(const std::string& id, const std::string& grade = "good") {
    return id + ",SYN-" + id + ",assessment,2014-03-05," + grade + "\n";
  }

  static std::string File(int rows) {
    std::string text = "audit_id,case_ref,practice_area,audit_date,grade\n";
    for (int i = 1; i <= rows; ++i) text += Row("plan-" + std::to_string(i));
    return text;
  }

  Ran Import(const std::string& content, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"audit", "import", WriteFile("march.csv", content), "--scale", "ofsted-2013"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  const v1::Audit& Recorded(const std::string& id) { return server_.audits["authorities/somerset/audits/" + id]; }
};

TEST_F(ImportTest, ReportsWhatWasAddedAlreadyThereAndRefused) {
  const std::string header = "Audit no,Child,Type,Date,Judgement\n";
  ASSERT_EQ(Import(header + Row("plan-3"), {"--map", kMarchMap}).code, 0);
  std::string march = header;
  for (int i = 1; i <= 14; ++i) march += Row("plan-" + std::to_string(i), i == 8 ? "Requires improvement" : "Good");
  const std::string rejects = PathOf("march-rejects.csv");
  const Ran ran = Import(march, {"--map", kMarchMap, "--rejects", rejects});
  EXPECT_EQ(ran.code, 6);
  EXPECT_EQ(ran.out, "14 rows: 12 added, 1 already there, 1 refused (" + rejects +
                         ")\n"
                         "  line 9  Judgement  \"Requires improvement\" is not on scale ofsted-2013@1; see crosswalks"
                         "  [GRADE_NOT_ON_SCALE]\n"
                         "revision 13\n");
  EXPECT_EQ(ran.err, "");
}

TEST_F(ImportTest, NamesTheRequestWhereOnlyTheLogOfTheServerSaysMore) {
  server_.faults.stream = grpc::Status(grpc::StatusCode::INTERNAL, "broken");
  server_.request_id = "5f0c";
  const Ran ran = Import(File(3));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("assay: broken\n  the server's log has more, as request 5f0c\n"));
}

TEST_F(ImportTest, LeavesOutWhatIsZeroAndWhenQuietTheRevision) {
  EXPECT_EQ(Import(File(453)).out, "453 rows: 453 added, 0 refused\nrevision 453\n");
  EXPECT_EQ(Import(File(453), {"-q"}).out, "453 rows: 0 added, 453 already there, 0 refused\n");
}

TEST_F(ImportTest, SendsEveryFieldWhereItBelongs) {
  const Ran ran = Import(
      "audit_id,case_ref,practice_area,audit_type,audit_date,grade,ungraded_reason,practice_period_first_day,"
      "practice_period_last_day,team,auditor,sampling_method,action_owner,action_due_date,no_action_reason,narrative,"
      "notes\n"
      "plan-1,SYN-1,Child Protection/Plan,Dip sample,2014-01-15,,No file access,2013-01-01,2013-12-31,Team North,qa-7,"
      "Self selected,sw-1,2014-02-01,Not published,\" Two\nlines \",\"Notes, more\"\n");
  EXPECT_EQ(ran.code, 0) << ran.out;
  const v1::Audit& audit = Recorded("plan-1");
  EXPECT_EQ(audit.practice_area(), "child-protection-plan");
  EXPECT_EQ(audit.audit_type(), v1::AUDIT_TYPE_DIP_SAMPLE);
  EXPECT_EQ(audit.audit_date(), "2014-01-15");
  EXPECT_EQ(audit.scale(), "ofsted-2013");
  EXPECT_EQ(audit.ungraded_reason(), "no-file-access");
  EXPECT_EQ(audit.practice_period().first_day(), "2013-01-01");
  EXPECT_EQ(audit.practice_period().last_day(), "2013-12-31");
  EXPECT_EQ(audit.team(), "Team North");
  EXPECT_EQ(audit.auditor(), "qa-7");
  EXPECT_EQ(audit.sampling_method(), v1::SAMPLING_METHOD_SELF_SELECTED);
  EXPECT_EQ(audit.actions(0).owner(), "sw-1");
  EXPECT_EQ(audit.actions(0).due_date(), "2014-02-01");
  EXPECT_EQ(audit.no_action_reason(), "not-published");
  EXPECT_EQ(audit.personal().case_ref(), "SYN-1");
  EXPECT_EQ(audit.personal().narrative(), " Two\nlines ");
  EXPECT_EQ(audit.personal().notes(), "Notes, more");
}

TEST_F(ImportTest, SetsWhatTheFileLacks) {
  const Ran ran = Import(File(2), {"--set", "sampling_method=Census", "--set", "team=North"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(Recorded("plan-2").sampling_method(), v1::SAMPLING_METHOD_CENSUS);
  EXPECT_EQ(Recorded("plan-2").team(), "North");
  EXPECT_THAT(Import(File(1), {"--set", "grade=good"}).err, HasSubstr("which a flag sets as well"));
  EXPECT_THAT(Import(File(1), {"--set", "case_ref=SYN-1"}).err, HasSubstr("each row's own"));
  EXPECT_THAT(Import(File(1), {"--set", "taem=North"}).err, HasSubstr("did you mean team?"));
  EXPECT_THAT(Import(File(1), {"--set", "sampling_method=sensus"}).err, HasSubstr("did you mean census?"));
  EXPECT_EQ(Import(File(1), {"--set", "nonsense"}).code, 2);
}

TEST_F(ImportTest, ImportsAHeaderWithACommaInIt) {
  const Ran ran = Import("Audit no,\"Child, by name\",Type,Date,Judgement\n" + Row("plan-1"),
                         {"--map", "Audit no=audit_id,Child, by name=case_ref,Type=practice_area", "--map",
                          "Date=audit_date,Judgement=grade"});
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST_F(ImportTest, NamesEveryMissingColumnAtOnce) {
  const std::string path = WriteFile("march.csv", "audit_id,audit_date\n1,2014-01-01\n");
  const Ran ran = Run({"audit", "import", path});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("missing: case_ref, practice_area, scale, grade or ungraded_reason."));
  EXPECT_TRUE(server_.batch_sizes.empty());
}

TEST_F(ImportTest, RefusesUnknownColumnsUnlessTheyAreIgnored) {
  const std::string text = "audit_id,case_ref,practice_area,audit_date,grade,Tean,Surprise\n" +
                           std::string("plan-1,SYN-1,assessment,2014-03-05,good,North,x\n");
  const Ran ran = Import(text);
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("unknown column \"Tean\"; did you mean team? Say --map \"Tean=team\" to import it, or "
                                 "--ignore \"Tean\" to leave it out\n"));
  EXPECT_THAT(ran.err, HasSubstr("unknown column \"Surprise\""));
  EXPECT_TRUE(server_.batch_sizes.empty());
  EXPECT_EQ(Import(text, {"--map", "Tean=team", "--ignore", "Surprise"}).code, 0);
  EXPECT_EQ(Recorded("plan-1").team(), "North");
}

TEST_F(ImportTest, RefusesContradictoryHeaders) {
  EXPECT_THAT(Import("audit_id,audit_id,case_ref,practice_area,audit_date,grade\n").err,
              HasSubstr("two columns are called \"audit_id\""));
  EXPECT_THAT(Import("audit_id,No,case_ref,practice_area,audit_date,grade\n", {"--map", "No=audit_id"}).err,
              HasSubstr("columns \"audit_id\" and \"No\" are both audit_id"));
  EXPECT_THAT(Import(File(1), {"--map", "Number=audit_id"}).err, HasSubstr("the file has no column \"Number\""));
  EXPECT_THAT(Import(File(1), {"--ignore", "Number"}).err, HasSubstr("the file has no column \"Number\""));
  EXPECT_THAT(Import(File(1), {"--map", "grade=graed"}).err, HasSubstr("did you mean grade?"));
  EXPECT_THAT(Import(File(1), {"--map", "grade"}).err, HasSubstr("is not HEADER=FIELD"));
}

TEST_F(ImportTest, RefusesOnlyTheRowsThatAreBad) {
  const Ran ran = Import("audit_id,case_ref,practice_area,audit_date,grade\n" + Row("plan-1") +
                         "plan-2,SYN-2,assessment,05/03/2014,good\n"
                         "plan-3,SYN-3,assessment,2014-03-05\n"
                         "plan-4,SYN-4,assessment,2014-03-05,good,extra\n"
                         "plan-5,SYN-\xFF,assessment,2014-03-05,good\n" +
                         std::string("plan-6,SYN-6,assess\0ment,2014-03-05,good\n", 41) +
                         "plan/7,SYN-7,assessment,2014-03-05,good\n"
                         "plan-8,,assessment,2014-03-05,???\n" +
                         Row("plan-9"));
  EXPECT_EQ(ran.code, 6);
  EXPECT_THAT(ran.out, StartsWith("9 rows: 2 added, 7 refused\n"));
  EXPECT_THAT(ran.out, HasSubstr("line 3  audit_date     \"05/03/2014\" is ambiguous: day or month first?"));
  EXPECT_THAT(ran.out, HasSubstr("has 4 cells where the header has 5  [BAD_FORMAT]"));
  EXPECT_THAT(ran.out, HasSubstr("has 6 cells where the header has 5  [BAD_FORMAT]"));
  EXPECT_THAT(ran.out, HasSubstr("line 6  case_ref       is not UTF-8 text  [BAD_TEXT]"));
  EXPECT_THAT(ran.out, HasSubstr("line 7  practice_area  is not UTF-8 text  [BAD_TEXT]"));
  EXPECT_THAT(ran.out, HasSubstr("line 8  audit_id       an audit id must match"));
  EXPECT_THAT(ran.out, HasSubstr("line 9  grade          \"???\" has neither letters nor digits"));
  EXPECT_EQ(server_.recorded.size(), 2u);
}

TEST_F(ImportTest, NamesTheFilesHeaderForTheServersViolations) {
  const Ran ran = Import(
      "Audit no,Child,Type,Date,Judgement\n1,,assessment,2014-03-05,good\n"
      "2,SYN-2,assessment,2099-01-01,good\n",
      {"--map", kMarchMap});
  EXPECT_THAT(ran.out, HasSubstr("line 2  Child  "));
  EXPECT_THAT(ran.out, HasSubstr("line 3  Date   2099-01-01 is in the future"));
}

TEST_F(ImportTest, NeverShowsAPersonalValue) {
  const std::string secret(200, 'S');
  const std::string rejects = PathOf("rejects.csv");
  const Ran ran = Import(
      "audit_id,case_ref,practice_area,audit_date,grade\n"
      "plan-1," +
          secret +
          ",assessment,2014-03-05,good\n"
          "plan-2,SECRET\x01,assessment,2014-03-05,good\n",
      {"--rejects", rejects});
  EXPECT_THAT(ran.out,
              AllOf(StartsWith("2 rows: 0 added, 2 refused"), Not(HasSubstr("SSSS")), Not(HasSubstr("SECRET"))));
}

TEST_F(ImportTest, ReadsOtherDatesWhenToldTheirForm) {
  const std::string text = "audit_id,case_ref,practice_area,audit_date,grade\nplan-1,SYN-1,assessment,5/3/2014,good\n";
  EXPECT_EQ(Import(text, {"--date-format", "dd/mm/yyyy"}).code, 0);
  EXPECT_EQ(Recorded("plan-1").audit_date(), "2014-03-05");
  EXPECT_EQ(Import(text, {"--date-format", "d/m/y"}).code, 2);
}

TEST_F(ImportTest, WritesRejectsThatCanBeMendedAndImportedAgain) {
  const std::string rejects = PathOf("rejects.csv");
  const Ran first = Import(
      "\xEF\xBB\xBF"
      "audit_id;case_ref;practice_area;audit_date;grade;notes\r\n"
      "plan-1;SYN-1;assessment;2014-03-05;good;fine\r\n"
      "plan-2;SYN-2;assessment;2014-03-05;Fair;\"a;\"\"b\"\"\n c\"\r\n",
      {"--rejects", rejects});
  EXPECT_EQ(first.code, 6) << first.err;
  struct stat about = {};
  ASSERT_EQ(::stat(rejects.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const std::string written = ReadFile("rejects.csv");
  EXPECT_THAT(written,
              StartsWith("\xEF\xBB\xBF"
                         "audit_id;case_ref;practice_area;audit_date;grade;notes;refused_field;"
                         "refused_reason;refused_why\n"
                         "plan-2;SYN-2;assessment;2014-03-05;Fair;\"a;\"\"b\"\"\n c\";grade;GRADE_NOT_ON_SCALE;"));
  std::string mended = written;
  mended.replace(mended.find("Fair"), 4, "Good");
  const std::string again = PathOf("again.csv");
  const Ran second = Import(mended, {"--rejects", again});
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(Recorded("plan-2").personal().notes(), "a;\"b\"\n c");
  EXPECT_FALSE(std::filesystem::exists(again));  // nothing was refused
}

TEST_F(ImportTest, ReplacesTheReasonsOfAnEarlierRound) {
  const std::string rejects = PathOf("rejects.csv");
  const Ran ran = Import(
      "audit_id,case_ref,practice_area,audit_date,grade,refused_field,refused_reason,refused_why\n"
      "plan-1,SYN-1,assessment,2014-03-05,Fair,old,OLD,old words\n",
      {"--rejects", rejects});
  EXPECT_EQ(ran.code, 6) << ran.err;
  const std::string written = ReadFile("rejects.csv");
  EXPECT_THAT(written, Not(HasSubstr("OLD")));
  EXPECT_EQ(std::count(written.begin(), written.begin() + static_cast<long>(written.find('\n')), ','), 7);
}

TEST_F(ImportTest, ATrialLeavesRejectsOfAnEarlierRoundAlone) {
  const std::string header = "audit_id,case_ref,practice_area,audit_date,grade\n";
  const std::string rejects = PathOf("rejects.csv");
  EXPECT_EQ(Import(header + "plan-1,SYN-1,assessment,2014-03-05,Fair\n", {"--rejects", rejects}).code, 6);
  const std::string written = ReadFile("rejects.csv");
  const std::string good = header + "plan-2,SYN-2,assessment,2014-03-05,good\n";
  EXPECT_EQ(Import(good, {"--rejects", rejects, "--dry-run"}).code, 0);
  EXPECT_EQ(ReadFile("rejects.csv"), written);
  EXPECT_EQ(Import(good, {"--rejects", rejects}).code, 0);
  EXPECT_FALSE(std::filesystem::exists(rejects));
}

TEST_F(ImportTest, OverwritesRejectsOfAnEarlierRoundUnaskedAndNothingElse) {
  const std::string row = "plan-1,SYN-1,assessment,2014-03-05,Fair\n";
  const std::string text = "audit_id,case_ref,practice_area,audit_date,grade\n" + row;
  const std::string rejects = PathOf("rejects.csv");
  for (int round = 0; round < 2; ++round) EXPECT_EQ(Import(text, {"--rejects", rejects}).code, 6);
  const std::string minutes = WriteFile("minutes.txt", "of the board");
  const Ran ran = Import(text, {"--rejects", minutes});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("minutes.txt is there, and is no file of refused rows"));
  EXPECT_EQ(ReadFile("minutes.txt"), "of the board");
  EXPECT_EQ(Import(text, {"--rejects", minutes, "--yes"}).code, 6);
  EXPECT_THAT(ReadFile("minutes.txt"), HasSubstr(row.substr(0, row.size() - 1)));
}

TEST_F(ImportTest, NeverOverwritesItsInputWithRejects) {
  const std::string path = WriteFile("march.csv", File(1));
  const Ran ran = Run({"audit", "import", path, "--scale", "ofsted-2013", "--rejects", folder_ + "/./march.csv"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("is the file being imported"));
  EXPECT_EQ(ReadFile("march.csv"), File(1));
}

TEST_F(ImportTest, RecordsNothingInADryRun) {
  const Ran ran = Import(File(3) + Row("bad", "Fair"), {"--dry-run"});
  EXPECT_EQ(ran.code, 6);
  EXPECT_THAT(ran.out, StartsWith("4 rows: 3 would be added, 1 refused\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("revision")));
  EXPECT_TRUE(server_.recorded.empty());
}

TEST_F(ImportTest, SendsNothingOfAFileThatIsBrokenFurtherDown) {
  const Ran ran = Import(File(2'000) + "plan-x,\"SYN,assessment,2014-03-05,good\n" + Row("plan-y"));
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("march.csv, line 2002: the quote that opens here is never closed"));
  EXPECT_EQ(ran.out, "");
  EXPECT_TRUE(server_.batch_sizes.empty());
}

TEST_F(ImportTest, SaysHowFarItCameWithABrokenStream) {
  const Ran ran = Run({"audit", "import", "-", "--scale", "ofsted-2013"}, File(700) + "plan-x,\"SYN,assessment\n");
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "700 rows acknowledged: 700 added, 0 refused\nrevision 700\n");
  EXPECT_THAT(ran.err, HasSubstr("standard input, line 702"));
  EXPECT_THAT(ran.err, HasSubstr("run the same command again"));
}

TEST_F(ImportTest, ReadsStandardInput) {
  EXPECT_EQ(Run({"audit", "import", "-", "--scale", "ofsted-2013"}, File(2)).out,
            "2 rows: 2 added, 0 refused\nrevision 2\n");
}

TEST_F(ImportTest, TakesAHeaderWithoutRowsAndRefusesLess) {
  const Ran ran = Import(File(0));
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "0 rows: 0 added, 0 refused\n");
  EXPECT_THAT(ran.err, HasSubstr("has a header and no rows"));
  EXPECT_EQ(Import("").code, 2);
  EXPECT_EQ(Run({"audit", "import", folder_}).code, 2);
  EXPECT_EQ(Run({"audit", "import", PathOf("missing.csv")}).code, 2);
}

TEST_F(ImportTest, ShowsTwentyRefusedRowsAndCountsTheRest) {
  std::string text = File(0);
  for (int i = 1; i <= 25; ++i) text += Row("plan-" + std::to_string(i), "Fair");
  const Ran ran = Import(text);
  EXPECT_THAT(ran.out, HasSubstr("  line 21  grade  "));
  EXPECT_THAT(ran.out, Not(HasSubstr("line 22")));
  EXPECT_THAT(ran.out, EndsWith("  … and 5 more\n"));
}

TEST_F(ImportTest, SendsBoundedBatches) {
  EXPECT_EQ(Import(File(1'201)).code, 0);
  EXPECT_EQ(server_.batch_sizes, (std::vector<int>{500, 500, 201}));
  EXPECT_EQ(server_.recorded.size(), 1'201u);
}

TEST_F(ImportTest, SendsLargeRowsInSmallerBatches) {
  std::string text = "audit_id,case_ref,practice_area,audit_date,grade,narrative\n";
  for (int i = 0; i < 150; ++i) {
    text += "plan-" + std::to_string(i) + ",SYN-1,assessment,2014-03-05,good," + std::string(30'000, 'n') + "\n";
  }
  EXPECT_EQ(Import(text).code, 0);
  EXPECT_EQ(server_.recorded.size(), 150u);
  for (const int size : server_.batch_sizes) EXPECT_LE(size, 36);
}

TEST_F(ImportTest, KeepsSeveralBatchesInFlight) {
  server_.faults.batches_before_answers = 4;  // would wait for ever for an importer that sends one at a time
  EXPECT_EQ(Import(File(4'000)).out, "4000 rows: 4000 added, 0 refused\nrevision 4000\n");
}

TEST_F(ImportTest, ReportsRefusalsInTheFilesOrderWhoeverRefuses) {
  std::string text = File(0);
  for (int i = 1; i <= 1'000; ++i) {
    const std::string id = "plan-" + std::to_string(i);
    text += i == 3 || i == 900 ? id + ",SYN,assessment,not a date,good\n" : Row(id, i % 450 == 2 ? "Fair" : "Good");
  }
  const std::string rejects = PathOf("rejects.csv");
  const Ran ran = Import(text, {"--rejects", rejects});
  EXPECT_THAT(ran.out, StartsWith("1000 rows: 995 added, 5 refused"));
  std::vector<size_t> at;
  for (const char* line : {"line 3 ", "line 4 ", "line 453 ", "line 901 ", "line 903 "})
    at.push_back(ran.out.find(line));
  EXPECT_THAT(at, ::testing::Each(::testing::Ne(std::string::npos)));
  EXPECT_TRUE(std::is_sorted(at.begin(), at.end())) << ran.out;
}

TEST_F(ImportTest, SendsAgainWhatWasNotAnsweredWhenTheConnectionIsLost) {
  server_.faults.lose_answer_after_batches = 2;
  const Ran ran = Import(File(1'500));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("1500 rows: "));
  EXPECT_THAT(ran.out, HasSubstr(" 0 refused\nrevision 1500\n"));
  EXPECT_EQ(server_.recorded.size(), 1'500u);
}

TEST_F(ImportTest, TriesRowsAgainThatTheServerHadNoRoomFor) {
  server_.faults.overloaded_items = 700;
  const Ran ran = Import(File(600));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("600 rows: "));
  EXPECT_THAT(ran.out, HasSubstr(", 0 refused\n"));
  EXPECT_EQ(server_.recorded.size(), 600u);
}

TEST_F(ImportTest, SurvivesARestartOfTheServer) {
  server_.faults.never_answer = true;
  std::thread restart([this] {
    server_.AwaitUnansweredBatch();
    server_.Stop();
    server_.faults.never_answer = false;
    server_.Start();
  });
  const Ran ran = Import(File(1'200));
  restart.join();
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "1200 rows: 1200 added, 0 refused\nrevision 1200\n");
}

TEST_F(ImportTest, StopsWhenInterruptedAndSaysHowToGoOn) {
  server_.faults.never_answer = true;
  std::thread interrupter([this] {
    server_.AwaitUnansweredBatch();
    interrupted_ = true;
  });
  const Ran ran = Import(File(5'000));
  interrupter.join();
  EXPECT_EQ(ran.code, 130);
  EXPECT_EQ(ran.out, "0 rows acknowledged: 0 added, 0 refused\n");
  EXPECT_THAT(ran.err, AllOf(HasSubstr("interrupted"), HasSubstr("run the same command again")));
}

TEST_F(ImportTest, StopsAtAnErrorThatTryingAgainCannotHelp) {
  const Ran ran = Import(File(3), {"-a", "nowhere"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("no such AUTHORITY"));
}

TEST_F(ImportTest, WritesNoProgressToWhatIsNoTerminal) { EXPECT_EQ(Import(File(1'200)).err, ""); }

TEST_F(ImportTest, RefusesToReportInAnotherFormat) { EXPECT_EQ(Import(File(1), {"-o", "json"}).code, 2); }

// A column that was taken for another holds a child's name or reference.
TEST_F(ImportTest, DoesNotShowWhatMayBeAChildsNameOrReference) {
  const Ran ran = Import(
      "audit_id,case_ref,practice_area,audit_date,grade\n"
      "a-1,SYN-1,assessment,Jane Syn,good\n"
      "a-2,SYN-1,assessment,SYN-77,good\n"
      "a-3,SYN-1,assessment,2014-01-15,SYN-88\n"
      "a-4,SYN-1,assessment,15.01.2014,good\n");
  EXPECT_EQ(ran.code, 6);
  EXPECT_THAT(ran.out + ran.err, testing::Not(testing::AnyOf(HasSubstr("Jane"), HasSubstr("SYN-"))));
  EXPECT_THAT(ran.out, HasSubstr("what stands there is not a date written YYYY-MM-DD"));
  EXPECT_THAT(ran.out, HasSubstr("what stands there is not on scale"));
  EXPECT_THAT(ran.out, HasSubstr("\"15.01.2014\""));
}

}  // namespace
}  // namespace assay
