#include "service/records/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace assay {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

Violations Faults(int count, const std::string& description) {
  Violations all;
  for (int i = 0; i < count; ++i) {
    all.push_back({.field = "actions[" + std::to_string(i) + "].owner",
                   .reason = std::string(reason::kRequired),
                   .description = description});
  }
  return all;
}

TEST(Refuse, TellsOfEveryFaultWhereThereIsRoom) {
  const v1::Refusal refusal = ToRefusal(RefuseFields(Faults(20, "is required")));
  EXPECT_EQ(refusal.violations_size(), 20);
  EXPECT_EQ(refusal.message(), "actions[0].owner: is required");
}

TEST(Refuse, CountsTheFaultsThereIsNoRoomFor) {
  const v1::Refusal refusal = ToRefusal(RefuseFields(Faults(1'000, "is required")));
  EXPECT_LT(refusal.violations_size(), 100);
  EXPECT_LT(refusal.ByteSizeLong(), 4'096u);
  EXPECT_THAT(refusal.message(),
              EndsWith("(" + std::to_string(1'000 - refusal.violations_size()) + " more are not listed)"));
}

// As an adapter does that puts the request's field before those of the message in it.
TEST(Refuse, LosesNoneWhenTheyAreToldAgainUnderALongerName) {
  const v1::Refusal first = ToRefusal(RefuseFields(Faults(1'000, "is required")));
  Violations again;
  for (const v1::FieldViolation& violation : first.violations()) {
    again.push_back(
        {.field = "audit." + violation.field(), .reason = violation.reason(), .description = violation.description()});
  }
  const v1::Refusal second = ToRefusal(Refuse(absl::StatusCode::kInvalidArgument, first.reason(), "again", again));
  EXPECT_EQ(second.violations_size(), first.violations_size());
  EXPECT_EQ(second.message(), "again");
}

TEST(Refuse, CutsLongTextsBetweenCharacters) {
  for (int before = 0; before < 4; ++before) {
    const std::string text = std::string(before, 'x') + std::string(1'000, 'y') + "end";
    std::string euros(before, 'x');
    for (int i = 0; i < 400; ++i) euros += "€";
    for (const std::string& description : {text, euros}) {
      const v1::Refusal refusal = ToRefusal(RefuseFields(Faults(1, description)));
      const std::string& told = refusal.violations(0).description();
      EXPECT_LT(told.size(), 520u);
      EXPECT_GT(told.size(), 500u);
      EXPECT_THAT(told, EndsWith("…"));
      EXPECT_THAT(told, Not(HasSubstr("end")));
      // What is no UTF-8 could not be read back.
      v1::Refusal read;
      EXPECT_TRUE(read.ParseFromString(refusal.SerializeAsString()));
    }
  }
}

}  // namespace
}  // namespace assay
