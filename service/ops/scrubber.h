// Reads the whole database slowly, again and again, so that a damaged block is found while there are backups without
// it.
#ifndef ASSAY_SERVICE_OPS_SCRUBBER_H_
#define ASSAY_SERVICE_OPS_SCRUBBER_H_

#include <atomic>
#include <chrono>
#include <cstdint>

#include "service/server/log.h"
#include "storage/ledger/ledger.h"

namespace assay {

class Scrubber {
 public:
  // Both outlive it.
  Scrubber(const Ledger* ledger, Log* log) : ledger_(ledger), log_(log) {}

  // Reads a little more, unless it rests between two rounds. Damage is logged once; the round goes no further then, and
  // the next begins after the rest. One thread at a time.
  void Step();

  // From any thread.
  uint64_t rounds() const { return rounds_.load(); }
  bool has_damage() const { return has_damage_.load(); }

 private:
  const Ledger* const ledger_;
  Log* const log_;
  ScrubCursor cursor_;
  std::chrono::steady_clock::time_point rests_until_;
  std::atomic<uint64_t> rounds_ = 0;
  std::atomic<bool> has_damage_ = false;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_OPS_SCRUBBER_H_
