#include "storage/ledger/group.h"

namespace assay {

GroupLedger& Group::LedgerNamed(std::string_view name) {
  auto found = ledgers_.find(name);
  if (found == ledgers_.end()) {
    found = ledgers_.try_emplace(std::string(name), std::string(name), book_, lookup_, now_us_).first;
  }
  return found->second;
}

bool Group::has_entries() const {
  for (const auto& [name, ledger] : ledgers_) {
    if (ledger.has_entries()) return true;
  }
  return false;
}

void Group::Fill(StoreBatch* batch) {
  for (auto& [name, ledger] : ledgers_) ledger.Fill(batch);
}

void Group::Publish(const Observer& observer) const {
  // Observers first: whoever reads up to a ledger's size must find everything folded.
  for (const auto& [name, ledger] : ledgers_) ledger.Observe(observer);
  for (const auto& [name, ledger] : ledgers_) ledger.Publish();
}

std::vector<LedgerState*> Group::Filled() const {
  std::vector<LedgerState*> filled;
  for (const auto& [name, ledger] : ledgers_) {
    if (ledger.has_entries() && ledger.state()->HasFullTiles()) filled.push_back(ledger.state());
  }
  return filled;
}

void Group::TellGrowth(const std::function<void(std::string_view)>& on_growth) const {
  for (const auto& [name, ledger] : ledgers_) {
    if (ledger.has_entries()) on_growth(name);
  }
}

void Group::Abandon() const {
  for (const auto& [name, ledger] : ledgers_) ledger.Abandon();
}

}  // namespace assay
