#include "service/server/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace assay {
namespace {

using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  SettingsTest() {
    std::string name = testing::TempDir() + "settingsXXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~SettingsTest() override { std::filesystem::remove_all(directory_); }

  void WriteFile(const std::string& text) {
    sources_.config_file = directory_ + "/assayd.toml";
    std::ofstream(sources_.config_file) << text;
  }

  ResolvedSetting Resolved(std::string_view name) {
    auto resolved = ResolveSettings(sources_);
    EXPECT_TRUE(resolved.ok()) << resolved.status();
    for (const ResolvedSetting& one : *resolved) {
      if (one.setting->name == name) return one;
    }
    ADD_FAILURE() << "no setting " << name;
    return {};
  }

  std::string Complaint() {
    auto resolved = ResolveSettings(sources_);
    if (!resolved.ok()) return std::string(resolved.status().message());
    const auto settings = CheckSettings(*resolved);
    return settings.ok() ? "none" : std::string(settings.status().message());
  }

  std::string directory_;
  SettingSources sources_;
};

TEST_F(SettingsTest, AFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault) {
  EXPECT_EQ(Resolved("listen").value, "127.0.0.1:7171");
  EXPECT_EQ(Resolved("listen").origin, "default");
  WriteFile("\nlisten = \"unix:/file\"\n");
  EXPECT_EQ(Resolved("listen").value, "unix:/file");
  EXPECT_EQ(Resolved("listen").origin, sources_.config_file + ":2");
  sources_.environment["ASSAY_LISTEN"] = "unix:/environment";
  EXPECT_EQ(Resolved("listen").value, "unix:/environment");
  EXPECT_EQ(Resolved("listen").origin, "ASSAY_LISTEN");
  sources_.flags["listen"] = "unix:/flag";
  EXPECT_EQ(Resolved("listen").value, "unix:/flag");
  EXPECT_EQ(Resolved("listen").origin, "--listen");
}

TEST_F(SettingsTest, AListHasCommasOrIsAnArray) {
  const std::vector<std::string> both = {"unix:/a", "tls://0.0.0.0:1"};
  sources_.flags["data-dir"] = "/var/lib/assay";
  for (const char* file : {"listen = \"unix:/a,tls://0.0.0.0:1\"\n", "listen = [\"unix:/a\", \"tls://0.0.0.0:1\"]\n"}) {
    WriteFile(file);
    EXPECT_EQ(CheckSettings(*ResolveSettings(sources_))->listen, both);
  }
  WriteFile("listen = [1]\n");
  EXPECT_THAT(Complaint(), HasSubstr("wrong type"));
  WriteFile("listen = []\n");
  EXPECT_THAT(Complaint(), HasSubstr("an address is wanted"));
}

TEST_F(SettingsTest, AnEmptyVariableCountsAsNone) {
  sources_.environment["ASSAY_LISTEN"] = "";
  EXPECT_EQ(Resolved("listen").origin, "default");
}

TEST_F(SettingsTest, AnUnknownKeyIsRefusedWithItsLine) {
  WriteFile("data-dir = \"/var/lib/assay\"\nlisen = \"127.0.0.1:1\"\n");
  EXPECT_EQ(Complaint(), sources_.config_file + ":2: unknown key \"lisen\"; did you mean listen?");
  WriteFile("[server]\nlisten = \"127.0.0.1:1\"\n");
  EXPECT_THAT(Complaint(), HasSubstr(":1: unknown key \"server\""));
}

TEST_F(SettingsTest, AFileThatIsNoTomlOrNotThereIsRefused) {
  WriteFile("data-dir = \"/var/lib/assay\"\nlisten = \n");
  EXPECT_THAT(Complaint(), HasSubstr(sources_.config_file + ":2: "));
  WriteFile("listen = \"a\"\nlisten = \"b\"\n");
  EXPECT_THAT(Complaint(), HasSubstr(sources_.config_file + ":2: "));
  WriteFile("data-dir = [\"/var/lib/assay\"]\n");
  EXPECT_THAT(Complaint(), HasSubstr("has the wrong type"));
  sources_.config_file = directory_ + "/nothing.toml";
  EXPECT_THAT(Complaint(), HasSubstr("cannot be read"));
}

TEST_F(SettingsTest, AWrongValueIsRefusedWhereItComesFrom) {
  EXPECT_THAT(Complaint(), HasSubstr("--data-dir is required; or set ASSAY_DATA_DIR, or data-dir in the file"));
  sources_.environment["ASSAY_DATA_DIR"] = "/var/lib/assay";
  sources_.environment["ASSAY_LOG_FORMAT"] = "xml";
  EXPECT_EQ(Complaint(), "ASSAY_LOG_FORMAT: \"xml\" is not one of auto, text and json");
  sources_.flags["log-format"] = "json";
  EXPECT_EQ(Complaint(), "none");
}

TEST_F(SettingsTest, WhatIsPrintedIsAFileThatSaysTheSame) {
  sources_.flags["data-dir"] = "/srv/a \"quoted\" place";
  sources_.flags["listen"] = "unix:/run/assay.sock";
  const auto first = ResolveSettings(sources_);
  ASSERT_TRUE(first.ok());
  EXPECT_THAT(PrintSettings(*first), HasSubstr("  # --listen\n"));
  WriteFile(PrintSettings(*first));
  sources_.flags.clear();
  const auto second = ResolveSettings(sources_);
  ASSERT_TRUE(second.ok()) << second.status();
  for (size_t i = 0; i < first->size(); ++i) EXPECT_EQ((*first)[i].value, (*second)[i].value);
}

TEST_F(SettingsTest, AVariableThatIsNearlyOneOfOursIsRefusedAndThoseOfOtherProgramsAreNot) {
  sources_.environment["ASSAY_DATA_DIR"] = "/var/lib/assay";
  for (const char* others :
       {"CA", "CERT", "KEY", "AUTHORITY", "CONFIG", "CONTEXT", "ENDPOINT", "OUTPUT", "TIMEOUT", "TOKEN_FILE",
        "BINARIES", "SERVER_CONFIG", "PATH", "ARCH", "TLS_PORT", "TLS_DIR", "BACKUP_TO"}) {
    sources_.environment[std::string("ASSAY_") + others] = "x";
  }
  EXPECT_EQ(Complaint(), "none");
  sources_.environment["ASSAY_BACKUPS_DIR"] = "/backups";
  EXPECT_EQ(Complaint(), "unknown variable ASSAY_BACKUPS_DIR; did you mean ASSAY_BACKUP_DIR?");
}

TEST_F(SettingsTest, EverySettingHasItsOwnNameAndADefaultThatIsGood) {
  sources_.environment["ASSAY_DATA_DIR"] = "/var/lib/assay";
  EXPECT_EQ(Complaint(), "none");
  std::map<std::string, int> names;
  for (const Setting& setting : SettingTable()) EXPECT_EQ(++names[VariableOf(setting)], 1) << setting.name;
}

}  // namespace
}  // namespace assay
