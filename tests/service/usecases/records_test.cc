// What all records of the regime that can be changed have in common, tried on each.
#include "service/usecases/records.h"

#include <gtest/gtest.h>

#include "service/usecases/inspections.h"
#include "service/usecases/samples.h"
#include "service/usecases/spend.h"
#include "service/usecases/tallies.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

v1::ReadAt AtRevision(uint32_t revision) {
  v1::ReadAt read_at;
  if (revision != 0) read_at.set_revision(revision);
  return read_at;
}

// One type of record: a valid one, a field of it to alter, and what that field reads as.
template <typename T>
struct Kind;

template <>
struct Kind<Tally> {
  static constexpr auto kUseCase = RecordTally;
  static constexpr const char* kAltered = "tally.title";
  static v1::Tally Make(const std::string& altered) {
    v1::Tally tally;
    tally.set_name("authorities/somerset/tallies/plans");
    tally.set_title(altered);
    tally.set_practice_area("child-protection-plan");
    tally.set_scale("ofsted-2013");
    v1::TallyCount& count = *tally.add_counts();
    count.set_grade("inadequate");
    count.set_count(170);
    tally.set_total(453);
    tally.set_source("report to the board");
    return tally;
  }
  static absl::StatusOr<std::string> Read(const House& house, uint32_t revision) {
    v1::GetTallyRequest request;
    request.set_name("authorities/somerset/tallies/plans");
    *request.mutable_read_at() = AtRevision(revision);
    auto response = GetTally(house, request);
    return response.ok() ? absl::StatusOr<std::string>(response->tally().title()) : response.status();
  }
};

template <>
struct Kind<Sample> {
  static constexpr auto kUseCase = CreateSample;
  static constexpr const char* kAltered = "sample.title";
  static v1::Sample Make(const std::string& altered) {
    v1::Sample sample;
    sample.set_name("authorities/somerset/samples/march");
    sample.set_title(altered);
    sample.set_practice_area("assessment");
    v1::Allocation& allocation = *sample.add_allocations();
    allocation.set_audit("p1");
    allocation.set_due_date("2014-03-31");
    return sample;
  }
  static absl::StatusOr<std::string> Read(const House& house, uint32_t revision) {
    v1::GetSampleRequest request;
    request.set_name("authorities/somerset/samples/march");
    *request.mutable_read_at() = AtRevision(revision);
    auto response = GetSample(house, request);
    return response.ok() ? absl::StatusOr<std::string>(response->sample().title()) : response.status();
  }
};

template <>
struct Kind<Inspection> {
  static constexpr auto kUseCase = RecordInspection;
  static constexpr const char* kAltered = "inspection.framework";
  static v1::Inspection Make(const std::string& altered) {
    v1::Inspection inspection;
    inspection.set_name("authorities/somerset/inspections/2013");
    inspection.set_inspectorate("ofsted");
    inspection.set_framework(altered);
    inspection.set_published_on("2013-08-05");
    v1::Judgement& judgement = *inspection.add_judgements();
    judgement.set_area("overall-effectiveness");
    judgement.set_grade("inadequate");
    return inspection;
  }
  static absl::StatusOr<std::string> Read(const House& house, uint32_t revision) {
    v1::GetInspectionRequest request;
    request.set_name("authorities/somerset/inspections/2013");
    *request.mutable_read_at() = AtRevision(revision);
    auto response = GetInspection(house, request);
    return response.ok() ? absl::StatusOr<std::string>(response->inspection().framework()) : response.status();
  }
};

template <>
struct Kind<SpendItem> {
  static constexpr auto kUseCase = RecordSpend;
  static constexpr const char* kAltered = "item.title";
  static v1::SpendItem Make(const std::string& altered) {
    v1::SpendItem item;
    item.set_name("authorities/somerset/spend/staff");
    item.set_title(altered);
    item.set_amount_pence(74'100'000);
    item.set_basis(v1::SPEND_BASIS_ACTUAL);
    item.set_source("statement of accounts");
    return item;
  }
  static absl::StatusOr<std::string> Read(const House& house, uint32_t revision) {
    v1::SummarizeSpendRequest request;
    request.set_parent("authorities/somerset");
    *request.mutable_read_at() = AtRevision(revision);
    auto response = SummarizeSpend(house, request);
    if (!response.ok()) return response.status();
    if (response->totals_size() == 0) return UnknownRecord("spend/staff");
    return response->totals(0).item().title();
  }
};

template <typename T>
class EveryRecord : public testing::Test {
 protected:
  EveryRecord() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
  }

  absl::StatusOr<WrittenRecord> Put(const std::string& altered, uint32_t expected = 0) {
    return t_.Write(Kind<T>::kUseCase, Asked<T>(Kind<T>::Make(altered), expected));
  }
  uint32_t Create(const std::string& altered) {
    auto written = Put(altered);
    EXPECT_TRUE(written.ok()) << written.status();
    return written.ok() ? written->committed.revision : 0;
  }
  std::string Read(uint32_t revision = 0) {
    auto read = Kind<T>::Read(t_.house(), revision);
    return read.ok() ? *read : Why(read.status());
  }

  TestHouse t_;
};

using Changeable = testing::Types<Tally, Sample, Inspection, SpendItem>;
TYPED_TEST_SUITE(EveryRecord, Changeable);

TYPED_TEST(EveryRecord, IsCreatedOnceAndItsRepetitionAnswersTheFirst) {
  const uint32_t revision = this->Create("as first said");
  for (int round = 0; round < 2; ++round) {
    auto again = this->Put("as first said");
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_FALSE(again->committed.appended);
    EXPECT_EQ(again->committed.revision, revision);
    EXPECT_EQ(again->event.actor, "local");
    this->t_.Restart();
  }
  EXPECT_EQ(this->Read(), "as first said");
}

TYPED_TEST(EveryRecord, RefusesOtherContentUnderATakenNameNamingTheField) {
  this->Create("as first said");
  const absl::Status status = this->Put("otherwise").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Why(status), std::string("ALREADY_EXISTS ") + Kind<TypeParam>::kAltered);
  EXPECT_EQ(std::string(status.message()).find("otherwise"), std::string::npos) << "never a value";
}

TYPED_TEST(EveryRecord, AChangeTakesItsPlaceAndTheEarlierEntryStaysReadable) {
  const uint32_t first = this->Create("as first said");
  auto changed = this->Put("as corrected", first);
  ASSERT_TRUE(changed.ok()) << changed.status();
  const uint32_t second = changed->committed.revision;
  EXPECT_EQ(changed->event.superseded_revision, first);
  EXPECT_EQ(changed->event.reason, "misread");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(this->Read(), "as corrected");
    EXPECT_EQ(this->Read(second), "as corrected");
    EXPECT_EQ(this->Read(first), "as first said");
    EXPECT_EQ(this->Read(1), "UNKNOWN_RECORD");
    this->t_.Restart();
  }
}

TYPED_TEST(EveryRecord, TheSameChangeAgainIsTheSameAnswerWhateverCameAfter) {
  const uint32_t first = this->Create("as first said");
  const uint32_t second = this->Put("as corrected", first)->committed.revision;
  ASSERT_TRUE(this->Put("as corrected again", second).ok());
  for (int round = 0; round < 2; ++round) {
    auto again = this->Put("as corrected", first);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_FALSE(again->committed.appended);
    EXPECT_EQ(again->committed.revision, second);
    this->t_.Restart();
  }
}

TYPED_TEST(EveryRecord, RefusesAStaleChangeWithTheCurrentRevision) {
  const uint32_t first = this->Create("as first said");
  const uint32_t second = this->Put("as corrected", first)->committed.revision;
  const absl::Status status = this->Put("otherwise", first).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Why(status), "STALE_REVISION");
  EXPECT_EQ(ToRefusal(status).current_revision(), second);
  EXPECT_EQ(Why(this->Put("otherwise", 1).status()), "STALE_REVISION") << "a revision of something else";
  EXPECT_EQ(Why(this->Put("otherwise", second + 1).status()), "STALE_REVISION") << "a revision of the future";
}

TYPED_TEST(EveryRecord, RefusesAChangeThatChangesNothingOrChangesNothingThatIsThere) {
  EXPECT_EQ(Why(this->Put("as first said", 1).status()), "UNKNOWN_RECORD");
  const uint32_t first = this->Create("as first said");
  EXPECT_EQ(Why(this->Put("as first said", first).status()), "NO_CHANGE");
}

TYPED_TEST(EveryRecord, NeedsAReasonWithAnExpectedRevisionAndNoneWithout) {
  const uint32_t first = this->Create("as first said");
  auto asked = Asked<TypeParam>(Kind<TypeParam>::Make("as corrected"), first);
  asked.supersede.reason.clear();
  EXPECT_EQ(Why(this->t_.Write(Kind<TypeParam>::kUseCase, asked).status()), "REQUIRED write.reason");
  asked.supersede = {.expected_revision = 0, .reason = "misread"};
  EXPECT_EQ(Why(this->t_.Write(Kind<TypeParam>::kUseCase, asked).status()), "NOT_ALLOWED write.reason");
}

TYPED_TEST(EveryRecord, ValidatesWithoutWriting) {
  const uint32_t size = this->t_.house().ledger.Size("somerset");
  const WriteContext context{.actor = "local", .mode = WriteMode::kValidateOnly};
  auto valid = this->t_.Write(Kind<TypeParam>::kUseCase, Asked<TypeParam>(Kind<TypeParam>::Make("x")), context);
  ASSERT_TRUE(valid.ok()) << valid.status();
  EXPECT_EQ(valid->committed.revision, 0u);
  EXPECT_EQ(this->t_.house().ledger.Size("somerset"), size);
}

TYPED_TEST(EveryRecord, RefusesWhatIsTheServersToSetAndAnAuthorityThatIsNotThere) {
  auto proto = Kind<TypeParam>::Make("x");
  proto.mutable_stamp()->set_revision(1);
  const std::string field = std::string(Kind<TypeParam>::kAltered);
  const std::string thing = field.substr(0, field.find('.'));
  EXPECT_EQ(Why(this->t_.Write(Kind<TypeParam>::kUseCase, Asked<TypeParam>(proto)).status()),
            "NOT_ALLOWED " + thing + ".stamp");
  proto.clear_stamp();
  std::string name = proto.name();
  proto.set_name(name.replace(name.find("somerset"), 8, "nowhere"));
  EXPECT_EQ(Why(this->t_.Write(Kind<TypeParam>::kUseCase, Asked<TypeParam>(proto)).status()), "UNKNOWN_AUTHORITY");
  proto.set_name("somerset");
  EXPECT_EQ(Why(this->t_.Write(Kind<TypeParam>::kUseCase, Asked<TypeParam>(proto)).status()),
            "BAD_FORMAT " + thing + ".name");
}

}  // namespace
}  // namespace assay
