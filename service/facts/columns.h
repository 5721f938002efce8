// The rows of one ledger as plain columns: 39 bytes a revision, appended by one writer and scanned by many
// readers.
//
// Row i is the entry of revision i + 1; an entry that is no audit has a row too, so that rows and revisions never drift
// apart. Rows live in chunks that never move: a reader takes a snapshot (a list of chunks and a length) under a short
// lock and then scans without any. A row within a snapshot never changes, but for `superseded_at`, which is atomic.
#ifndef ASSAY_SERVICE_FACTS_COLUMNS_H_
#define ASSAY_SERVICE_FACTS_COLUMNS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "storage/mutex.h"

namespace assay {

inline constexpr uint32_t kChunkRows = 4'096;

enum RowFlag : uint8_t {
  kWithdrawn = 1,
  kReAudit = 2,
  kIndependent = 4,  // the auditor's independence is known
  kHasActions = 8,
  kHasOpenRisk = 16,  // an immediate risk that nobody acknowledged
};

// One entry as the columns hold it.
struct Row {
  int32_t audit_day = 0;       // days since 1970-01-01
  uint32_t case_number = 0;    // 0: no audit
  uint32_t practice_area = 0;  // dictionary numbers
  uint32_t team = 0;
  uint32_t ungraded_reason = 0;  // meaningful where grade is 0
  uint16_t grade = 0;            // dictionary number of "scale@version/grade" plus 1; 0: ungraded
  uint16_t moderated_grade = 0;  // likewise; 0: not moderated
  uint8_t audit_type = 0;        // AuditType
  uint8_t sampling_method = 0;   // SamplingMethod
  uint8_t flags = 0;             // RowFlag bits
  uint32_t auditor = 0;          // dictionary number
  // Of a re-audit: the revision that submitted its original; 0: not known.
  uint32_t original = 0;

  bool Has(RowFlag flag) const { return (flags & flag) != 0; }
};

struct Chunk {
  std::array<int32_t, kChunkRows> audit_day;
  std::array<uint32_t, kChunkRows> case_number;
  std::array<std::atomic<uint32_t>, kChunkRows> superseded_at;  // revision; 0: live
  std::array<uint32_t, kChunkRows> practice_area;
  std::array<uint32_t, kChunkRows> team;
  std::array<uint32_t, kChunkRows> ungraded_reason;
  std::array<uint16_t, kChunkRows> grade;
  std::array<uint16_t, kChunkRows> moderated_grade;
  std::array<uint8_t, kChunkRows> audit_type;
  std::array<uint8_t, kChunkRows> sampling_method;
  std::array<uint8_t, kChunkRows> flags;
  std::array<uint32_t, kChunkRows> auditor;
  std::array<uint32_t, kChunkRows> original;
};

// A prefix of the rows. Copyable, cheap; keeps the chunks alive.
class Rows {
 public:
  Rows() = default;

  uint32_t size() const { return size_; }
  // The same rows cut to the first `size`, which must not exceed size().
  Rows Prefix(uint32_t size) const;

  // True where row `index` is an audit and not superseded within this prefix.
  bool IsLiveAudit(uint32_t index) const;
  // `index` must be below size().
  Row At(uint32_t index) const;
  // Revision of the entry that superseded row `index` within this prefix; 0: none did.
  uint32_t SupersededAt(uint32_t index) const;

 private:
  friend class Columns;
  using Chunks = std::vector<std::shared_ptr<Chunk>>;

  std::shared_ptr<const Chunks> chunks_;
  uint32_t size_ = 0;
};

class Columns {
 public:
  // One writer at a time.
  void Append(const Row& row);
  // Marks the row of `revision` as superseded by the entry of `by`. One writer at a time.
  void Supersede(uint32_t revision, uint32_t by);

  // From any thread.
  Rows Snapshot() const;

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const Rows::Chunks> chunks_ ABSL_GUARDED_BY(mutex_) =
      std::make_shared<Rows::Chunks>();  // replaced, never changed
  uint32_t size_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_COLUMNS_H_
