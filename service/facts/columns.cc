#include "service/facts/columns.h"

#include <algorithm>

namespace assay {
namespace {

// There is one writer, so nothing is lost between load and store.
void SetBit(Chunk::Bits& bits, uint32_t at) {
  std::atomic<uint64_t>& word = bits[at / kWordRows];
  word.store(word.load(std::memory_order_relaxed) | uint64_t{1} << at % kWordRows, std::memory_order_release);
}

void Widen(Chunk& chunk, int32_t day) {
  const auto relaxed = std::memory_order_relaxed;
  chunk.first_day.store(std::min(day, chunk.first_day.load(relaxed)), relaxed);
  chunk.last_day.store(std::max(day, chunk.last_day.load(relaxed)), relaxed);
}

}  // namespace

uint32_t Rows::profiles() const { return columns_ == nullptr ? 0 : columns_->profiles_.size(); }

bool Rows::IsLiveAudit(uint32_t index) const {
  return ChunkOf(index).case_number[index % kChunkRows] != 0 && SupersededAt(index) == 0;
}

uint32_t Rows::SupersededAt(uint32_t index) const {
  const uint32_t revision = ChunkOf(index).superseded_at[index % kChunkRows].load(std::memory_order_relaxed);
  return revision > size_ ? 0 : revision;
}

uint32_t Rows::SupersededBy(uint32_t index) const {
  const auto& all = columns_->superseding_;
  const uint32_t size = all.size();
  const uint32_t at = all.PartitionPoint(size, [index](const auto& one) { return one.row < index; });
  return at < size && all[at].row == index ? all[at].superseded_revision : 0;
}

uint32_t Rows::SubmissionOf(uint32_t index) const {
  while (const uint32_t earlier = SupersededBy(index)) index = earlier - 1;
  return index;
}

Row Rows::At(uint32_t index) const {
  const Chunk& chunk = ChunkOf(index);
  const uint32_t at = index % kChunkRows;
  const Ties& ties = columns_->ties_[chunk.ties[at]];
  Row row{columns_->profiles_[chunk.profile[at]]};
  row.audit_day = chunk.audit_day[at];
  row.case_number = chunk.case_number[at];
  row.team = ties.team;
  row.auditor = ties.auditor;
  row.original = ties.original;
  return row;
}

std::vector<uint64_t> Rows::LiveAudits() const {
  std::vector<uint64_t> live((size_t{size_} + kWordRows - 1) / kWordRows);
  if (live.empty()) return live;
  for (size_t first = 0; first < live.size(); first += kChunkRows / kWordRows) {
    const Chunk& chunk = *columns_->chunks_[static_cast<uint32_t>(first * kWordRows / kChunkRows)];
    const size_t words = std::min(chunk.gone.size(), live.size() - first);
    for (size_t i = 0; i < words; ++i) live[first + i] = ~chunk.gone[i].load(std::memory_order_acquire);
  }
  if (size_ % kWordRows != 0) live.back() &= (uint64_t{1} << size_ % kWordRows) - 1;
  // Those that were superseded only later. Every such entry is there: it came before the bit that was read.
  const auto& all = columns_->superseding_;
  const uint32_t end = all.size();
  const uint32_t begin = all.PartitionPoint(end, [this](const auto& one) { return one.row < size_; });
  for (uint32_t i = begin; i < end; ++i) {
    const uint32_t row = all[i].superseded_revision - 1;
    if (row < size_) live[row / kWordRows] |= uint64_t{1} << row % kWordRows;
  }
  return live;
}

std::vector<uint32_t> Rows::WithUnknownOriginal() const {
  std::vector<uint32_t> rows;
  if (size_ == 0) return rows;
  const StableVector<uint32_t>& all = columns_->unknown_originals_;
  for (uint32_t i = 0, end = all.size(); i < end && all[i] < size_; ++i) rows.push_back(all[i]);
  return rows;
}

// The entry is in the list before the bit is set, and both before the size is published that includes it: a reader of
// that size sees both, and one of an earlier size finds the entry wherever it finds the bit.
void Columns::Supersede(uint32_t revision, uint32_t by_row) {
  const uint32_t index = revision - 1;
  Chunk& chunk = *chunks_[index / kChunkRows];
  const uint32_t at = index % kChunkRows;
  superseding_.Append({.row = by_row, .superseded_revision = revision});
  chunk.superseded_at[at].store(by_row + 1, std::memory_order_relaxed);
  SetBit(chunk.gone, at);
}

void Columns::Append(const Row& row, uint32_t superseded_revision) {
  const Ties ties{.team = row.team, .auditor = row.auditor, .original = row.original};
  Append({.profile = ProfileNumber(row),
          .ties = TiesNumber(ties),
          .audit_day = row.audit_day,
          .case_number = row.case_number,
          .superseded_revision = superseded_revision});
}

void Columns::Append(const NumberedRow& row) {
  const uint32_t index = size_.load(std::memory_order_relaxed);
  const uint32_t at = index % kChunkRows;
  if (at == 0) chunks_.Append(std::make_unique<Chunk>());
  Chunk& chunk = *chunks_[index / kChunkRows];
  chunk.audit_day[at] = row.audit_day;
  chunk.profile[at] = row.profile;
  chunk.case_number[at] = row.case_number;
  chunk.ties[at] = row.ties;
  if (row.case_number == 0) {
    SetBit(chunk.gone, at);
  } else {
    const Profile& profile = profiles_[row.profile];
    Widen(chunk, row.audit_day);
    if (profile.Has(kWithdrawn)) SetBit(chunk.withdrawn, at);
    if (profile.Has(kReAudit)) {
      SetBit(chunk.re_audit, at);
      if (ties_[row.ties].original == 0) unknown_originals_.Append(index);
    }
    if (row.superseded_revision != 0) Supersede(row.superseded_revision, index);
  }
  size_.store(index + 1, std::memory_order_release);
}

}  // namespace assay
