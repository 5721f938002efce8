#include "storage/ledger/case_index.h"

#include <algorithm>
#include <cstdlib>

namespace assay {

bool CaseIndex::Add(const CaseEntry& entry) {
  if (entry.case_number == 0 || entry.revision <= before_.size()) std::abort();
  newest_.resize(std::max<size_t>(newest_.size(), entry.case_number));
  uint32_t& newest = newest_[entry.case_number - 1];
  if (newest == 0) {
    numbers_.Insert(entry.hash, entry.case_number);
  } else if (!numbers_.Contains(entry.hash, entry.case_number)) {
    return false;
  }
  before_.resize(entry.revision);
  before_.back() = newest;
  newest = entry.revision;
  return true;
}

void CaseIndex::Erase(const CaseEntry& entry) {
  if (!numbers_.Contains(entry.hash, entry.case_number)) std::abort();
  uint32_t& newest = newest_[entry.case_number - 1];
  const uint32_t before = Before(entry.revision);
  if (entry.revision != newest) {
    const uint32_t after = After(newest, entry.revision);
    if (after == 0) std::abort();
    before_[after - 1] = before;
    return;
  }
  if (before == 0) numbers_.Erase(entry.hash, entry.case_number);
  newest = before;
}

std::vector<KnownCase> CaseIndex::Find(uint64_t hash) const {
  std::vector<KnownCase> cases;
  for (uint32_t number : numbers_.Find(hash)) {
    cases.push_back({.number = number, .newest_revision = newest_[number - 1]});
  }
  return cases;
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
