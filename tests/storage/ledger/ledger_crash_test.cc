// A process killed while it writes has lost nothing that it acknowledged.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "tests/storage/ledger/testing.h"

namespace assay {
namespace {

constexpr char kDirectoryVariable[] = "ASSAY_TEST_CRASH_DIRECTORY";
constexpr char kPipeVariable[] = "ASSAY_TEST_CRASH_PIPE";
constexpr int kKills = 20;

LedgerOptions CrashOptions(const std::string& directory, ToyFold* fold) {
  LedgerOptions options;
  options.directory = directory;
  options.schema = ToySchema();
  options.observer = fold->observer();
  options.summaries = fold->codec();
  return options;
}

// Runs in the child only: writes until it is killed, and sends the revision of each entry that was acknowledged.
TEST(LedgerCrashChild, DISABLED_WritesUntilItIsKilled) {
  const char* directory = getenv(kDirectoryVariable);
  const char* pipe_number = getenv(kPipeVariable);
  ASSERT_TRUE(directory != nullptr && pipe_number != nullptr) << "started by LedgerCrashTest only";
  const int pipe = atoi(pipe_number);
  ToyFold fold;
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(CrashOptions(directory, &fold));
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  constexpr uint32_t kInFlight = 64;
  std::atomic<uint32_t> in_flight = 0;
  for (uint32_t next = (*ledger)->Size(kToyLedger) + 1;; ++next) {
    for (uint32_t current = in_flight; current >= kInFlight; current = in_flight) in_flight.wait(current);
    ++in_flight;
    WriteRequest request = RequestOf({Append({std::to_string(next), std::string(200, 'x'), "child"})});
    request.done = [&in_flight, pipe](WriteResults results) {
      const uint32_t revision = results[0].ok() ? results[0]->revision : 0;
      if (write(pipe, &revision, sizeof(revision)) != sizeof(revision)) _exit(1);
      --in_flight;
      in_flight.notify_one();
    };
    if (!(*ledger)->Commit(std::move(request)).ok()) _exit(1);
  }
}

// A child that writes, and the end of the pipe its acknowledgements come from.
struct Child {
  pid_t process = 0;
  int acknowledgements = -1;
};

// A new program image, because threads do not survive a fork.
Child StartChild(const std::string& directory) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const std::string pipe_number = std::to_string(ends[1]);
  const pid_t process = fork();
  if (process == 0) {
    setenv(kDirectoryVariable, directory.c_str(), 1);
    setenv(kPipeVariable, pipe_number.c_str(), 1);
    execl("/proc/self/exe", "ledger_test", "--gtest_also_run_disabled_tests",
          "--gtest_filter=LedgerCrashChild.DISABLED_WritesUntilItIsKilled", "--gtest_brief=1", nullptr);
    _exit(127);
  }
  close(ends[1]);
  return {.process = process, .acknowledgements = ends[0]};
}

uint32_t ReadRevision(const Child& child) {
  uint32_t revision = 0;
  return read(child.acknowledgements, &revision, sizeof(revision)) == sizeof(revision) ? revision : 0;
}

TEST(LedgerCrashTest, KeepsEveryAcknowledgedEntryOfAKilledProcess) {
  char pattern[] = "/tmp/assay-crash-XXXXXX";
  ASSERT_NE(mkdtemp(pattern), nullptr);
  const std::string directory = pattern;
  std::mt19937 random(1);  // any: it only spreads the kills
  uint32_t acknowledged = 0;
  for (int kill_number = 0; kill_number < kKills; ++kill_number) {
    const Child child = StartChild(directory);
    const uint32_t before = acknowledged;
    const uint32_t kill_after = 1 + random() % 700;
    for (uint32_t count = 0; count < kill_after; ++count) {
      const uint32_t revision = ReadRevision(child);
      ASSERT_GT(revision, acknowledged);
      acknowledged = revision;
    }
    kill(child.process, SIGKILL);
    // What it had sent before it died was acknowledged too.
    for (uint32_t revision = ReadRevision(child); revision != 0; revision = ReadRevision(child))
      acknowledged = revision;
    waitpid(child.process, nullptr, 0);
    close(child.acknowledgements);
    EXPECT_GT(acknowledged, before);

    ToyFold fold;
    absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(CrashOptions(directory, &fold));
    ASSERT_TRUE(ledger.ok()) << ledger.status();
    const uint32_t size = (*ledger)->Size(kToyLedger);
    EXPECT_GE(size, acknowledged);
    for (uint32_t revision = before + 1; revision <= acknowledged; ++revision) {
      const absl::StatusOr<Entry> entry = (*ledger)->Read(kToyLedger, revision);
      ASSERT_TRUE(entry.ok()) << entry.status();
      EXPECT_EQ(BodyOf(*entry), std::to_string(revision) + "=" + std::string(200, 'x'));
      EXPECT_EQ(entry->personal, ToyPersonal({"", "", "child"}));
    }
    const std::vector<std::string> bodies = fold.bodies(std::string(kToyLedger));
    ASSERT_EQ(bodies.size(), size);
    for (uint32_t revision = 1; revision <= size; ++revision) {
      ASSERT_EQ(bodies[revision - 1], std::to_string(revision) + "=" + std::string(200, 'x'));
    }
    EXPECT_EQ(*(*ledger)->CaseNumber(kToyLedger, "child"), 1u);
    acknowledged = size;
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace assay
