#include "service/facts/columns.h"

namespace assay {

Rows Rows::Prefix(uint32_t size) const {
  Rows prefix = *this;
  prefix.size_ = size;
  return prefix;
}

bool Rows::IsLiveAudit(uint32_t index) const {
  const Chunk& chunk = *(*chunks_)[index / kChunkRows];
  return chunk.case_number[index % kChunkRows] != 0 && SupersededAt(index) == 0;
}

uint32_t Rows::SupersededAt(uint32_t index) const {
  const Chunk& chunk = *(*chunks_)[index / kChunkRows];
  const uint32_t superseded_at = chunk.superseded_at[index % kChunkRows].load(std::memory_order_relaxed);
  return superseded_at > size_ ? 0 : superseded_at;
}

Row Rows::At(uint32_t index) const {
  const Chunk& chunk = *(*chunks_)[index / kChunkRows];
  const uint32_t at = index % kChunkRows;
  return {.audit_day = chunk.audit_day[at],
          .case_number = chunk.case_number[at],
          .practice_area = chunk.practice_area[at],
          .team = chunk.team[at],
          .ungraded_reason = chunk.ungraded_reason[at],
          .grade = chunk.grade[at],
          .moderated_grade = chunk.moderated_grade[at],
          .audit_type = chunk.audit_type[at],
          .sampling_method = chunk.sampling_method[at],
          .flags = chunk.flags[at],
          .auditor = chunk.auditor[at],
          .original = chunk.original[at]};
}

void Columns::Append(const Row& row) {
  MutexLock lock(&mutex_);
  const uint32_t at = size_ % kChunkRows;
  if (at == 0) {
    auto grown = std::make_shared<Rows::Chunks>(*chunks_);
    grown->push_back(std::make_shared<Chunk>());
    chunks_ = std::move(grown);
  }
  Chunk& chunk = *chunks_->back();
  chunk.audit_day[at] = row.audit_day;
  chunk.case_number[at] = row.case_number;
  chunk.practice_area[at] = row.practice_area;
  chunk.team[at] = row.team;
  chunk.ungraded_reason[at] = row.ungraded_reason;
  chunk.grade[at] = row.grade;
  chunk.moderated_grade[at] = row.moderated_grade;
  chunk.flags[at] = row.flags;
  chunk.auditor[at] = row.auditor;
  chunk.original[at] = row.original;
  chunk.audit_type[at] = row.audit_type;
  chunk.sampling_method[at] = row.sampling_method;
  ++size_;
}

void Columns::Supersede(uint32_t revision, uint32_t by) {
  MutexLock lock(&mutex_);
  const uint32_t index = revision - 1;
  (*chunks_)[index / kChunkRows]->superseded_at[index % kChunkRows].store(by, std::memory_order_relaxed);
}

Rows Columns::Snapshot() const {
  MutexLock lock(&mutex_);
  Rows rows;
  rows.chunks_ = chunks_;
  rows.size_ = size_;
  return rows;
}

}  // namespace assay
