// A run of writes, an erasure and a purge, again and again, in which each operation on a file fails in turn: what was
// acknowledged is there afterwards, and what was not is absent or complete.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "storage/ledger/audit.h"
#include "tests/storage/ledger/scripted_env.h"
#include "tests/storage/ledger/testing.h"
#include "tests/storage/merkle/naive_tree.h"

namespace assay {
namespace {

using absl::StatusCode;

constexpr const char* kLedgers[] = {"somerset", "devon"};
constexpr uint32_t kErased = 2;  // of somerset

// Sizes of the ledgers.
using Sizes = std::map<std::string, uint32_t>;

// One commit of the run: entries for one ledger, the first of which may erase.
struct Step {
  std::string ledger;
  uint32_t entries = 0;
  std::vector<uint32_t> erased;
};

const Step kSteps[] = {{"somerset", 3, {}}, {"devon", 1, {}},           {"somerset", 300, {}},
                       {"devon", 2, {}},    {"somerset", 1, {kErased}}, {"somerset", 220, {}}};
constexpr size_t kErasingStep = 4;

std::string ContentOf(const Step& step, uint32_t revision) { return step.ledger + std::to_string(revision); }

WriteRequest RequestOfStep(const Step& step, uint32_t size) {
  WriteRequest request;
  request.ledger = step.ledger;
  for (uint32_t i = 1; i <= step.entries; ++i) {
    Decision decision = DraftOf({"name", ContentOf(step, size + i), "case " + ContentOf(step, size + i)});
    if (i == 1) decision.draft->erased_revisions = step.erased;
    request.proposals.push_back([decision](const View&) { return decision; });
  }
  return request;
}

// What the run was told.
struct Told {
  size_t acknowledged = 0;  // steps, all before the first that was not
  bool tried_next = false;  // the step after them
  bool purged = false;
};

class LedgerFaultTest : public testing::Test {
 protected:
  LedgerOptions Options(rocksdb::Env* env) {
    LedgerOptions options;
    options.directory = "/data";
    options.env = env;
    options.schema = ToySchema();
    options.now_us = [] { return int64_t{1'000'000}; };
    return options;
  }

  Told Run(ScriptedEnv& env) {
    Told told;
    const absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(Options(&env));
    if (!ledger.ok()) return told;
    for (const Step& step : kSteps) {
      told.tried_next = true;
      const WriteResults results = CommitAll(**ledger, RequestOfStep(step, (*ledger)->Size(step.ledger)));
      if (!results[0].ok()) {
        for (const auto& result : results) EXPECT_EQ(result.status().code(), StatusCode::kUnavailable);
        ExpectStopped(**ledger, env);
        break;
      }
      ++told.acknowledged;
      told.tried_next = false;
      if (told.acknowledged == kErasingStep + 1) told.purged = (*ledger)->Purge().ok();
    }
    env.power_is_out = true;
    return told;
  }

  // Nothing is tried again, and nothing new is tried.
  void ExpectStopped(Ledger& ledger, ScriptedEnv& env) {
    EXPECT_FALSE(ledger.accepts_writes());
    const int before = env.log_operations;
    EXPECT_EQ(CommitOne(ledger, Append({"late", "", ""})).status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(env.log_operations, before);
  }

  static Sizes SizesAfter(size_t steps) {
    Sizes sizes;
    for (size_t i = 0; i < steps; ++i) sizes[kSteps[i].ledger] += kSteps[i].entries;
    return sizes;
  }

  // Opens what is left and compares it with what was told.
  void ExpectKept(rocksdb::Env* env, const Told& told) {
    const absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(Options(env));
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    Sizes sizes;
    for (const std::string& name : (*ledger)->Names()) sizes[name] = (*ledger)->Size(name);
    size_t steps = told.acknowledged;
    if (told.tried_next && sizes == SizesAfter(steps + 1)) ++steps;
    ASSERT_EQ(sizes, SizesAfter(steps));
    for (const char* name : kLedgers) {
      Leaves leaves;
      for (uint32_t revision = 1; revision <= sizes[name]; ++revision) {
        const std::string content = std::string(name) + std::to_string(revision);
        const absl::StatusOr<Entry> entry = (*ledger)->Read(name, revision);
        ASSERT_TRUE(entry.ok()) << entry.status();
        EXPECT_EQ(BodyOf(*entry), "name=" + content);
        const bool is_erased = steps > kErasingStep && name == kSteps[kErasingStep].ledger && revision == kErased;
        EXPECT_EQ(entry->personal, is_erased ? "" : ToyPersonal({"", "", "case " + content}));
        leaves.push_back(entry->leaf);
      }
      if (leaves.empty()) continue;
      EXPECT_EQ(ToHash((*ledger)->Head(name, 0)->root), NaiveRoot(leaves));
    }
    EXPECT_TRUE(CommitOne(**ledger, Append({"goes", "on", ""})).ok());
  }
};

enum class Ending { kKilled, kPowerCut };

struct Fault {
  const char* name;
  rocksdb::Status failure;
  Ending ending;

  friend void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }
};

class LedgerEveryFaultTest : public LedgerFaultTest, public testing::WithParamInterface<Fault> {};

TEST_P(LedgerEveryFaultTest, LosesNothingThatWasAcknowledged) {
  const std::unique_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  int operations = 0;
  {
    ScriptedEnv env(memory.get());
    const Told told = Run(env);
    ASSERT_EQ(told.acknowledged, std::size(kSteps));
    ASSERT_TRUE(told.purged);
    operations = env.operations;
  }
  ASSERT_GT(operations, 50);
  int refused = 0;
  for (int failing = 1; failing <= operations; ++failing) {
    SCOPED_TRACE(failing);
    const std::unique_ptr<rocksdb::Env> disk(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    ScriptedEnv env(disk.get());
    env.failure = GetParam().failure;
    env.failing_operation = failing;
    const Told told = Run(env);
    refused += told.acknowledged < std::size(kSteps) ? 1 : 0;
    if (GetParam().ending == Ending::kPowerCut) env.LoseUnsynced();
    ExpectKept(disk.get(), told);
    if (HasFailure()) return;
  }
  EXPECT_GT(refused, 10);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, LedgerEveryFaultTest,
    testing::Values(Fault{"BadDiskThenKilled", rocksdb::Status::IOError("the disk is gone"), Ending::kKilled},
                    Fault{"BadDiskThenPowerCut", rocksdb::Status::IOError("the disk is gone"), Ending::kPowerCut},
                    Fault{"FullDiskThenKilled", rocksdb::Status::NoSpace("the disk is full"), Ending::kKilled},
                    Fault{"FullDiskThenPowerCut", rocksdb::Status::NoSpace("the disk is full"), Ending::kPowerCut}),
    [](const auto& info) { return info.param.name; });

// Fails whatever is written to the mark, or its syncs.
class MarkEnv : public rocksdb::EnvWrapper {
 public:
  using rocksdb::EnvWrapper::EnvWrapper;
  std::atomic<bool> writes_fail = false;
  std::atomic<bool> syncs_fail = false;

  rocksdb::Status NewRandomRWFile(const std::string& name, std::unique_ptr<rocksdb::RandomRWFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    rocksdb::Status status = EnvWrapper::NewRandomRWFile(name, file, options);
    if (status.ok()) *file = std::make_unique<File>(std::move(*file), this);
    return status;
  }

 private:
  class File : public rocksdb::RandomRWFile {
   public:
    File(std::unique_ptr<rocksdb::RandomRWFile> target, MarkEnv* env) : target_(std::move(target)), env_(env) {}
    rocksdb::Status Write(uint64_t offset, const rocksdb::Slice& data) override {
      return env_->writes_fail ? rocksdb::Status::IOError("gone") : target_->Write(offset, data);
    }
    rocksdb::Status Read(uint64_t offset, size_t n, rocksdb::Slice* result, char* scratch) const override {
      return target_->Read(offset, n, result, scratch);
    }
    rocksdb::Status Flush() override { return target_->Flush(); }
    rocksdb::Status Sync() override { return env_->syncs_fail ? rocksdb::Status::IOError("gone") : target_->Sync(); }
    rocksdb::Status Close() override { return target_->Close(); }

   private:
    const std::unique_ptr<rocksdb::RandomRWFile> target_;
    MarkEnv* const env_;
  };
};

class LedgerMarkFaultTest : public LedgerFaultTest {
 protected:
  LedgerMarkFaultTest() : memory_(rocksdb::NewMemEnv(rocksdb::Env::Default())), env_(memory_.get()) {}
  const std::unique_ptr<rocksdb::Env> memory_;
  MarkEnv env_;
};

TEST_F(LedgerMarkFaultTest, AcknowledgesNothingThatTheMarkDoesNotKnow) {
  {
    const absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(Options(&env_));
    ASSERT_TRUE(CommitOne(**ledger, Append({"a", "", ""})).ok());
    env_.writes_fail = true;
    EXPECT_EQ(CommitOne(**ledger, Append({"b", "", ""})).status().code(), StatusCode::kUnavailable);
    EXPECT_FALSE((*ledger)->accepts_writes());
    EXPECT_EQ((*ledger)->Size(kToyLedger), 1u);
    EXPECT_THAT((*ledger)->last_error(), testing::HasSubstr("gone"));
    env_.writes_fail = false;
    EXPECT_EQ(CommitOne(**ledger, Append({"c", "", ""})).status().code(), StatusCode::kUnavailable);
  }
  const absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(Options(&env_));
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_EQ((*ledger)->Size(kToyLedger), 2u);
}

TEST_F(LedgerMarkFaultTest, StopsWritesWhenTheMarkCannotBeSynced) {
  const absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(Options(&env_));
  env_.syncs_fail = true;
  ASSERT_TRUE(CommitOne(**ledger, Append({"a", "", ""})).ok());
  while ((*ledger)->accepts_writes()) std::this_thread::yield();
  EXPECT_EQ(CommitOne(**ledger, Append({"b", "", ""})).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ((*ledger)->Size(kToyLedger), 1u);
}

}  // namespace
}  // namespace assay
