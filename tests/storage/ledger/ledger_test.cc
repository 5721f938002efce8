#include "storage/ledger/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>

#include "tests/storage/ledger/testing.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Committed kNothing = {};

TEST_F(LedgerTest, IsEmptyWhenNew) {
  EXPECT_THAT(ledger_->Names(), IsEmpty());
  EXPECT_EQ(ledger_->Size(kToyLedger), 0u);
  EXPECT_EQ(ledger_->Read(kToyLedger, 1).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(*ledger_->Find(kToyLedger, "plan-1"), std::nullopt);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-1"), 0u);
  EXPECT_EQ(*ledger_->RevisionAt(kToyLedger, now_us_), 0u);
  EXPECT_TRUE(ledger_->accepts_writes());
  EXPECT_EQ(ledger_->last_error(), "");
}

TEST_F(LedgerTest, AnswersAnAppendedEntryWithItsRevisionTimeAndCaseNumber) {
  const absl::StatusOr<Committed> committed = CommitOne(*ledger_, Append({"plan-1", "good", "child-1"}));
  ASSERT_TRUE(committed.ok()) << committed.status();
  EXPECT_TRUE(committed->appended);
  EXPECT_EQ(committed->revision, 1u);
  EXPECT_EQ(committed->recorded_at_us, now_us_);
  EXPECT_EQ(committed->case_number, 1u);
}

TEST_F(LedgerTest, ReadsBackTheVeryBytes) {
  ASSERT_TRUE(CommitOne(*ledger_, Append({"plan-1", "good", "child-1"})).ok());
  const absl::StatusOr<Entry> entry = ledger_->Read(kToyLedger, 1);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->revision, 1u);
  EXPECT_EQ(entry->leaf,
            EncodeLeaf({.kind = LeafKind::kAudit, .case_number = 1, .recorded_at_us = now_us_}, "plan-1=good"));
  EXPECT_EQ(entry->personal, std::string(kSaltBytes, 's') + "child-1");
  EXPECT_EQ(ledger_->Read(kToyLedger, 0).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ledger_->Read(kToyLedger, 2).status().code(), StatusCode::kNotFound);
}

TEST_F(LedgerTest, FindsTheNewestEntryOfAName) {
  CommitAll(*ledger_, RequestOf({Append({"a", "1", ""}), Append({"b", "1", ""}), Append({"a", "2", "child"})}));
  const absl::StatusOr<std::optional<Entry>> found = ledger_->Find(kToyLedger, "a");
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->revision, 3u);
  EXPECT_EQ(BodyOf(**found), "a=2");
  EXPECT_EQ((*found)->personal, ToyPersonal({"", "", "child"}));
  CommitOne(*ledger_, Append({"a", "3", ""})).IgnoreError();
  EXPECT_EQ((*ledger_->Find(kToyLedger, "a"))->revision, 4u);
  EXPECT_EQ((*ledger_->Find(kToyLedger, "b"))->revision, 2u);
  EXPECT_EQ(*ledger_->Find(kToyLedger, "c"), std::nullopt);
}

TEST_F(LedgerTest, FindsNoEntryByTheEmptyName) {
  ASSERT_TRUE(CommitOne(*ledger_, Append({"", "nameless", ""})).ok());
  EXPECT_EQ(*ledger_->Find(kToyLedger, ""), std::nullopt);
}

TEST_F(LedgerTest, RepeatsAnEntryThatIsAlreadyThere) {
  const absl::StatusOr<Committed> first = CommitOne(*ledger_, Create({"plan-1", "good", "child-1"}));
  now_us_ += 10;
  const absl::StatusOr<Committed> again = CommitOne(*ledger_, Create({"plan-1", "good", "child-1"}));
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_FALSE(again->appended);
  EXPECT_EQ(again->revision, first->revision);
  EXPECT_EQ(again->recorded_at_us, first->recorded_at_us);
  EXPECT_EQ(again->case_number, first->case_number);
  EXPECT_EQ(CommitOne(*ledger_, Create({"plan-1", "poor", "child-1"})).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
}

TEST_F(LedgerTest, LetsEachProposalSeeTheOnesBeforeIt) {
  std::vector<uint32_t> sizes;
  const auto counting = [&sizes](const Toy& toy) -> Proposal {
    return [&sizes, toy](const View& view) {
      sizes.push_back(view.size());
      return Create(toy)(view);
    };
  };
  const WriteResults results = CommitAll(
      *ledger_,
      RequestOf({counting({"a", "1", "child-1"}), counting({"a", "1", "child-1"}), counting({"a", "2", "child-1"}),
                 counting({"b", "1", "child-1"}), counting({"c", "1", "child-2"})}));
  EXPECT_THAT(sizes, ElementsAre(0, 1, 1, 1, 2));
  EXPECT_TRUE(results[0]->appended);
  EXPECT_FALSE(results[1]->appended);
  EXPECT_EQ(results[1]->revision, 1u);
  EXPECT_EQ(results[1]->recorded_at_us, results[0]->recorded_at_us);
  EXPECT_EQ(results[1]->case_number, 1u);
  EXPECT_EQ(results[2].status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(results[3]->revision, 2u);
  EXPECT_EQ(results[3]->case_number, 1u);
  EXPECT_EQ(results[4]->case_number, 2u);
}

TEST_F(LedgerTest, LetsRequestsOfOneGroupSeeEachOther) {
  Gate gate(*ledger_);
  Sent first = Send(*ledger_, RequestOf({Create({"a", "1", "child"})}));
  Sent second = Send(*ledger_, RequestOf({Create({"a", "1", "child"}), Create({"b", "1", "child"})}));
  gate.Open();
  EXPECT_TRUE(first.results.get()[0]->appended);
  const WriteResults results = second.results.get();
  EXPECT_EQ(results[0]->revision, 1u);
  EXPECT_FALSE(results[0]->appended);
  EXPECT_EQ(results[1]->case_number, 1u);
}

TEST_F(LedgerTest, RefusesOneProposalWithoutTouchingTheOthers) {
  const WriteResults results =
      CommitAll(*ledger_, RequestOf({Append({"a", "", "child-1"}), Refuse(), Append({"b", "", "child-2"})}));
  EXPECT_EQ(results[0]->revision, 1u);
  EXPECT_EQ(results[1].status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(results[2]->revision, 2u);
  EXPECT_EQ(results[2]->case_number, 2u);
  EXPECT_EQ(ledger_->Size(kToyLedger), 2u);
}

TEST_F(LedgerTest, MakesNoLedgerOfRefusalsAlone) {
  EXPECT_FALSE(CommitOne(*ledger_, Refuse()).ok());
  EXPECT_THAT(ledger_->Names(), IsEmpty());
}

TEST_F(LedgerTest, RefusesProposalsThatMakeNoSense) {
  const auto decide = [](Decision decision) -> Proposal { return [decision](const View&) { return decision; }; };
  Decision both = DraftOf({"a", "", ""});
  both.already_there = AlreadyThere{.revision = 1};
  Decision short_salt = DraftOf({"a", "", ""});
  short_salt.draft->personal = std::string(kSaltBytes - 1, 's');
  Decision supersedes_itself = DraftOf({"a", "", ""});
  supersedes_itself.draft->superseded_revision = 1;
  const WriteResults results = CommitAll(
      *ledger_,
      RequestOf({decide({}), decide(both), decide({.draft = {}, .already_there = AlreadyThere{.revision = 0}}),
                 decide({.draft = {}, .already_there = AlreadyThere{.revision = 1}}), decide(short_salt),
                 decide(supersedes_itself)}));
  for (const absl::StatusOr<Committed>& result : results) EXPECT_EQ(result.status().code(), StatusCode::kInternal);
  EXPECT_EQ(ledger_->Size(kToyLedger), 0u);
}

TEST_F(LedgerTest, KeepsTheRevisionThatAnEntrySupersedes) {
  Decision correction = DraftOf({"a", "2", ""});
  correction.draft->superseded_revision = 1;
  CommitAll(*ledger_, RequestOf({Append({"a", "1", ""}), [correction](const View&) { return correction; }}));
  EXPECT_EQ(DecodeLeaf(ledger_->Read(kToyLedger, 2)->leaf)->header.superseded_revision, 1u);
}

TEST_F(LedgerTest, ValidatesWithoutLeavingAnything) {
  ASSERT_TRUE(CommitOne(*ledger_, Append({"old", "1", "child-1"})).ok());
  WriteRequest request = RequestOf({Create({"new", "1", "child-2"}), Create({"new", "2", "child-2"}),
                                    Create({"old", "1", ""}), Create({"old", "2", ""}), Refuse()});
  request.mode = WriteMode::kValidateOnly;
  const WriteResults results = CommitAll(*ledger_, std::move(request));
  for (size_t i : {0, 1}) {
    ASSERT_TRUE(results[i].ok());
    EXPECT_EQ(results[i]->appended, kNothing.appended);
    EXPECT_EQ(results[i]->revision, 0u);
  }
  EXPECT_EQ(results[2]->revision, 1u);
  EXPECT_EQ(results[2]->recorded_at_us, now_us_);
  EXPECT_EQ(results[3].status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(results[4].status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-2"), 0u);
}

TEST_F(LedgerTest, ValidatesAgainstWhatTheGroupAppendedButHidesItsOwn) {
  Gate gate(*ledger_);
  Sent before = Send(*ledger_, RequestOf({Create({"a", "1", ""})}));
  WriteRequest request = RequestOf({Create({"a", "2", ""}), Create({"b", "1", "child"})});
  request.mode = WriteMode::kValidateOnly;
  Sent validated = Send(*ledger_, std::move(request));
  Sent after = Send(*ledger_, RequestOf({Create({"b", "2", "child"})}));
  gate.Open();
  EXPECT_EQ(validated.results.get()[0].status().code(), StatusCode::kAlreadyExists);
  const WriteResults results = after.results.get();
  ASSERT_TRUE(results[0].ok()) << results[0].status();
  EXPECT_EQ(results[0]->revision, 2u);
  EXPECT_EQ(results[0]->case_number, 1u);
}

TEST_F(LedgerTest, CommitsNothingOfARequestThatNobodyAwaits) {
  Gate gate(*ledger_);
  std::atomic<bool> is_late = false;
  WriteRequest request = RequestOf({Append({"a", "", ""}), Append({"b", "", ""})});
  request.check_awaited = [&is_late] { return is_late ? absl::DeadlineExceededError("late") : absl::OkStatus(); };
  Sent late = Send(*ledger_, std::move(request));
  Sent other = Send(*ledger_, RequestOf({Append({"c", "", ""})}));
  is_late = true;
  gate.Open();
  const WriteResults results = late.results.get();
  ASSERT_EQ(results.size(), 2u);
  for (const auto& result : results) EXPECT_EQ(result.status(), absl::DeadlineExceededError("late"));
  EXPECT_EQ(other.results.get()[0]->revision, 1u);
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
}

TEST_F(LedgerTest, CountsCasesForEachLedgerFromOne) {
  const WriteResults results =
      CommitAll(*ledger_, RequestOf({Append({"a", "", "x"}), Append({"b", "", "y"}), Append({"c", "", ""}),
                                     Append({"d", "", "x"}), Append({"e", "", "z"})}));
  std::vector<uint32_t> numbers;
  for (const absl::StatusOr<Committed>& result : results) numbers.push_back(result->case_number);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 0, 1, 3));
  WriteRequest elsewhere = RequestOf({Append({"a", "", "z"})});
  elsewhere.ledger = "devon";
  EXPECT_EQ(CommitAll(*ledger_, std::move(elsewhere))[0]->case_number, 1u);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "z"), 3u);
  EXPECT_EQ(*ledger_->CaseNumber("devon", "z"), 1u);
  EXPECT_EQ(*ledger_->CaseNumber("devon", "x"), 0u);
  EXPECT_EQ(CommitOne(*ledger_, Append({"f", "", "y"}))->case_number, 2u);
}

TEST_F(LedgerTest, KeepsLedgersApart) {
  for (const char* name : {"b", "a", "_registry"}) {
    WriteRequest request = RequestOf({Append({"same", name, ""})});
    request.ledger = name;
    EXPECT_EQ(CommitAll(*ledger_, std::move(request))[0]->revision, 1u);
  }
  EXPECT_THAT(ledger_->Names(), ElementsAre("_registry", "a", "b"));
  EXPECT_EQ(BodyOf(**ledger_->Find("a", "same")), "same=a");
  EXPECT_EQ(BodyOf(**ledger_->Find("b", "same")), "same=b");
}

TEST_F(LedgerTest, TellsTheObserverOfEveryEntryBeforeAnyoneIsAnswered) {
  std::vector<std::string> observed;
  std::vector<uint32_t> sizes;
  LedgerOptions options = Options();
  options.observer = [&](std::string_view ledger, uint32_t revision, const Leaf& leaf, void*) {
    observed.push_back(std::string(ledger) + "/" + std::to_string(revision) + "/" + std::string(leaf.body));
    if (ledger_ != nullptr) sizes.push_back(ledger_->Size(ledger));
  };
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  size_t observed_at_done = 0;
  std::promise<void> done;
  WriteRequest request = RequestOf({Append({"a", "", ""}), Refuse(), Append({"b", "", ""})});
  request.done = [&](WriteResults) {
    observed_at_done = observed.size();
    done.set_value();
  };
  ASSERT_EQ(ledger_->Commit(std::move(request)), absl::OkStatus());
  done.get_future().wait();
  EXPECT_EQ(observed_at_done, 2u);
  EXPECT_THAT(sizes, ElementsAre(0, 0));
  EXPECT_THAT(observed, ElementsAre("somerset/1/a=", "somerset/2/b="));

  observed.clear();
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  EXPECT_THAT(observed, ElementsAre("somerset/1/a=", "somerset/2/b="));
}

TEST_F(LedgerTest, RefusesMoreProposalsThanTheQueueHolds) {
  LedgerOptions options = Options();
  options.queued_proposals_max = 3;
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  Gate gate(*ledger_);
  Sent two = Send(*ledger_, RequestOf({Append({"a", "", ""}), Append({"b", "", ""})}));
  EXPECT_EQ(Send(*ledger_, RequestOf({Refuse(), Refuse()})).status.code(), StatusCode::kResourceExhausted);
  Sent one = Send(*ledger_, RequestOf({Append({"c", "", ""})}));
  EXPECT_EQ(Send(*ledger_, RequestOf({Refuse()})).status.code(), StatusCode::kResourceExhausted);
  gate.Open();
  EXPECT_TRUE(two.results.get()[1].ok());
  EXPECT_TRUE(one.results.get()[0].ok());
  EXPECT_TRUE(
      CommitAll(*ledger_, RequestOf({Append({"d", "", ""}), Append({"e", "", ""}), Append({"f", "", ""})}))[2].ok());
}

TEST_F(LedgerTest, RefusesMoreBytesThanTheQueueHolds) {
  LedgerOptions options = Options();
  options.queued_bytes_max = 100;
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  Gate gate(*ledger_);
  const auto sized = [](size_t bytes) {
    WriteRequest request = RequestOf({Refuse()});
    request.bytes = bytes;
    return request;
  };
  Sent first = Send(*ledger_, sized(100));
  EXPECT_EQ(Send(*ledger_, sized(1)).status.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(Send(*ledger_, sized(SIZE_MAX)).status.code(), StatusCode::kResourceExhausted);
  gate.Open();
  ASSERT_TRUE(first.status.ok());
  first.results.wait();
  EXPECT_TRUE(Send(*ledger_, sized(100)).status.ok());
}

TEST_F(LedgerTest, RefusesWhoeverDoesNotWaitOnceTheQueueHasStoodTooLong) {
  LedgerOptions options = Options();
  options.queued_time_max = std::chrono::milliseconds(20);
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  Gate gate(*ledger_);
  Sent first = Send(*ledger_, RequestOf({Append({"a", "", ""})}));
  const auto begin = std::chrono::steady_clock::now();
  // Until then there is room, however the committer is held up.
  Sent last = Send(*ledger_, RequestOf({Append({"b0", "", ""})}));
  for (int i = 1; last.status.ok(); ++i) {
    ASSERT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
    last = Send(*ledger_, RequestOf({Append({"b" + std::to_string(i), "", ""})}));
    std::this_thread::yield();
  }
  EXPECT_EQ(last.status.code(), StatusCode::kResourceExhausted);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(15));
  WriteRequest patient = RequestOf({Append({"c", "", ""})});
  patient.when_behind = WhenBehind::kWait;
  Sent waits = Send(*ledger_, std::move(patient));
  ASSERT_EQ(waits.status, absl::OkStatus());
  gate.Open();
  EXPECT_TRUE(first.results.get()[0].ok());
  EXPECT_TRUE(waits.results.get()[0].ok());
  // Nothing waits any more.
  EXPECT_TRUE(CommitAll(*ledger_, RequestOf({Append({"d", "", ""})}))[0].ok());
}

TEST_F(LedgerTest, FinishesWhatIsQueuedBeforeItEnds) {
  std::vector<Sent> sent;
  {
    Gate gate(*ledger_);
    for (int i = 0; i < 50; ++i) sent.push_back(Send(*ledger_, RequestOf({Append({std::to_string(i), "", ""})})));
  }
  ledger_.reset();
  for (Sent& one : sent) {
    ASSERT_EQ(one.results.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    EXPECT_TRUE(one.results.get()[0].ok());
  }
  ASSERT_EQ(Reopen(), absl::OkStatus());
  EXPECT_EQ(ledger_->Size(kToyLedger), 50u);
}

TEST_F(LedgerTest, TakesARequestFromWithinDone) {
  std::promise<WriteResults> second;
  WriteRequest request = RequestOf({Append({"a", "", ""})});
  request.done = [this, &second](WriteResults) {
    WriteRequest next = RequestOf({Append({"b", "", ""})});
    next.done = [&second](WriteResults results) { second.set_value(std::move(results)); };
    EXPECT_EQ(ledger_->Commit(std::move(next)), absl::OkStatus());
  };
  ASSERT_EQ(ledger_->Commit(std::move(request)), absl::OkStatus());
  EXPECT_EQ(second.get_future().get()[0]->revision, 2u);
}

TEST_F(LedgerTest, WritesMoreThanOneGroupHolds) {
  constexpr size_t kCount = 20'000;
  Gate gate(*ledger_);
  std::vector<Sent> sent;
  for (size_t i = 0; i < kCount; i += 1'000) {
    std::vector<Proposal> proposals;
    for (size_t j = i; j < i + 1'000; ++j)
      proposals.push_back(Create({std::to_string(j), "", std::to_string(j % 777)}));
    sent.push_back(Send(*ledger_, RequestOf(std::move(proposals))));
    ASSERT_EQ(sent.back().status, absl::OkStatus());
  }
  gate.Open();
  uint32_t revision = 0;
  for (Sent& one : sent) {
    for (const absl::StatusOr<Committed>& result : one.results.get()) EXPECT_EQ(result->revision, ++revision);
  }
  EXPECT_EQ(ledger_->Size(kToyLedger), kCount);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "776"), 777u);
}

TEST_F(LedgerTest, GivesSixtyFourThreadsDistinctRevisionsWithoutGaps) {
  constexpr int kThreads = 64;
  constexpr int kEach = 100;
  std::mutex mutex;
  std::set<uint32_t> revisions;
  std::set<int64_t> times;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        const std::string name = std::to_string(thread) + "/" + std::to_string(i);
        const absl::StatusOr<Committed> committed =
            CommitOne(*ledger_, Create({name, "", "child-" + std::to_string(i)}));
        ASSERT_TRUE(committed.ok()) << committed.status();
        // What was answered is there for everybody at once.
        EXPECT_GE(ledger_->Size(kToyLedger), committed->revision);
        const absl::StatusOr<std::optional<Entry>> found = ledger_->Find(kToyLedger, name);
        ASSERT_TRUE(found.ok() && found->has_value());
        EXPECT_EQ((*found)->revision, committed->revision);
        EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-" + std::to_string(i)), committed->case_number);
        const std::lock_guard<std::mutex> lock(mutex);
        revisions.insert(committed->revision);
        times.insert(committed->recorded_at_us);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(revisions.size(), size_t{kThreads * kEach});
  EXPECT_EQ(*revisions.begin(), 1u);
  EXPECT_EQ(*revisions.rbegin(), uint32_t{kThreads * kEach});
  EXPECT_EQ(times.size(), size_t{kThreads * kEach});
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-none"), 0u);
}

// Every id in one of two places: only the rows can tell them apart.
TEST_F(LedgerTest, TellsIdsApartWhoseHashesCollide) {
  LedgerOptions options = Options();
  options.hash_of_id = [](std::string_view id) { return id.size() % 2; };
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 40; ++i) {
      const Toy toy = {"plan-" + std::to_string(i), std::to_string(round), "child-" + std::to_string(i % 7)};
      const absl::StatusOr<Committed> committed = CommitOne(*ledger_, Append(toy));
      EXPECT_EQ(committed->case_number, static_cast<uint32_t>(i % 7 + 1));
    }
  }
  for (int opened = 0; opened < 2; ++opened) {
    for (int i = 0; i < 40; ++i) {
      const std::string name = "plan-" + std::to_string(i);
      EXPECT_EQ(BodyOf(**ledger_->Find(kToyLedger, name)), name + "=2");
      EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-" + std::to_string(i % 7)), static_cast<uint32_t>(i % 7 + 1));
    }
    EXPECT_EQ(*ledger_->Find(kToyLedger, "plan-40"), std::nullopt);
    EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "child-7"), 0u);
    ASSERT_EQ(Reopen(options), absl::OkStatus());
  }
}

TEST_F(LedgerTest, RefusesWhatBuildsOnARefusedProposalAndNothingElse) {
  WriteRequest request = RequestOf({Append({"b"}), Append({"c"})});
  request.ahead = {Append({"a"}), Refuse()};
  for (const auto& result : CommitAll(*ledger_, std::move(request))) {
    EXPECT_TRUE(absl::IsInvalidArgument(result.status()));
  }
  EXPECT_EQ(ledger_->Size(kToyLedger), 1u);
  const WriteResults others = CommitAll(*ledger_, RequestOf({Append({"b"}), Refuse(), Append({"c"})}));
  EXPECT_TRUE(others[0].ok());
  EXPECT_TRUE(absl::IsInvalidArgument(others[1].status()));
  EXPECT_TRUE(others[2].ok());
}

TEST_F(LedgerTest, AppendsWhatOthersBuildOnOnceBeforeThemAndNeverForNothing) {
  WriteRequest refused = RequestOf({Refuse()});
  refused.ahead = {Append({"base"})};
  EXPECT_TRUE(absl::IsInvalidArgument(CommitAll(*ledger_, std::move(refused))[0].status()));
  EXPECT_EQ(ledger_->Size(kToyLedger), 0u);
  WriteRequest request = RequestOf({Refuse(), Append({"a"}), Append({"b"})});
  request.ahead = {Append({"base"})};
  const WriteResults results = CommitAll(*ledger_, std::move(request));
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[1]->revision, 2u);
  EXPECT_EQ(results[2]->revision, 3u);
  EXPECT_EQ((*ledger_->Find(kToyLedger, "base"))->revision, 1u);
}

}  // namespace
}  // namespace assay
