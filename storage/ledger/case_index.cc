#include "storage/ledger/case_index.h"

#include <algorithm>
#include <cstdlib>

namespace assay {

bool CaseIndex::Add(const CaseEntry& entry, uint32_t before) {
  if (entry.revision <= before_.size()) std::abort();
  if (before == 0) {
    newest_.Insert(entry.hash, entry.revision);
  } else if (!newest_.Replace(entry.hash, {.from = before, .to = entry.revision})) {
    return false;
  }
  before_.resize(entry.revision);
  before_.back() = before;
  return true;
}

void CaseIndex::Erase(const CaseEntry& entry) {
  const uint32_t before = Before(entry.revision);
  const std::vector<uint32_t> chains = newest_.Find(entry.hash);
  if (std::find(chains.begin(), chains.end(), entry.revision) == chains.end()) {
    uint32_t after = 0;
    for (uint32_t newest : chains) after = std::max(after, After(newest, entry.revision));
    if (after == 0) std::abort();
    before_[after - 1] = before;
  } else if (before == 0) {
    newest_.Erase(entry.hash, entry.revision);
  } else if (!newest_.Replace(entry.hash, {.from = entry.revision, .to = before})) {
    std::abort();
  }
}

uint32_t CaseIndex::After(uint32_t newest, uint32_t revision) const {
  while (newest > revision) {
    const uint32_t before = Before(newest);
    if (before == revision) return newest;
    newest = before;
  }
  return 0;
}

}  // namespace assay
