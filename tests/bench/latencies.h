// How long each of many calls took.
#ifndef ASSAY_TESTS_BENCH_LATENCIES_H_
#define ASSAY_TESTS_BENCH_LATENCIES_H_

#include <algorithm>
#include <cstddef>
#include <vector>

namespace assay::bench {

class Latencies {
 public:
  void Add(double us) { all_us_.push_back(us); }

  // The share of calls, 0 to 1, that took no longer; 0 where there was none.
  double At(double share) {
    if (all_us_.empty()) return 0;
    const auto place = std::min(all_us_.size() - 1, static_cast<size_t>(share * static_cast<double>(all_us_.size())));
    std::nth_element(all_us_.begin(), all_us_.begin() + static_cast<std::ptrdiff_t>(place), all_us_.end());
    return all_us_[place];
  }

 private:
  std::vector<double> all_us_;
};

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_LATENCIES_H_
