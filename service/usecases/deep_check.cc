#include "service/usecases/deep_check.h"

#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/usecases/house.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

absl::Status Wrong(std::string_view why) { return absl::DataLossError(absl::string_view(why.data(), why.size())); }

absl::Status CheckCommitment(const Event& event, std::string_view personal) {
  if (personal.size() < kSaltBytes ||
      !EqualInConstantTime(Commit({personal.substr(0, kSaltBytes), personal.substr(kSaltBytes)}),
                           event.personal_commitment)) {
    return Wrong("the personal part is not the one the entry commits to");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status DeepCheck::Add(const VerifiedEntry& entry) {
  const LedgerKind kind = LedgerKindOf(entry.ledger);
  auto found = ledgers_.find(entry.ledger);
  if (found == ledgers_.end()) found = ledgers_.try_emplace(std::string(entry.ledger), kind).first;
  Checked& checked = found->second;
  if (absl::Status folded = checked.fold.Add(entry.leaf); !folded.ok()) return folded;
  const bool is_of_authority = kind == LedgerKind::kAuthority || kind == LedgerKind::kPersonalReads;
  const std::string authority = AuthorityOfAccessLedger(entry.ledger).value_or(std::string(entry.ledger));
  if (is_of_authority && checked.fold.authority() != authority) {
    return Wrong("the ledger bears another name than its authority");
  }
  const absl::StatusOr<Event> event = DecodeEvent(entry.revision, entry.leaf);
  if (!event.ok()) return event.status();
  if (const auto* const audit = std::get_if<Audit>(&event->what); audit != nullptr) {
    if (event->kind == ChangeKind::kErased) checked.missing.erase(audit->id);
    const bool is_missing = entry.personal.empty() && !event->personal_commitment.empty();
    if (is_missing) checked.missing[audit->id] = entry.revision;
  }
  if (entry.personal.empty()) return absl::OkStatus();
  if (absl::Status committed = CheckCommitment(*event, entry.personal); !committed.ok()) return committed;
  return CheckCase(entry, checked);
}

absl::Status DeepCheck::End() const {
  for (const auto& [name, checked] : ledgers_) {
    if (checked.missing.empty()) continue;
    return absl::DataLossError(absl::StrCat("ledger ", name, ", entry ", checked.missing.begin()->second,
                                            ": its personal part is missing, and was never erased"));
  }
  return absl::OkStatus();
}

SummaryRules DeepCheck::summaries() const {
  const auto encode = [this](const EntryRange& entries) -> absl::StatusOr<std::string> {
    const LedgerFacts& facts = ledgers_.find(entries.ledger)->second.fold.facts();
    return facts.Summarise({.first = entries.first_revision - 1, .count = entries.count});
  };
  return {.schema = LeafSchema(), .codec = {.version = LedgerFacts::kSummaryVersion, .encode = encode, .apply = {}}};
}

absl::Status DeepCheck::CheckCase(const VerifiedEntry& entry, Checked& checked) {
  const std::string case_ref = LeafCaseRef(entry.personal.substr(kSaltBytes));
  if (case_ref.empty()) return absl::OkStatus();
  const uint32_t number = entry.leaf.header.case_number;
  if (checked.number_of_case.try_emplace(case_ref, number).first->second != number) {
    return Wrong("its case has another number in an earlier entry");
  }
  if (checked.case_of_number.try_emplace(number, case_ref).first->second != case_ref) {
    return Wrong("its case number is another case's in an earlier entry");
  }
  return absl::OkStatus();
}

}  // namespace assay
