#include "service/usecases/records_now.h"

#include "service/records/leaf_codec.h"

namespace assay {

absl::StatusOr<RecordsNow> RecordsNow::Read(const LedgerFacts& facts, const View& view) {
  RecordsNow now(facts, facts.size(), view.size());
  for (uint32_t revision = now.folded_ + 1; revision <= view.size(); ++revision) {
    absl::StatusOr<Entry> entry = view.Read(revision);
    if (!entry.ok()) return entry.status();
    absl::StatusOr<Leaf> leaf = DecodeLeaf(entry->leaf);
    if (!leaf.ok()) return leaf.status();
    if (leaf->header.kind != LeafKind::kRecord) continue;
    absl::StatusOr<Event> event = DecodeEvent(revision, *leaf);
    if (!event.ok()) return event.status();
    now.tail_.push_back(std::make_shared<const Event>(*std::move(event)));
  }
  return now;
}

RecordsNow RecordsNow::Before(uint32_t revision) const {
  RecordsNow before = *this;
  before.last_ = std::min(last_, revision - 1);
  return before;
}

}  // namespace assay
