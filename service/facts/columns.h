// The rows of one ledger as plain columns, appended by one writer and scanned by many readers: 20.4 bytes a revision,
// 8 more where it supersedes another, 12 more for a re-audit, and what profiles and ties take.
//
// Row i is the entry of revision i + 1; an entry that is no audit has a row too, so that rows and revisions never drift
// apart. What repeats is kept once: a row holds the number of its profile, which is all that figures filter and count
// by but the day, and the number of its ties. A scan then looks at a profile once, however many rows have it.
//
// Readers take no lock: chunks never move, a row below a size that was published never changes, and what becomes of it
// later (it is superseded) lies in atomics beside it.
#ifndef ASSAY_SERVICE_FACTS_COLUMNS_H_
#define ASSAY_SERVICE_FACTS_COLUMNS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "service/facts/interned.h"
#include "service/facts/row_bits.h"
#include "service/facts/stable_vector.h"

namespace assay {

inline constexpr uint32_t kChunkRows = 4'096;

enum RowFlag : uint8_t {
  kWithdrawn = 1,
  kReAudit = 2,
  kIndependent = 4,  // the auditor's independence is known
  kHasActions = 8,
  kHasOpenRisk = 16,  // an immediate risk that nobody acknowledged
};

// What of an audit repeats from row to row.
struct Profile {
  uint32_t practice_area = 0;    // dictionary number
  uint32_t ungraded_reason = 0;  // dictionary number; meaningful where grade is 0
  uint16_t grade = 0;            // dictionary number of "scale@version/grade" plus 1; 0: ungraded
  uint16_t moderated_grade = 0;  // likewise; 0: not moderated
  uint8_t audit_type = 0;        // AuditType
  uint8_t sampling_method = 0;   // SamplingMethod
  uint8_t flags = 0;             // RowFlag bits
  uint8_t unused = 0;            // it is hashed and compared as bytes

  bool Has(RowFlag flag) const { return (flags & flag) != 0; }
  bool operator==(const Profile&) const = default;
};

// What else an audit is tied to, apart from the profile, which it would multiply.
struct Ties {
  uint32_t team = 0;  // dictionary numbers
  uint32_t auditor = 0;
  // Of a re-audit: the revision that submitted its original; 0: not known.
  uint32_t original = 0;

  bool operator==(const Ties&) const = default;
};

// One entry as the columns hold it.
struct Row : Profile {
  int32_t audit_day = 0;     // days since 1970-01-01
  uint32_t case_number = 0;  // 0: no audit
  uint32_t team = 0;         // the ties
  uint32_t auditor = 0;
  uint32_t original = 0;

  bool operator==(const Row&) const = default;
};

// The same, of a profile and ties that the columns have.
struct NumberedRow {
  uint32_t profile = 0;
  uint32_t ties = 0;
  int32_t audit_day = 0;
  uint32_t case_number = 0;
  uint32_t superseded_revision = 0;  // 0: none

  bool operator==(const NumberedRow&) const = default;
};

struct Chunk {
  template <typename T>
  using Column = std::array<T, kChunkRows>;
  // A bit a row; a word is shared by rows that are published and rows that are not.
  using Bits = std::array<std::atomic<uint64_t>, kChunkRows / kWordRows>;

  Column<int32_t> audit_day;
  Column<uint32_t> profile;
  Column<uint32_t> case_number;
  Column<uint32_t> ties;
  Column<std::atomic<uint32_t>> superseded_at;  // revision; 0: none, or no audit
  Bits gone;                                    // no audit, or superseded
  Bits withdrawn;
  Bits re_audit;
  // Of all its audits, published or not: a scan of a window passes over chunks that lie on one side of it.
  std::atomic<int32_t> first_day = std::numeric_limits<int32_t>::max();
  std::atomic<int32_t> last_day = std::numeric_limits<int32_t>::min();
};

class Columns;

// A prefix of the rows. Copyable, cheap; the columns must outlive it.
class Rows {
 public:
  Rows() = default;
  Rows(const Columns& columns, uint32_t size) : columns_(&columns), size_(size) {}

  uint32_t size() const { return size_; }
  // The same rows cut to the first `size`, which must not exceed size().
  Rows Prefix(uint32_t size) const { return Rows(*columns_, size); }

  // True where row `index` is an audit and not superseded within this prefix. `index` must be below size(), as in
  // everything below.
  bool IsLiveAudit(uint32_t index) const;
  Row At(uint32_t index) const;
  // Revision of the entry that superseded row `index` within this prefix; 0: none did, or it is no audit.
  uint32_t SupersededAt(uint32_t index) const;
  // Revision of the entry that row `index` superseded; 0: none, or it is no audit.
  uint32_t SupersededBy(uint32_t index) const;
  // Index of the entry that submitted the audit whose entry row `index` is.
  uint32_t SubmissionOf(uint32_t index) const;

  // IsLiveAudit of all rows, a bit each: row i is bit i % 64 of word i / 64.
  std::vector<uint64_t> LiveAudits() const;

  // For scans.
  const Chunk& ChunkOf(uint32_t index) const;
  // Every profile number in these rows is below it.
  uint32_t profiles() const;
  const Profile& ProfileNumbered(uint32_t number) const;
  const Profile& ProfileOf(uint32_t index) const { return ProfileNumbered(ChunkOf(index).profile[index % kChunkRows]); }
  const Ties& TiesOf(uint32_t index) const;
  int32_t DayOf(uint32_t index) const { return ChunkOf(index).audit_day[index % kChunkRows]; }
  uint32_t TiesNumberOf(uint32_t index) const { return ChunkOf(index).ties[index % kChunkRows]; }
  const Ties& TiesNumbered(uint32_t number) const;
  uint32_t ProfileNumberOf(uint32_t index) const { return ChunkOf(index).profile[index % kChunkRows]; }
  uint32_t CaseOf(uint32_t index) const { return ChunkOf(index).case_number[index % kChunkRows]; }
  // Calls use(row, superseded revision) for every audit from row `first` on that took the place of another entry, by
  // row.
  template <typename Use>
  void ForEachSuperseding(uint32_t first, Use use) const;
  // The audits recorded as re-audits of nobody knows which, superseded ones included: their rows.
  std::vector<uint32_t> WithUnknownOriginal() const;

 private:
  const Columns* columns_ = nullptr;
  uint32_t size_ = 0;
};

class Columns {
 public:
  // Profile and ties 0 are those of an entry that is no audit, whichever entries come first.
  Columns() {
    profiles_.Intern(Profile());
    ties_.Intern(Ties());
  }

  // Appends the entry of revision size() + 1, in the place of an earlier one; 0: of none. One thread at a time.
  void Append(const Row& row, uint32_t superseded_revision);

  // The same in two steps; one thread at a time. What a row repeats is numbered in the order of the rows that have it
  // first, and then appended with them: see Append.
  uint32_t ProfileNumber(const Profile& profile) { return profiles_.Intern(profile); }
  // Ties to an original are hardly ever those of another row: each row gets its own.
  uint32_t TiesNumber(const Ties& ties) { return ties.original == 0 ? ties_.Intern(ties) : ties_.Append(ties); }
  void Append(const NumberedRow& row);

  // From any thread.
  uint32_t size() const { return size_.load(std::memory_order_acquire); }
  Rows Snapshot() const { return Rows(*this, size()); }

 private:
  friend class Rows;

  // An audit's entry and the one whose place it took.
  struct Superseding {
    uint32_t row = 0;
    uint32_t superseded_revision = 0;
  };

  void Supersede(uint32_t revision, uint32_t by_row);

  StableVector<std::unique_ptr<Chunk>> chunks_;
  Interned<Profile> profiles_;
  Interned<Ties> ties_;
  StableVector<Superseding> superseding_;     // by row
  StableVector<uint32_t> unknown_originals_;  // rows of re-audits
  std::atomic<uint32_t> size_ = 0;
};

inline const Chunk& Rows::ChunkOf(uint32_t index) const { return *columns_->chunks_[index / kChunkRows]; }
inline const Profile& Rows::ProfileNumbered(uint32_t number) const { return columns_->profiles_[number]; }
inline const Ties& Rows::TiesNumbered(uint32_t number) const { return columns_->ties_[number]; }
inline const Ties& Rows::TiesOf(uint32_t index) const { return TiesNumbered(TiesNumberOf(index)); }

template <typename Use>
void Rows::ForEachSuperseding(uint32_t first, Use use) const {
  const auto& all = columns_->superseding_;
  const uint32_t end = all.size();
  uint32_t i = all.PartitionPoint(end, [first](const auto& one) { return one.row < first; });
  for (; i < end && all[i].row < size_; ++i) use(all[i].row, all[i].superseded_revision);
}

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_COLUMNS_H_
