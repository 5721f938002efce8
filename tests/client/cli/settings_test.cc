#include "client/cli/settings.h"

#include <sstream>

#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::HasSubstr;

class SettingsTest : public CliTest {
 protected:
  SettingsTest() { environment_ = {{"HOME", folder_}}; }

  absl::StatusOr<Settings> Resolve(const GlobalFlags& flags = {}) {
    return ResolveSettings(flags, {.out = sink_,
                                   .err = sink_,
                                   .out_is_terminal = terminal_,
                                   .environment = [this](const std::string& name) -> std::optional<std::string> {
                                     const auto found = environment_.find(name);
                                     return found == environment_.end() ? std::nullopt : std::optional(found->second);
                                   }});
  }

  std::string ErrorOf(const absl::StatusOr<Settings>& settings) {
    EXPECT_EQ(settings.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(settings.status().message());
  }

  std::ostringstream sink_;
  bool terminal_ = false;
};

TEST_F(SettingsTest, HaveDefaults) {
  const auto settings = Resolve();
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->endpoint, "127.0.0.1:7171");
  EXPECT_EQ(settings->authority, "");
  EXPECT_EQ(settings->timeout, absl::Seconds(30));
  EXPECT_EQ(settings->format, Format::kTable);
}

TEST_F(SettingsTest, PreferTheFlagToTheEnvironmentToTheFile) {
  WriteFile(".config/assay/config.toml", "endpoint = \"unix:/file\"\nauthority = \"file\"\ntimeout = 5\n");
  environment_["ASSAY_ENDPOINT"] = "unix:/environment";
  environment_["ASSAY_AUTHORITY"] = "environment";
  const auto settings = Resolve({.endpoint = "unix:/flag"});
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->endpoint, "unix:/flag");
  EXPECT_EQ(settings->authority, "environment");
  EXPECT_EQ(settings->timeout, absl::Seconds(5));
}

TEST_F(SettingsTest, FindTheFileByTheEnvironment) {
  WriteFile("xdg/assay/config.toml", "authority = \"xdg\"\n");
  WriteFile(".config/assay/config.toml", "authority = \"home\"\n");
  const std::string named = WriteFile("named.toml", "authority = \"named\"\ntimeout = 2.5\noutput = \"jsonl\"\n");
  EXPECT_EQ(Resolve()->authority, "home");
  environment_["XDG_CONFIG_HOME"] = PathOf("xdg");
  EXPECT_EQ(Resolve()->authority, "xdg");
  environment_["ASSAY_CONFIG"] = named;
  const auto settings = Resolve();
  EXPECT_EQ(settings->authority, "named");
  EXPECT_EQ(settings->timeout, absl::Milliseconds(2500));
  EXPECT_EQ(settings->format, Format::kJsonl);
  EXPECT_FALSE(settings->format_asked.has_value());
}

TEST_F(SettingsTest, RefuseANamedFileThatIsMissing) {
  environment_["ASSAY_CONFIG"] = PathOf("missing.toml");
  EXPECT_THAT(ErrorOf(Resolve()), HasSubstr("missing.toml: cannot be read"));
}

TEST_F(SettingsTest, RefuseAnUnknownKeyWithItsNearest) {
  environment_["ASSAY_CONFIG"] = WriteFile("c.toml", "endpont = \"unix:/x\"\n");
  EXPECT_THAT(ErrorOf(Resolve()), HasSubstr("unknown key \"endpont\"; did you mean endpoint?"));
}

TEST_F(SettingsTest, RefuseWhatIsNoTomlAndNameTheLine) {
  environment_["ASSAY_CONFIG"] = WriteFile("c.toml", "authority = \"a\"\nendpoint = unquoted\n");
  EXPECT_THAT(ErrorOf(Resolve()), HasSubstr("c.toml: line 2: "));
}

TEST_F(SettingsTest, RefuseAValueOfAnotherType) {
  environment_["ASSAY_CONFIG"] = WriteFile("c.toml", "authority = 5\n");
  EXPECT_THAT(ErrorOf(Resolve()), HasSubstr("\"authority\" has the wrong type"));
}

TEST_F(SettingsTest, NameTheSourceOfABadValue) {
  EXPECT_THAT(ErrorOf(Resolve({.timeout = "0"})), HasSubstr("--timeout: \"0\""));
  EXPECT_THAT(ErrorOf(Resolve({.timeout = "nan"})), HasSubstr("--timeout"));
  EXPECT_THAT(ErrorOf(Resolve({.color = "pink"})), HasSubstr("--color: \"pink\""));
  environment_["ASSAY_CONFIG"] = WriteFile("c.toml", "output = \"yaml\"\n");
  EXPECT_THAT(ErrorOf(Resolve()), HasSubstr("c.toml: output: \"yaml\" is not one of"));
}

TEST_F(SettingsTest, NameTheFilesOfCredentials) {
  environment_["ASSAY_CONFIG"] =
      WriteFile("c.toml", "cacert = \"file.pem\"\ntoken-file = \"file.token\"\nkey = \"file.key\"\n");
  environment_["ASSAY_TOKEN_FILE"] = "variable.token";
  const auto settings = Resolve({.endpoint = "tls://far:7171", .certificate = "flag.pem", .key = "flag.key"});
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->files.ca, "file.pem");
  EXPECT_EQ(settings->files.certificate, "flag.pem");
  EXPECT_EQ(settings->files.key, "flag.key");
  EXPECT_EQ(settings->files.token, "variable.token");
  // Those of the file are for an endpoint of TLS.
  const auto near = Resolve({.endpoint = "127.0.0.1:7171"});
  EXPECT_EQ(near->files.ca, "");
  EXPECT_EQ(near->files.token, "variable.token");
}

TEST_F(SettingsTest, ColourOnATerminalUnlessToldOtherwise) {
  EXPECT_EQ(Resolve()->color, Color::kNone);
  EXPECT_EQ(Resolve({.color = "always"})->color, Color::kAnsi);
  terminal_ = true;
  EXPECT_EQ(Resolve()->color, Color::kAnsi);
  EXPECT_EQ(Resolve({.color = "never"})->color, Color::kNone);
  environment_["NO_COLOR"] = "1";
  EXPECT_EQ(Resolve()->color, Color::kNone);
}

}  // namespace
}  // namespace assay
