#include "client/cli/notice_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

namespace assay {
namespace {

using ::testing::HasSubstr;

// Nothing here asks a server: only a crosswalk without a version would.
class NoticeFlagsTest : public ::testing::Test {
 protected:
  absl::Status Apply(std::vector<std::string> words, v1::Notice& notice) {
    CLI::App app;
    NoticeFlags flags;
    AddNoticeFlags(&app, flags);
    std::reverse(words.begin(), words.end());
    try {
      app.parse(words);
    } catch (const CLI::ParseError& error) {
      return absl::UnknownError(error.what());
    }
    Session session{console_, Settings{}, *Client::Create({.endpoint = "127.0.0.1:1"})};
    return ApplyNoticeFlags(session, flags, notice);
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{.out = out_, .err = err_, .environment = [](const std::string&) { return std::nullopt; }};
};

const std::vector<std::string> kAudits = {"--issuer",     "DfE",         "--measure", "audits",     "--words",
                                          "75% of cases", "--threshold", "adequate",  "--at-least", "75%"};

TEST_F(NoticeFlagsTest, DefineAMeasureThatBeginsWithItsNotice) {
  v1::Notice notice;
  ASSERT_TRUE(Apply(kAudits, notice).ok());
  ASSERT_EQ(notice.measures_size(), 1);
  const v1::AdHocMeasure& definition = notice.measures(0).definition();
  EXPECT_EQ(notice.issuer(), "DfE");
  EXPECT_EQ(notice.measures(0).id(), "audits");
  EXPECT_EQ(definition.threshold_grade(), "adequate");
  EXPECT_EQ(definition.comparator(), v1::COMPARATOR_AT_LEAST);
  EXPECT_EQ(definition.target().numerator(), 75u);
  EXPECT_EQ(definition.target().denominator(), 100u);
  EXPECT_TRUE(definition.window().since_notice());
}

TEST_F(NoticeFlagsTest, GiveAnotherWindowThePlaceOfTheNotices) {
  for (const auto& window : {std::vector<std::string>{"--rolling", "6"}, {"--from", "2014-01-01"}}) {
    v1::Notice notice;
    auto words = kAudits;
    words.insert(words.end(), window.begin(), window.end());
    ASSERT_TRUE(Apply(words, notice).ok());
    EXPECT_FALSE(notice.measures(0).definition().window().since_notice());
  }
  v1::Notice notice;
  auto words = kAudits;
  words.insert(words.end(), {"--rolling", "6", "--since-notice"});
  EXPECT_FALSE(Apply(words, notice).ok());
}

TEST_F(NoticeFlagsTest, LeaveWhatTheyDoNotSpeakOfAsItWas) {
  v1::Notice notice;
  auto words = kAudits;
  words.insert(words.end(), {"--practice-area", "assessment", "--team", "North", "--ungraded", "against", "--minimum",
                             "20", "--due", "2014-05-21"});
  ASSERT_TRUE(Apply(words, notice).ok());
  v1::Notice expected = notice;
  ASSERT_TRUE(Apply({}, notice).ok());
  EXPECT_EQ(notice.SerializeAsString(), expected.SerializeAsString());

  ASSERT_TRUE(Apply({"--at-most", "2/3", "--practice-area", "review"}, notice).ok());
  v1::AdHocMeasure& definition = *expected.mutable_measures(0)->mutable_definition();
  definition.set_comparator(v1::COMPARATOR_AT_MOST);
  definition.mutable_target()->set_numerator(2);
  definition.mutable_target()->set_denominator(3);
  definition.set_practice_areas(0, "review");
  EXPECT_EQ(notice.DebugString(), expected.DebugString());
}

TEST_F(NoticeFlagsTest, KeepAWindowThatIsNotSpokenOf) {
  v1::Notice notice;
  auto words = kAudits;
  words.insert(words.end(), {"--rolling", "6"});
  ASSERT_TRUE(Apply(words, notice).ok());
  ASSERT_TRUE(Apply({"--at-least", "80%"}, notice).ok());
  EXPECT_EQ(notice.measures(0).definition().window().rolling_months(), 6u);
  ASSERT_TRUE(Apply({"--since-notice"}, notice).ok());
  EXPECT_TRUE(notice.measures(0).definition().window().since_notice());
}

TEST_F(NoticeFlagsTest, AddAMeasureBesideThoseThereAre) {
  v1::Notice notice;
  ASSERT_TRUE(Apply(kAudits, notice).ok());
  ASSERT_TRUE(
      Apply({"--measure", "visits", "--words", "Visits", "--threshold", "good", "--at-most", "10%"}, notice).ok());
  ASSERT_EQ(notice.measures_size(), 2);
  EXPECT_EQ(notice.measures(1).id(), "visits");
  EXPECT_THAT(Apply({"--at-least", "80%"}, notice).message(), HasSubstr("which measure? Give its id with --measure"));
}

TEST_F(NoticeFlagsTest, RefuseAMeasureThatCannotBeAsked) {
  v1::Notice notice;
  EXPECT_THAT(Apply({"--measure", "audits"}, notice).message(), HasSubstr("--words"));
  notice.Clear();
  EXPECT_THAT(Apply({"--measure", "audits", "--words", "w"}, notice).message(), HasSubstr("--threshold"));
  notice.Clear();
  EXPECT_THAT(Apply({"--measure", "audits", "--words", "w", "--threshold", "good"}, notice).message(),
              HasSubstr("--at-least"));
  notice.Clear();
  EXPECT_THAT(
      Apply({"--measure", "audits", "--words", "w", "--threshold", "good", "--at-least", "75"}, notice).message(),
      HasSubstr("is not a share"));
  notice.Clear();
  auto words = kAudits;
  words.insert(words.end(), {"--due", "21/05/2014"});
  EXPECT_THAT(Apply(words, notice).message(), HasSubstr("--due"));
}

}  // namespace
}  // namespace assay
