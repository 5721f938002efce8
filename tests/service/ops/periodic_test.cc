#include "service/ops/periodic.h"

#include <gtest/gtest.h>

#include <future>

namespace assay {
namespace {

TEST(PeriodicTest, WorksAgainAndAgainUntilItEnds) {
  int times = 0;
  std::promise<void> thrice;
  {
    Periodic periodic(std::chrono::milliseconds(1), [&] {
      if (++times == 3) thrice.set_value();
    });
    thrice.get_future().wait();
  }
  EXPECT_GE(times, 3);
}

TEST(PeriodicTest, AnEndDoesNotWaitForTheInterval) {
  std::promise<void> worked;
  const auto began = std::chrono::steady_clock::now();
  {
    Periodic periodic(std::chrono::hours(1), [&] { worked.set_value(); });
    worked.get_future().wait();
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::minutes(1));
}

}  // namespace
}  // namespace assay
