#include "service/rpc/reader_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>

namespace assay {
namespace {

using testing::ElementsAre;

class ReaderPoolTest : public testing::Test {
 protected:
  // Holds the one thread until it is let go, so that what is queued meanwhile waits.
  std::promise<void> Hold(ReaderPool& pool) {
    std::promise<void> release;
    std::promise<void> held;
    pool.Do("", [&held, released = release.get_future().share()] {
      held.set_value();
      released.wait();
    });
    held.get_future().wait();
    return release;
  }

  ReaderPool::Task Note(const std::string& what) {
    return [this, what] {
      const std::lock_guard<std::mutex> lock(mutex_);
      done_.push_back(what);
    };
  }

  std::mutex mutex_;
  std::vector<std::string> done_;
};

TEST_F(ReaderPoolTest, WhoAsksForMuchTakesTurnsWithTheOthers) {
  {
    ReaderPool pool({.threads = 1, .queued_max = 100});
    std::promise<void> release = Hold(pool);
    for (const char* name : {"much-1", "much-2", "much-3"}) ASSERT_TRUE(pool.Run("much", Note(name)).ok());
    for (const char* name : {"little-1", "little-2"}) ASSERT_TRUE(pool.Run("little", Note(name)).ok());
    release.set_value();
  }
  EXPECT_THAT(done_, ElementsAre("much-1", "little-1", "much-2", "little-2", "much-3"));
}

TEST_F(ReaderPoolTest, NobodyFillsTheQueueAlone) {
  ReaderPool pool({.threads = 1, .queued_max = 4});
  std::promise<void> release = Hold(pool);
  EXPECT_TRUE(pool.Run("much", [] {}).ok());
  EXPECT_TRUE(pool.Run("much", [] {}).ok());
  EXPECT_EQ(pool.Run("much", [] {}).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(pool.Run("little", [] {}).ok());
  EXPECT_TRUE(pool.Run("other", [] {}).ok());
  EXPECT_EQ(pool.Run("third", [] {}).code(), absl::StatusCode::kResourceExhausted);
  std::promise<void> begun;
  pool.Do("much", [&begun] { begun.set_value(); });
  release.set_value();
  begun.get_future().wait();
}

}  // namespace
}  // namespace assay
