#include "client/cli/flag_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using ::testing::HasSubstr;

TEST(ReadAt, TakesABareIntegerForARevision) {
  EXPECT_EQ(ParseReadAt("531")->revision(), 531u);
  EXPECT_TRUE(ParseReadAt("0")->has_revision());
  EXPECT_EQ(ParseReadAt("")->at_case(), v1::ReadAt::AT_NOT_SET);
  EXPECT_FALSE(ParseReadAt("4294967296").ok());
}

TEST(ReadAt, TakesADateForItsEndInLondon) {
  // 2014-05-21 ends at 23:00 UTC, for it is summer; 2014-01-15 at midnight.
  EXPECT_EQ(ParseReadAt("2014-05-21")->time().seconds(), 1'400'713'200 - 1);
  EXPECT_EQ(ParseReadAt("2014-05-21")->time().nanos(), 999'999'000);
  EXPECT_EQ(ParseReadAt("2014-01-15")->time().seconds(), 1'389'830'400 - 1);
  // The day the clocks go back has 25 hours.
  EXPECT_EQ(ParseReadAt("2014-10-26")->time().seconds() - ParseReadAt("2014-10-25")->time().seconds(), 25 * 3600);
}

TEST(ReadAt, TakesATimeByRfc3339) {
  EXPECT_EQ(ParseReadAt("2014-05-21T12:00:00Z")->time().seconds(), 1'400'673'600);
  EXPECT_EQ(ParseReadAt("2014-05-21T13:00:00.5+01:00")->time().nanos(), 500'000'000);
}

TEST(ReadAt, RefusesEverythingElse) {
  for (const char* text :
       {"-1", "yesterday", "2014-02-30", "2014-05-21 12:00", "2014-05-21T12:00:00", "1.5", "infinite-future"}) {
    const auto read_at = ParseReadAt(text);
    EXPECT_EQ(read_at.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(read_at.status().message()), HasSubstr("--at")) << text;
  }
}

TEST(CodeFlags, SuggestTheNearestCode) {
  EXPECT_EQ(*ParseSamplingFlag({"--sampling", "self-selected"}), v1::SAMPLING_METHOD_SELF_SELECTED);
  EXPECT_EQ(ParseSamplingFlag({"--sampling", "randon"}).status().message(),
            "--sampling \"randon\" is not known; did you mean random?");
  EXPECT_EQ(ParseAuditTypeFlag({"--audit-type", "x"}).status().message(),
            "--audit-type \"x\" is not one of planned, dip-sample, thematic, multi-agency, re-audit");
}

}  // namespace
}  // namespace assay
