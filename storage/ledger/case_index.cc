#include "storage/ledger/case_index.h"

#include <cstdlib>

namespace assay {

void CaseIndex::Add(const CaseEntry& entry) {
  if (entry.case_number == 0 || entry.revision <= before_.size()) std::abort();
  if (newest_.size() < entry.case_number) newest_.resize(entry.case_number);
  uint32_t& newest = newest_[entry.case_number - 1];
  if (newest == 0) case_numbers_.Insert(entry.hash, entry.case_number);
  before_.resize(entry.revision);
  before_.back() = newest;
  newest = entry.revision;
}

void CaseIndex::Erase(const CaseEntry& entry) {
  if (entry.case_number == 0 || entry.case_number > newest_.size()) std::abort();
  uint32_t* link = &newest_[entry.case_number - 1];
  while (*link != entry.revision) {
    if (*link == 0) std::abort();
    link = &before_[*link - 1];
  }
  *link = Before(entry.revision);
  if (newest_[entry.case_number - 1] == 0) case_numbers_.Erase(entry.hash, entry.case_number);
}

std::vector<uint32_t> CaseIndex::Find(uint64_t hash) const {
  std::vector<uint32_t> entries = case_numbers_.Find(hash);
  for (uint32_t& entry : entries) entry = newest_[entry - 1];
  return entries;
}

}  // namespace assay
