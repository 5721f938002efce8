#include "service/ops/scrubber.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "tests/storage/ledger/directory_testing.h"

namespace assay {
namespace {

class ScrubberTest : public LedgerDirectoryTest {
 protected:
  void SetUp() override {
    LedgerDirectoryTest::SetUp();
    AppendEntries(300);
    ASSERT_EQ(OpenDirectory(), absl::OkStatus());  // from the log to tables
    ASSERT_EQ(pipe(pipe_.data()), 0);
  }

  // What is said when the steps of a round have been taken, and of another round's first one.
  std::string Scrub(Scrubber& scrubber, class Log& log) {
    for (int step = 0; step < 100 && scrubber.rounds() == 0 && !scrubber.has_damage(); ++step) scrubber.Step();
    scrubber.Step();
    log.Write(LogLevel::kInfo, "the end");
    log.Flush();
    std::string said;
    std::array<char, 4096> part;
    while (said.find("the end") == std::string::npos) {
      const ssize_t count = read(pipe_[0], part.data(), part.size());
      if (count <= 0) break;
      said.append(part.data(), static_cast<size_t>(count));
    }
    return said;
  }

  std::array<int, 2> pipe_ = {};
};

TEST_F(ScrubberTest, ReadsAllThereIsAndRests) {
  class Log log(pipe_[1], LogFormat::kText);
  Scrubber scrubber(ledger_.get(), &log);
  EXPECT_THAT(Scrub(scrubber, log), testing::Not(testing::HasSubstr("damaged")));
  EXPECT_EQ(scrubber.rounds(), 1u);
  EXPECT_FALSE(scrubber.has_damage());
}

TEST_F(ScrubberTest, SaysOnceThatABlockIsDamaged) {
  ledger_.reset();
  std::filesystem::path largest;
  for (const std::filesystem::path& table : Files(".sst")) {
    if (largest.empty() || std::filesystem::file_size(table) > std::filesystem::file_size(largest)) largest = table;
  }
  ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  FlipBit(largest, 1'000);
  class Log log(pipe_[1], LogFormat::kText);
  Scrubber scrubber(ledger_.get(), &log);
  const std::string said = Scrub(scrubber, log);
  EXPECT_THAT(said, testing::HasSubstr("the database is damaged"));
  EXPECT_EQ(said.find("damaged"), said.rfind("damaged"));
  EXPECT_TRUE(scrubber.has_damage());
  EXPECT_EQ(scrubber.rounds(), 0u);
}

}  // namespace
}  // namespace assay
