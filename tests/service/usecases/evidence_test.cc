// Tallies, spend and samples: what each says beside what was put in.
#include <gtest/gtest.h>

#include "service/usecases/samples.h"
#include "service/usecases/spend.h"
#include "service/usecases/tallies.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class EvidenceTest : public testing::Test {
 protected:
  EvidenceTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
  }

  TestHouse t_;
};

class TalliesTest : public EvidenceTest {
 protected:
  static v1::Tally Make() {
    v1::Tally tally;
    tally.set_name("authorities/somerset/tallies/plans");
    tally.set_title("453 child protection plans");
    tally.set_practice_area("child-protection-plan");
    tally.set_scale("ofsted-2013");
    tally.set_total(453);
    tally.set_source("report to the board");
    for (const auto& [grade, count] : std::vector<std::pair<std::string, uint32_t>>{
             {"inadequate", 170}, {"adequate", 190}, {"good", 58}, {"outstanding", 2}}) {
      v1::TallyCount& out = *tally.add_counts();
      out.set_grade(grade);
      out.set_count(count);
    }
    return tally;
  }
};

// Q09: 170 + 190 + 58 + 2 published with a total of 453.
TEST_F(TalliesTest, StatesTheResidualAndMendsNothing) {
  ASSERT_TRUE(t_.Write(RecordTally, Asked<Tally>(Make())).ok());
  v1::GetTallyRequest request;
  request.set_name("authorities/somerset/tallies/plans");
  auto tally = GetTally(t_.house(), request);
  ASSERT_TRUE(tally.ok()) << tally.status();
  EXPECT_EQ(tally->reconciliation().residual(), 33);
  EXPECT_EQ(tally->tally().total(), 453u);
  EXPECT_FALSE(tally->tally().has_ungraded_count());
  EXPECT_EQ(tally->tally().scale(), "ofsted-2013@1");
  v1::ListTalliesRequest list;
  list.set_parent("authorities/somerset");
  EXPECT_EQ(ListTallies(t_.house(), list)->reconciliations(0).residual(), 33);
}

TEST_F(TalliesTest, NamesAGradeThatIsNotOnTheScaleInTheDomainsWords) {
  ASSERT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "requires-improvement", "good", "outstanding"}).ok());
  v1::Tally tally = Make();
  tally.set_scale("ofsted-2014");
  const absl::Status status = t_.Write(RecordTally, Asked<Tally>(tally)).status();
  EXPECT_EQ(Why(status), "GRADE_NOT_ON_SCALE tally.counts[1].grade");
  EXPECT_NE(status.message().find("did you mean requires-improvement? See crosswalks"), std::string::npos) << status;
  tally.set_scale("ofsted-2015");
  EXPECT_EQ(Why(t_.Write(RecordTally, Asked<Tally>(tally)).status()), "UNKNOWN_SCALE tally.scale");
}

TEST_F(TalliesTest, ARepetitionWithoutAVersionIsTheSameWhateverVersionsCameAfter) {
  const uint32_t revision = t_.Write(RecordTally, Asked<Tally>(Make()))->committed.revision;
  ASSERT_TRUE(t_.CreateScale("ofsted-2013", 2, {"inadequate", "adequate", "good", "outstanding", "superb"}).ok());
  EXPECT_EQ(t_.Write(RecordTally, Asked<Tally>(Make()))->committed.revision, revision);
  auto moved = t_.Write(RecordTally, Asked<Tally>(Make(), revision));
  ASSERT_TRUE(moved.ok()) << moved.status() << ": the newest version is another scale";
  EXPECT_EQ(std::get<Tally>(std::get<Record>(moved->event.what)).scale, "ofsted-2013@2");
}

class SpendTest : public EvidenceTest {
 protected:
  static v1::SpendItem Make(const std::string& id, std::optional<uint64_t> pounds, const std::string& part_of = "",
                            uint32_t units = 0) {
    v1::SpendItem item;
    item.set_name("authorities/somerset/spend/" + id);
    item.set_title(id);
    if (pounds) item.set_amount_pence(*pounds * 100);
    item.set_basis(v1::SPEND_BASIS_ACTUAL);
    item.set_source("statement of accounts 2013/14");
    item.set_part_of(part_of);
    item.set_units(units);
    return item;
  }
  std::string Put(const v1::SpendItem& item) { return Why(t_.Write(RecordSpend, Asked<SpendItem>(item)).status()); }
  v1::SummarizeSpendResponse Summary(uint32_t revision = 0) {
    v1::SummarizeSpendRequest request;
    request.set_parent("authorities/somerset");
    if (revision != 0) request.mutable_read_at()->set_revision(revision);
    return *SummarizeSpend(t_.house(), request);
  }
};

// Q23: the accounts show 741,000 for three, of which 341,000 for the head.
TEST_F(SpendTest, TheOthersTogetherAreKnownAndEachAloneIsNot) {
  ASSERT_EQ(Put(Make("staff", 741'000, "", 3)), "OK");
  const uint32_t before = t_.house().ledger.Size("somerset");
  ASSERT_EQ(Put(Make("head", 341'000, "staff", 1)), "OK");
  const v1::SpendTotal total = Summary().totals(0);
  EXPECT_EQ(total.remainder_pence(), 40'000'000);
  EXPECT_EQ(total.remainder_units(), 2);
  EXPECT_FALSE(total.has_remainder_each_pence());
  ASSERT_EQ(total.parts_size(), 1);
  EXPECT_EQ(total.parts(0).name(), "authorities/somerset/spend/head");
  EXPECT_NE(total.parts(0).stamp().revision(), 0u);
  EXPECT_EQ(Summary().sums(0).amount_pence(), 74'100'000u) << "parts are in their total already";
  EXPECT_EQ(Summary(before).totals(0).remainder_pence(), 74'100'000) << "as known then";
}

TEST_F(SpendTest, AnAmountThatIsNotKnownIsCountedBesideTheSum) {
  ASSERT_EQ(Put(Make("staff", 741'000)), "OK");
  ASSERT_EQ(Put(Make("training", std::nullopt)), "OK");
  ASSERT_EQ(Summary().sums_size(), 1);
  EXPECT_EQ(Summary().sums(0).amount_pence(), 74'100'000u);
  EXPECT_EQ(Summary().sums(0).unknown_count(), 1u);
}

TEST_F(SpendTest, APartIsOfATotalThatIsThereAlsoWithinOneGroup) {
  EXPECT_EQ(Put(Make("head", 341'000, "staff")), "UNKNOWN_RECORD item.part_of");
  std::promise<void> release = t_.HoldCommitter();
  auto total = t_.StartWrite(RecordSpend, Asked<SpendItem>(Make("staff", 741'000)));
  auto part = t_.StartWrite(RecordSpend, Asked<SpendItem>(Make("head", 341'000, "staff")));
  auto deeper = t_.StartWrite(RecordSpend, Asked<SpendItem>(Make("pay", 300'000, "head")));
  release.set_value();
  EXPECT_EQ(Why(total.get().status()), "OK");
  EXPECT_EQ(Why(part.get().status()), "OK");
  EXPECT_EQ(Why(deeper.get().status()), "NOT_ALLOWED item.part_of") << "a part of a part";
}

class SamplesTest : public EvidenceTest {
 protected:
  // Q25: 25 allocated, to two auditors in turn.
  SamplesTest() {
    sample_.set_name("authorities/somerset/samples/march");
    sample_.set_title("March");
    sample_.set_practice_area("assessment");
    sample_.set_frame_size(453);
    for (int i = 0; i < 25; ++i) {
      v1::Allocation& allocation = *sample_.add_allocations();
      allocation.set_audit("p" + std::to_string(i));
      allocation.set_auditor(i % 2 == 0 ? "a-1" : "a-2");
      allocation.set_due_date(i < 20 ? "2014-03-25" : "2014-03-26");
    }
    EXPECT_TRUE(t_.Write(CreateSample, Asked<Sample>(sample_)).ok());
  }
  v1::GetSampleResponse Get(uint32_t revision = 0) {
    v1::GetSampleRequest request;
    request.set_name(sample_.name());
    if (revision != 0) request.mutable_read_at()->set_revision(revision);
    auto response = GetSample(t_.house(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return *response;
  }

  v1::Sample sample_;
};

TEST_F(SamplesTest, SaysHowManyOfTheAllocatedCameBackAndWhoHasNotReturned) {
  const uint32_t before = t_.house().ledger.Size("somerset");
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(t_.Submit(MakeAudit("p" + std::to_string(i))).ok());
  const v1::GetSampleResponse sample = Get();
  EXPECT_EQ(sample.coverage().allocated_count(), 25u);
  EXPECT_EQ(sample.coverage().returned_count(), 6u);
  EXPECT_EQ(sample.coverage().frame_size(), 453u);
  EXPECT_EQ(sample.sample().allocations_size(), 0);
  ASSERT_EQ(sample.allocations_size(), 25);
  EXPECT_EQ(sample.allocations(0).allocation().auditor(), "a-1");
  EXPECT_EQ(sample.allocations(0).state(), v1::ALLOCATION_STATE_OVERDUE);
  EXPECT_EQ(sample.allocations(18).allocation().due_date(), "2014-03-26");
  EXPECT_EQ(sample.allocations(18).state(), v1::ALLOCATION_STATE_OUTSTANDING) << "due on the day itself";
  for (int i = 19; i < 25; ++i) EXPECT_EQ(sample.allocations(i).state(), v1::ALLOCATION_STATE_RETURNED) << i;
  EXPECT_EQ(Get(before).coverage().returned_count(), 0u) << "as known then";
  v1::ListSamplesRequest list;
  list.set_parent("authorities/somerset");
  EXPECT_EQ(ListSamples(t_.house(), list)->coverage(0).returned_count(), 6u);
  EXPECT_EQ(ListSamples(t_.house(), list)->samples(0).allocations_size(), 0);
}

TEST_F(SamplesTest, AWithdrawnAuditIsNeitherReturnedNorOutstanding) {
  const uint32_t submitted = t_.Submit(MakeAudit("p0"))->committed.revision;
  ASSERT_TRUE(t_.Change({.kind = ChangeKind::kWithdrawn,
                         .authority = "somerset",
                         .id = "p0",
                         .expected_revision = submitted,
                         .reason = "wrong-case"})
                  .ok());
  EXPECT_EQ(Get().coverage().returned_count(), 0u);
  EXPECT_EQ(Get().coverage().withdrawn_count(), 1u);
  EXPECT_EQ(Get().allocations(24).state(), v1::ALLOCATION_STATE_WITHDRAWN);
  EXPECT_EQ(Get(submitted).coverage().returned_count(), 1u) << "as known before the withdrawal";
  EXPECT_EQ(Get(submitted).allocations(24).audit_revision(), submitted);
}

}  // namespace
}  // namespace assay
