#include "client/cli/cli.h"

#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class UsageTest : public CliTest {};

TEST_F(UsageTest, SuggestsTheNearestCommandAndFlag) {
  const Ran noun = Run({"audti", "list"});
  EXPECT_EQ(noun.code, 2);
  EXPECT_THAT(noun.err, StartsWith("assay: unknown command \"audti\"; did you mean audit?\n"));
  EXPECT_THAT(Run({"audit", "lst"}).err, HasSubstr("did you mean list?"));
  const Ran flag = Run({"statement", "get", "--treshold", "good", "--at-least", "75%"});
  EXPECT_EQ(flag.code, 2);
  EXPECT_THAT(flag.err, HasSubstr("unknown flag --treshold; did you mean --threshold?"));
  EXPECT_THAT(Run({"health", "--endpiont=x"}).err, HasSubstr("did you mean --endpoint?"));
  EXPECT_EQ(flag.out, "");
  EXPECT_EQ(server_.calls, 0);
}

TEST_F(UsageTest, ExitsTwoForEveryKindOfMisuse) {
  const std::vector<std::vector<std::string>> misuses = {
      {},
      {"audit"},
      {"audit", "get"},
      {"audit", "get", "a", "b"},
      {"audit", "list", "--limit", "many"},
      {"audit", "list", "--limit", "0"},
      {"audit", "list", "--limit"},
      {"audit", "list", "--from", "1 Jan"},
      {"statement", "get", "--at-least", "75%"},
      {"statement", "get", "--threshold", "good"},
      {"statement", "get", "--threshold", "good", "--at-least", "75"},
      {"statement", "get", "--threshold", "good", "--at-least", "75%", "--at-most", "10%"},
      {"statement", "get", "--threshold", "good", "--at-least", "75%", "--rolling", "6", "--from", "2014-01-01"},
      {"statement", "get", "--threshold", "good", "--at-least", "75%", "--rolling", "0"},
      {"statement", "explain", "--threshold", "good", "--at-least", "75%", "--bucket", "left"},
      {"-q", "-v", "health"},
      {"-o", "yaml", "health"},
      {"-e", "example.org:1", "health"},
  };
  for (const auto& misuse : misuses) {
    const Ran ran = Run(misuse);
    EXPECT_EQ(ran.code, 2) << ::testing::PrintToString(misuse);
    EXPECT_EQ(ran.out, "") << ::testing::PrintToString(misuse);
    EXPECT_NE(ran.err, "") << ::testing::PrintToString(misuse);
  }
}

TEST_F(UsageTest, ShowsExamplesFirstInHelp) {
  const Ran help = Run({"statement", "get", "--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.err, "");
  EXPECT_LT(help.out.find("Examples:"), help.out.find("Usage:"));
  EXPECT_LT(help.out.find("Usage:"), help.out.find("--threshold GRADE"));
  EXPECT_EQ(Run({"--help"}).code, 0);
}

TEST_F(UsageTest, TakesGlobalFlagsAnywhere) {
  environment_.erase("ASSAY_ENDPOINT");
  EXPECT_EQ(Run({"-e", server_.endpoint(), "health"}).code, 0);
  EXPECT_EQ(Run({"health", "-e", server_.endpoint()}).code, 0);
  EXPECT_EQ(Run({"authority", "-e", server_.endpoint(), "list", "-o", "name"}).out, "somerset\n");
}

TEST_F(UsageTest, TakesACommandsNameAsAnId) {
  EXPECT_EQ(Run({"audit", "get", "list"}).code, 1);
  EXPECT_EQ(server_.get_asked.name(), "authorities/somerset/audits/list");
}

TEST_F(UsageTest, PrintsItsVersion) {
  EXPECT_EQ(Run({"version"}).out, "assay " ASSAY_VERSION "\n");
  EXPECT_EQ(Run({"--version"}).out, "assay " ASSAY_VERSION "\n");
}

TEST_F(UsageTest, SaysOnRequestWhichSettingsItUses) {
  EXPECT_THAT(Run({"-v", "health"}).err, HasSubstr("endpoint " + server_.endpoint() + ", authority somerset"));
}

TEST_F(UsageTest, NeedsAnAuthorityForAudits) {
  environment_.erase("ASSAY_AUTHORITY");
  const Ran ran = Run({"audit", "list"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("which authority?"));
}

class ErrorTest : public CliTest {
 protected:
  Ran Fail(grpc::StatusCode code) {
    server_.faults.unary.assign(10, FakeError(code, "SOME_REASON", "said so"));
    const Ran ran = Run({"authority", "get", "somerset"});
    server_.faults.unary.clear();
    return ran;
  }
};

TEST_F(ErrorTest, ExitsByTheKindOfError) {
  EXPECT_EQ(Fail(grpc::StatusCode::NOT_FOUND).code, 1);
  EXPECT_EQ(Fail(grpc::StatusCode::INTERNAL).code, 1);
  EXPECT_EQ(Fail(grpc::StatusCode::INVALID_ARGUMENT).code, 2);
  EXPECT_EQ(Fail(grpc::StatusCode::ALREADY_EXISTS).code, 2);
  EXPECT_EQ(Fail(grpc::StatusCode::FAILED_PRECONDITION).code, 2);
  EXPECT_EQ(Fail(grpc::StatusCode::OUT_OF_RANGE).code, 2);
  EXPECT_EQ(Fail(grpc::StatusCode::PERMISSION_DENIED).code, 4);
  EXPECT_EQ(Fail(grpc::StatusCode::UNAUTHENTICATED).code, 4);
  EXPECT_EQ(Fail(grpc::StatusCode::RESOURCE_EXHAUSTED).code, 5);
  EXPECT_EQ(Fail(grpc::StatusCode::UNAVAILABLE).code, 5);
  EXPECT_EQ(Fail(grpc::StatusCode::DEADLINE_EXCEEDED).code, 5);
}

TEST_F(ErrorTest, PrintsTheMessageAndEveryViolation) {
  server_.faults.unary = {FakeError(grpc::StatusCode::INVALID_ARGUMENT, "BAD_DATE", "audit_date: no date",
                                    "audit.audit_date", "2014-02-30 is not a date")};
  const Ran ran = Run({"authority", "get", "somerset"});
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, "assay: audit_date: no date\n  audit.audit_date  2014-02-30 is not a date  [BAD_DATE]\n");
}

TEST_F(ErrorTest, SaysOnceWhatMessageAndViolationBothSay) {
  for (const std::string message : {"is not a date", "audit_date: is not a date", "audit.audit_date: is not a date"}) {
    server_.faults.unary = {
        FakeError(grpc::StatusCode::INVALID_ARGUMENT, "BAD_DATE", message, "audit.audit_date", "is not a date")};
    EXPECT_EQ(Run({"authority", "get", "somerset"}).err, "assay: audit.audit_date: is not a date  [BAD_DATE]\n");
  }
}

TEST_F(ErrorTest, KeepsAMessageThatSaysMoreThanItsViolation) {
  for (const std::string message : {"date: is not a date", "this is not a date", "audit_date:is not a date"}) {
    server_.faults.unary = {
        FakeError(grpc::StatusCode::INVALID_ARGUMENT, "BAD_DATE", message, "audit.audit_date", "is not a date")};
    EXPECT_EQ(Run({"authority", "get", "somerset"}).err,
              "assay: " + message + "\n  audit.audit_date  is not a date  [BAD_DATE]\n");
  }
}

TEST_F(ErrorTest, StripsControlCharactersFromWhatTheServerSays) {
  server_.faults.unary = {grpc::Status(grpc::StatusCode::INTERNAL, "a\033[2Jb")};
  EXPECT_EQ(Run({"authority", "get", "somerset"}).err, "assay: a[2Jb\n");
}

TEST_F(ErrorTest, NamesTheRequestWhereOnlyTheLogOfTheServerSaysMore) {
  server_.request_id = "5f0c";
  server_.faults.unary = {grpc::Status(grpc::StatusCode::INTERNAL, "broken")};
  EXPECT_EQ(Run({"authority", "get", "somerset"}).err, "assay: broken\n  the server's log has more, as request 5f0c\n");
  server_.faults.unary = {grpc::Status(grpc::StatusCode::NOT_FOUND, "gone")};
  EXPECT_EQ(Run({"authority", "get", "somerset"}).err, "assay: gone\n");
}

TEST_F(ErrorTest, ExitsFiveWhereNobodyListens) {
  server_.Stop();
  const Ran ran = Run({"health"});
  EXPECT_EQ(ran.code, 5);
  EXPECT_THAT(ran.err, HasSubstr("no server answers at " + server_.endpoint()));
}

TEST_F(ErrorTest, TellsServingFromNotServing) {
  EXPECT_EQ(Run({"health"}).out, "SERVING\n");
  server_.SetServing(false);
  const Ran ran = Run({"health"});
  EXPECT_EQ(ran.out, "NOT_SERVING\n");
  EXPECT_EQ(ran.code, 5);
}

class RegistryTest : public CliTest {};

TEST_F(RegistryTest, CreatesAnAuthorityWithItsCodes) {
  const Ran ran = Run({"authority", "create", "devon", "--title", "Devon", "--code", "gss=E10000008", "--code",
                       "odd=a:b:2001-01-01..2002-02-02", "--code", "gss=E2:2023-04-01.."});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "authority  devon\n"
            "title      Devon\n"
            "codes      gss=E10000008 odd=a:b:2001-01-01..2002-02-02 gss=E2:2023-04-01..\n");
  const v1::Authority& authority = server_.authorities["authorities/devon"];
  ASSERT_EQ(authority.codes_size(), 3);
  EXPECT_EQ(authority.codes(1).value(), "a:b");
  EXPECT_EQ(authority.codes(1).valid_to(), "2002-02-02");
  EXPECT_EQ(authority.codes(2).valid_from(), "2023-04-01");
  EXPECT_EQ(Run({"authority", "create", "x", "--title", "X", "--code", "E1"}).code, 2);
}

TEST_F(RegistryTest, ListsEveryPage) {
  for (int i = 0; i < 1'500; ++i) {
    const std::string name = "authorities/a" + std::to_string(i);
    server_.authorities[name].set_name(name);
  }
  const Ran ran = Run({"authority", "list", "-o", "name"});
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1'501);
  EXPECT_EQ(server_.calls, 2);
}

TEST_F(RegistryTest, CreatesAScaleWhoseInadequateRequiresAction) {
  const Ran ran = Run({"scale", "create", "ofsted-2014", "--title", "Ofsted from 2014", "--grades",
                       "inadequate,requires-improvement=Requires improvement,good", "-o", "csv"});
  EXPECT_EQ(ran.out,
            "scale,title,grades,requires-action\n"
            "ofsted-2014@1,Ofsted from 2014,inadequate < requires-improvement < good,inadequate\n")
      << ran.err;
  EXPECT_EQ(server_.scale_asked.scale().grades(1).label(), "Requires improvement");
}

TEST_F(RegistryTest, TakesAnotherVersionAndOtherGradesThatRequireAction) {
  const Ran ran =
      Run({"scale", "create", "s@2", "--title", "S", "--grades", "inadequate,fair,good", "--requires-action", "fair"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(server_.scale_asked.scale().name(), "scales/s@2");
  EXPECT_FALSE(server_.scale_asked.scale().grades(0).requires_action());
  EXPECT_TRUE(server_.scale_asked.scale().grades(1).requires_action());
  const Ran wrong = Run({"scale", "create", "s", "--title", "S", "--grades", "poor,fair", "--requires-action", "fare"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean fair?"));
}

TEST_F(RegistryTest, ReadsThePastOnRequest) {
  EXPECT_EQ(Run({"authority", "get", "somerset", "--at", "1"}).err, "revision 1\n");
  EXPECT_EQ(server_.authority_asked.read_at().revision(), 1u);
  EXPECT_EQ(Run({"authority", "list", "--at", "2014-05-21T12:00:00Z"}).code, 0);
  EXPECT_EQ(server_.authorities_asked.read_at().time().seconds(), 1'400'673'600);
  EXPECT_EQ(Run({"scale", "get", "ofsted-2013@1", "--at", "5"}).err, "registry revision 7\n");
  EXPECT_EQ(server_.scale_get_asked.read_at().revision(), 5u);
  EXPECT_EQ(Run({"scale", "list", "--at", "6"}).err, "registry revision 7\n");
  EXPECT_EQ(server_.scales_asked.read_at().revision(), 6u);
  EXPECT_EQ(Run({"-q", "scale", "list"}).err, "");
  EXPECT_FALSE(server_.scales_asked.read_at().has_revision());
}

TEST_F(RegistryTest, RefusesAPastThatIsNoneBeforeItIsSent) {
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"authority", "get", "somerset"}, {"authority", "list"}, {"scale", "get", "s"}, {"scale", "list"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--at", "yesterday"});
    EXPECT_EQ(Run(arguments).code, 2);
  }
  EXPECT_EQ(server_.calls, 0);
}

class AuditTest : public CliTest {
 protected:
  std::vector<std::string> Submit(const std::string& id, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"audit",        "submit",     id,        "--practice-area", "assessment",
                                          "--audit-date", "2014-01-15", "--scale", "ofsted-2013"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(AuditTest, SubmitsFromFlagsWithThePersonalPartFromFiles) {
  const std::string notes = WriteFile("notes.txt", "line one\nline two\n");
  const Ran ran = Run(Submit("plan-1", {"--grade", "good", "--case-ref-file", "-", "--notes-file", notes, "--action",
                                        "qa-1:2014-02-01", "--sampling", "census", "--practice-period",
                                        "2013-01-01..2013-12-31", "--audit-type", "planned"}),
                      "SYN-1\r\n");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "plan-1 revision 1\n");
  const v1::Audit& audit = server_.audits["authorities/somerset/audits/plan-1"];
  EXPECT_EQ(audit.personal().case_ref(), "SYN-1");
  EXPECT_EQ(audit.personal().notes(), "line one\nline two\n");
  EXPECT_EQ(audit.actions(0).owner(), "qa-1");
  EXPECT_EQ(audit.practice_period().last_day(), "2013-12-31");
  EXPECT_EQ(audit.sampling_method(), v1::SAMPLING_METHOD_CENSUS);
  EXPECT_EQ(audit.audit_type(), v1::AUDIT_TYPE_PLANNED);
}

TEST_F(AuditTest, SaysWhatWasAlreadyThere) {
  const auto arguments = Submit("plan-1", {"--grade", "good", "--case-ref", "SYN-1"});
  EXPECT_EQ(Run(arguments).out, "plan-1 revision 1\n");
  EXPECT_EQ(Run(arguments).out, "plan-1 revision 1, already there\n");
  EXPECT_EQ(Run(Submit("plan-1", {"--grade", "adequate", "--case-ref", "SYN-1"})).code, 2);
}

TEST_F(AuditTest, PrintsARefusalWithItsField) {
  const Ran ran = Run(Submit("plan-1", {"--grade", "goood", "--case-ref", "SYN-1"}));
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("assay: audit.grade: grade 'goood' is not on scale ofsted-2013@1"));
  EXPECT_THAT(ran.err, HasSubstr("[GRADE_NOT_ON_SCALE]"));
}

TEST_F(AuditTest, SubmitsFromJson) {
  const std::string json = R"({"practiceArea": "assessment", "auditDate": "2014-01-15", "scale": "ofsted-2013@1",
                               "grade": "good", "personal": {"caseRef": "SYN-1"}})";
  EXPECT_EQ(Run({"audit", "submit", "plan-1", "--json", "-"}, json).out, "plan-1 revision 1\n");
  EXPECT_EQ(Run({"audit", "submit", "--json", "-"}, json).code, 2);  // no id anywhere
  const std::string named = R"({"name": "authorities/somerset/audits/plan-2", "practiceArea": "assessment",
                                "auditDate": "2014-01-15", "scale": "ofsted-2013@1", "grade": "good",
                                "personal": {"caseRef": "SYN-1"}})";
  EXPECT_EQ(Run({"audit", "submit", "--json", WriteFile("plan-2.json", named)}).out, "plan-2 revision 2\n");
  EXPECT_EQ(Run({"audit", "submit", "plan-3", "--json", "-"}, named).code, 2);
  EXPECT_EQ(Run({"audit", "submit", "-a", "devon", "--json", "-"}, named).code, 2);
}

TEST_F(AuditTest, RefusesBadJsonBeforeItIsSent) {
  const Ran ran = Run({"audit", "submit", "plan-1", "--json", "-"}, R"({"grade": "good", "grade": "good"})");
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err, "assay: standard input: grade: is there twice\n");
  EXPECT_EQ(server_.calls, 0);
}

TEST_F(AuditTest, ShowsThePersonalPartOnRequestOnly) {
  Run(Submit("plan-1", {"--grade", "good", "--case-ref", "SYN-1"}));
  EXPECT_THAT(Run({"audit", "get", "plan-1"}).out, Not(HasSubstr("SYN-1")));
  EXPECT_EQ(server_.get_asked.view(), v1::AUDIT_VIEW_PUBLIC);
  EXPECT_THAT(Run({"audit", "get", "plan-1", "--personal"}).out, HasSubstr("case_ref  SYN-1"));
  EXPECT_THAT(Run({"audit", "get", "plan-1", "--personal", "-o", "json"}).out, HasSubstr("\"caseRef\": \"SYN-1\""));
  server_.audits.begin()->second.clear_personal();
  const Ran erased = Run({"audit", "get", "plan-1", "--personal"});
  EXPECT_EQ(erased.err, "the personal part is erased\n");
  EXPECT_THAT(erased.out, Not(HasSubstr("case_ref")));
  EXPECT_EQ(Run({"audit", "get", "plan-1"}).err, "");
}

TEST_F(AuditTest, PassesEveryFilterOn) {
  const Ran ran = Run({"audit",         "list",       "--from",          "2014-01-01",
                       "--to",          "2014-03-31", "--recorded-from", "2014-04-01",
                       "--recorded-to", "2014-04-02", "--practice-area", "assessment",
                       "--team",        "North",      "--grade",         "good",
                       "--case-number", "7",          "--case-ref-file", WriteFile("ref", "SYN-1\n"),
                       "--at",          "5"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const v1::AuditFilter& filter = server_.list_asked.filter();
  EXPECT_EQ(filter.first_audit_date(), "2014-01-01");
  EXPECT_EQ(filter.last_audit_date(), "2014-03-31");
  EXPECT_EQ(filter.first_recorded_date(), "2014-04-01");
  EXPECT_EQ(filter.last_recorded_date(), "2014-04-02");
  EXPECT_EQ(filter.practice_area(), "assessment");
  EXPECT_EQ(filter.team(), "North");
  EXPECT_EQ(filter.grade(), "good");
  EXPECT_EQ(filter.case_number(), 7u);
  EXPECT_EQ(filter.case_ref(), "SYN-1");
  EXPECT_EQ(server_.list_asked.read_at().revision(), 5u);
  Run({"audit", "list", "--ungraded"});
  EXPECT_TRUE(server_.list_asked.filter().ungraded_only());
}

TEST_F(AuditTest, ListsAcrossPagesUpToTheLimit) {
  server_.recorded.resize(2'500);
  EXPECT_EQ(server_.recorded.size(), 2'500u);
  Ran ran = Run({"audit", "list", "--no-headers"});
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 2'500);
  EXPECT_EQ(ran.err, "2500 audits at revision 2500\n");
  ran = Run({"audit", "list", "--no-headers", "--limit", "1500", "-q"});
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1'500);
  EXPECT_EQ(ran.err, "");
}

TEST_F(AuditTest, ExportsCsvUnlessAskedForJson) {
  Run(Submit("plan-1", {"--grade", "good", "--case-ref", "SYN-1", "--sampling", "census"}));
  const Ran csv = Run({"audit", "export"});
  EXPECT_THAT(csv.out, StartsWith("audit_id,practice_area,"));
  EXPECT_THAT(csv.out, HasSubstr("\nplan-1,assessment,,2014-01-15,ofsted-2013,good,,,,,,census,,,,1,,"));
  EXPECT_THAT(csv.out, Not(HasSubstr("SYN-1")));
  EXPECT_THAT(Run({"audit", "export", "-o", "jsonl"}).out, HasSubstr("\"samplingMethod\":\"SAMPLING_METHOD_CENSUS\""));
  EXPECT_EQ(Run({"audit", "export", "-o", "table"}).code, 2);
  environment_["ASSAY_OUTPUT"] = "table";  // a preference, not a request
  EXPECT_EQ(Run({"audit", "export"}).out, csv.out);
}

// What a script makes of a variable that it has not set.
TEST_F(UsageTest, RefusesAFlagThatIsGivenAndEmpty) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"statement", "get", "--threshold", "adequate", "--at-least", "75%", "--on", ""},
           {"audit", "list", "--from", ""},
           {"audit", "list", "--at", ""}}) {
    const Ran ran = Run(arguments);
    EXPECT_EQ(ran.code, 2) << arguments.back();
    EXPECT_THAT(ran.err, HasSubstr("is given, and empty"));
    EXPECT_EQ(ran.out, "");
  }
}

}  // namespace
}  // namespace assay
