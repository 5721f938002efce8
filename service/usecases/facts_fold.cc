#include "service/usecases/facts_fold.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "service/records/leaf_codec.h"

namespace assay {
namespace {

RowRange RowsOf(const EntryRange& entries) { return {.first = entries.first_revision - 1, .count = entries.count}; }

using LeafReader = std::function<absl::StatusOr<std::string>(uint32_t revision)>;

// An entry that the summary does not hold.
absl::Status FoldLeaf(std::string_view ledger, uint32_t revision, const LeafReader& read, Facts* facts) {
  const absl::StatusOr<std::string> bytes = read(revision);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<Leaf> leaf = DecodeLeaf(*bytes);
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<Event> event = DecodeEvent(revision, *leaf);
  if (!event.ok()) return event.status();
  facts->Apply(ledger, *event);
  return absl::OkStatus();
}

}  // namespace

Observer FactsFold::observer() {
  return [this](auto&&... entry) { Apply(entry...); };
}

SummaryCodec FactsFold::summaries() {
  return {.version = LedgerFacts::kSummaryVersion,
          .encode = [this](const EntryRange& entries) { return Summarise(entries); },
          .apply =
              [this](const EntryRange& entries, std::string_view bytes, const LeafReader& read) {
                return facts_->FindOrAdd(entries.ledger).Restore(RowsOf(entries), bytes, [&](uint32_t revision) {
                  return FoldLeaf(entries.ledger, revision, read, facts_);
                });
              }};
}

absl::StatusOr<std::string> FactsFold::Summarise(const EntryRange& entries) {
  {
    MutexLock lock(&mutex_);
    if (!status_.ok()) return status_;
  }
  return facts_->Find(entries.ledger)->Summarise(RowsOf(entries));
}

// An entry that cannot be decoded must not be left out of a figure in silence: the first such is remembered, and the
// server does not serve.
void FactsFold::Apply(std::string_view ledger, uint32_t revision, const Leaf& leaf, void* decoded) {
  if (decoded != nullptr) {
    Event& known = *static_cast<Event*>(decoded);
    CompleteEvent(revision, leaf.header, known);
    return facts_->Apply(ledger, known);
  }
  const absl::StatusOr<Event> event = DecodeEvent(revision, leaf);
  if (event.ok()) return facts_->Apply(ledger, *event);
  MutexLock lock(&mutex_);
  if (serving_) std::abort();
  if (status_.ok()) {
    status_ = absl::DataLossError("ledger " + std::string(ledger) + ", revision " + std::to_string(revision) + ": " +
                                  std::string(event.status().message()));
  }
}

absl::Status FactsFold::BeginServing() {
  MutexLock lock(&mutex_);
  serving_ = true;
  return status_;
}

}  // namespace assay
