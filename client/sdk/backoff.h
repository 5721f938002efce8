// Pauses between tries: each about twice the one before, with chance in it so that clients do not return in step.
#ifndef ASSAY_CLIENT_SDK_BACKOFF_H_
#define ASSAY_CLIENT_SDK_BACKOFF_H_

#include <algorithm>
#include <random>

#include "absl/time/time.h"

namespace assay {

// Not thread-safe.
class Backoff {
 public:
  static constexpr absl::Duration kFirst = absl::Milliseconds(100);
  static constexpr absl::Duration kLongest = absl::Seconds(1);

  // How long to wait before the next try: between half of the nominal pause and all of it.
  absl::Duration Next() {
    const absl::Duration pause = nominal_ * std::uniform_real_distribution<double>(0.5, 1.0)(chance_);
    nominal_ = std::min(nominal_ * 2, kLongest);
    return pause;
  }

 private:
  absl::Duration nominal_ = kFirst;
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_BACKOFF_H_
