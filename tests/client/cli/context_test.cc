// assay context, and what a context does to the settings.

#include "tests/client/cli/run_cli.h"
#include "tests/client/sample_ledger.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ContextTest : public CliTest {
 protected:
  ContextTest() {
    environment_.erase("ASSAY_ENDPOINT");
    environment_.erase("ASSAY_AUTHORITY");
  }

  std::string SettingsUsed(std::vector<std::string> flags = {}) {
    flags.insert(flags.end(), {"-v", "version"});
    const Ran ran = Run(flags);
    return ran.err;
  }

  const std::string key_ = FormatVerifierKey(SampleLedger().key());
  // As it is shown to people: name and id.
  const std::string short_key_ = key_.substr(0, key_.find('+') + 9);
};

TEST_F(ContextTest, KeepsContextsBesideTheOtherSettings) {
  WriteFile(".config/assay/config.toml", "timeout = 7\nauthority = \"devon\"\n");
  EXPECT_EQ(Run({"context", "create", "work", "--endpoint", "unix:/work", "-a", "somerset", "--key", key_}).out,
            "work, in use\n");
  EXPECT_EQ(Run({"context", "create", "home", "-e", "unix:/home"}).out, "home\n");
  EXPECT_THAT(SettingsUsed(), HasSubstr("endpoint unix:/work, context work, authority somerset"));
  EXPECT_THAT(SettingsUsed({"--context", "home"}), HasSubstr("endpoint unix:/home, context home, authority devon"));
  environment_["ASSAY_CONTEXT"] = "home";
  EXPECT_THAT(SettingsUsed(), HasSubstr("context home"));
  EXPECT_THAT(SettingsUsed({"--context", "work"}), HasSubstr("context work"));
  environment_.erase("ASSAY_CONTEXT");
  EXPECT_EQ(Run({"context", "use", "home"}).out, "home, in use\n");
  EXPECT_THAT(SettingsUsed(), HasSubstr("context home"));
  const std::string file = ReadFile(".config/assay/config.toml");
  EXPECT_THAT(file, HasSubstr("timeout = 7"));
  EXPECT_THAT(file, HasSubstr(key_));
}

TEST_F(ContextTest, PrefersFlagsAndTheEnvironmentToTheContext) {
  Run({"context", "create", "work", "-e", "unix:/work", "-a", "somerset"});
  EXPECT_THAT(SettingsUsed({"-a", "flag"}), HasSubstr("endpoint unix:/work, context work, authority flag"));
  environment_["ASSAY_ENDPOINT"] = "unix:/environment";
  EXPECT_THAT(SettingsUsed(), HasSubstr("endpoint unix:/environment"));
}

TEST_F(ContextTest, ListsWhatThereIs) {
  Run({"context", "create", "work", "-e", "unix:/work", "-a", "somerset", "--key", key_});
  Run({"context", "create", "home", "-e", "unix:/home"});
  EXPECT_EQ(Run({"context", "list", "-o", "name"}).out, "home\nwork\n");
  EXPECT_EQ(Run({"context", "list", "-o", "csv", "--no-headers"}).out,
            "home,,unix:/home,,\nwork,yes,unix:/work,somerset," + short_key_ + "\n");
  EXPECT_THAT(Run({"context", "list"}).out, HasSubstr("work     yes     unix:/work  somerset   " + short_key_));
}

TEST_F(ContextTest, TakesKeysFromAFile) {
  const std::string other = FormatVerifierKey(SampleLedger("somerset", "other").key());
  const std::string file = WriteFile("keys", key_ + "\r\n\n" + other + "\n");
  ASSERT_EQ(Run({"context", "create", "work", "-e", "unix:/work", "--key", file}).code, 0);
  EXPECT_THAT(ReadFile(".config/assay/config.toml"), HasSubstr(other));
  EXPECT_EQ(Run({"context", "create", "bad", "-e", "unix:/x", "--key", WriteFile("bad", "no key\n")}).code, 2);
  EXPECT_EQ(Run({"context", "create", "bad", "-e", "unix:/x", "--key", WriteFile("empty", "\n")}).code, 2);
  EXPECT_EQ(Run({"context", "create", "bad", "-e", "unix:/x", "--key", "sample+00000000+AAAA"}).code, 2);
}

TEST_F(ContextTest, ChangesOnlyWhatIsNamed) {
  Run({"context", "create", "work", "-e", "unix:/work", "-a", "somerset", "--key", key_});
  EXPECT_EQ(Run({"context", "set", "work", "-a", "devon"}).code, 0);
  EXPECT_THAT(SettingsUsed(), HasSubstr("endpoint unix:/work, context work, authority devon"));
  EXPECT_THAT(ReadFile(".config/assay/config.toml"), HasSubstr(key_));
  EXPECT_EQ(Run({"context", "set", "work"}).code, 2);
}

TEST_F(ContextTest, RefusesNamesThatAreTakenUnknownOrNoNames) {
  Run({"context", "create", "work", "-e", "unix:/work"});
  EXPECT_EQ(Run({"context", "create", "work", "-e", "unix:/other"}).code, 2);
  EXPECT_EQ(Run({"context", "create", "none"}).code, 2);
  EXPECT_EQ(Run({"context", "use", "nowhere"}).code, 1);
  EXPECT_EQ(Run({"context", "set", "nowhere", "-a", "devon"}).code, 1);
  for (const char* name : {"", "../x", ".x", "a/b", "a b"}) {
    EXPECT_EQ(Run({"context", "create", name, "-e", "unix:/x"}).code, 2) << name;
  }
  const Ran unknown = Run({"--context", "wrok", "health"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("there is no context \"wrok\""));
}

TEST_F(ContextTest, CreatesTheContextThatTheEnvironmentNamesAlready) {
  environment_["ASSAY_CONTEXT"] = "work";
  EXPECT_EQ(Run({"context", "create", "work", "-e", "unix:/work"}).code, 0);
  EXPECT_EQ(SettingsUsed().find("there is no context"), std::string::npos);
}

TEST_F(ContextTest, RefusesAFileWithWhatItDoesNotKnow) {
  const auto error_of = [this](const std::string& text) {
    WriteFile(".config/assay/config.toml", text);
    const Ran ran = Run({"context", "list"});
    EXPECT_EQ(ran.code, 2) << text;
    return ran.err;
  };
  EXPECT_THAT(error_of("[contexts.work]\nendpiont = \"x\"\n"), HasSubstr("unknown key \"contexts.work.endpiont\""));
  EXPECT_THAT(error_of("[contexts.work]\nkeys = \"x\"\n"), HasSubstr("\"contexts.work.keys\" has the wrong type"));
  EXPECT_THAT(error_of("[contexts.\"../x\"]\n"), HasSubstr("cannot be the name of a context"));
  EXPECT_THAT(error_of("contexts = 3\n"), HasSubstr("wrong type"));
  EXPECT_THAT(error_of("current = 3\n"), HasSubstr("wrong type"));
  EXPECT_THAT(error_of("curent = \"work\"\n"), HasSubstr("did you mean current?"));
}

TEST_F(ContextTest, KeepsItsFileToItsOwner) {
  Run({"context", "create", "work", "-e", "unix:/work"});
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(PathOf(".config/assay/config.toml")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(PathOf(".config/assay")), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace assay
