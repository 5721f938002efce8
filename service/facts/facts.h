// What compliance queries read: every ledger's entries folded into columns and dictionaries, in memory.
//
// Facts are a fold of the leaves and nothing else: rebuilt at start, extended at each commit, never stored. The
// committer is the one writer; readers may come from any thread and take no lock to scan.
#ifndef ASSAY_SERVICE_FACTS_FACTS_H_
#define ASSAY_SERVICE_FACTS_FACTS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "service/domain/event.h"
#include "service/domain/scale.h"
#include "service/facts/columns.h"
#include "service/facts/dictionary.h"
#include "service/facts/interned.h"
#include "service/facts/stable_vector.h"
#include "service/facts/token_facts.h"
#include "storage/mutex.h"

namespace assay {

// A scale version as recorded in one ledger.
struct RecordedScale {
  uint32_t revision = 0;
  Scale scale;
};

// An epoch and the entry that begins it.
struct BegunEpoch {
  uint32_t revision = 0;
  Epoch epoch;
};

// The grade of one part of an audit, or of the audit itself.
struct PartGrade {
  uint32_t part = 0;             // dictionary number; kAuditQuality: the audit itself
  uint16_t grade = 0;            // as Row::grade
  uint16_t unused = 0;           // it is hashed and compared as bytes
  uint32_t ungraded_reason = 0;  // meaningful where grade is 0

  bool operator==(const PartGrade&) const = default;
};
inline constexpr uint32_t kAuditQuality = 0;

// Rows one after another, of which there must be that many.
struct RowRange {
  uint32_t first = 0;
  uint32_t count = 0;
};

// The facts of one ledger.
class LedgerFacts {
 public:
  // Of the bytes that Summarise makes. Another number where they, or what a fold makes of an entry, become others.
  static constexpr uint8_t kSummaryVersion = 1;

  LedgerFacts();

  // Folds the next entry: `event.revision` must be size() + 1. One writer at a time.
  void Apply(const Event& event);

  // What the rows hold, in bytes that say nothing of the entries before them: see summary.cc. Entries that are no
  // audits are not in it. On the thread of the writer.
  std::string Summarise(const RowRange& rows) const;

  // Appends the rows of a summary, which leaves these facts exactly as folding their entries would have; has `fold`
  // Apply the entries that are no audits. One writer at a time. DATA_LOSS: these are not the bytes of a summary of the
  // next `rows.count` rows, some of which may be there now. An error of `fold` likewise.
  absl::Status Restore(const RowRange& rows, std::string_view summary,
                       const std::function<absl::Status(uint32_t revision)>& fold);

  // Entries folded so far.
  uint32_t size() const { return columns_.size(); }
  Rows Snapshot() const { return columns_.Snapshot(); }

  // The authority as recorded; nullopt: the ledger has no such entry (the registry, the tokens, an access ledger).
  std::optional<Authority> authority() const;
  bool has_authority() const;

  // Scale versions recorded at or before the revision, in recording order.
  std::vector<RecordedScale> Scales(uint32_t revision) const;
  // Whether it holds of one of all there are, which are shown in the order of recording until one does.
  bool AnyScale(const std::function<bool(const RecordedScale& recorded)>& holds) const;
  // Null: not recorded. Version 0 asks for the newest.
  std::shared_ptr<const RecordedScale> FindScale(const ScaleRef& ref) const;
  // As FindScale, among those recorded at or before the revision.
  std::shared_ptr<const RecordedScale> FindScaleAt(const ScaleRef& ref, uint32_t revision) const;

  // Those that began within the ledger, the oldest first: none, unless it was restored.
  std::vector<BegunEpoch> Epochs() const;

  // Calls use(row, part) for the grades of parts of the first `rows` rows, by row.
  template <typename Use>
  void ForEachPartGrade(uint32_t rows, Use use) const {
    for (uint32_t i = 0, end = graded_parts_.size(); i < end && graded_parts_[i].row < rows; ++i) {
      use(graded_parts_[i].row, part_grades_[graded_parts_[i].number]);
    }
  }

  // Entries of one type of record recorded at or before the revision, those whose place was taken included, in
  // recording order. See records_at.h.
  template <typename T>
  std::vector<std::shared_ptr<const Event>> Records(uint32_t revision) const {
    return RecordsOf(Record(std::in_place_type<T>).index(), revision);
  }

  // Entries of records of all types.
  size_t record_count() const;

  const Dictionary& practice_areas() const { return practice_areas_; }
  const Dictionary& teams() const { return teams_; }
  const Dictionary& auditors() const { return auditors_; }
  // Of parts of a case; number kAuditQuality stands for the audit itself.
  const Dictionary& parts() const { return parts_; }
  const Dictionary& ungraded_reasons() const { return ungraded_reasons_; }
  // Of "scale@version/grade"; the column holds the number plus 1.
  const Dictionary& grades() const { return grades_; }

 private:
  class SummaryWriter;
  class SummaryReader;

  Row Fold(const Audit& audit);
  void FoldParts(const Audit& audit, uint32_t row);
  std::vector<std::shared_ptr<const Event>> RecordsOf(size_t type, uint32_t revision) const;
  uint16_t GradeColumn(const std::string& scale, const std::string& grade);

  // What an audit says of one part of it.
  struct GradedPart {
    uint32_t row = 0;
    uint32_t number = 0;  // of its PartGrade
  };

  Columns columns_;
  Interned<PartGrade> part_grades_;
  StableVector<GradedPart> graded_parts_;  // by row
  Dictionary practice_areas_;
  Dictionary teams_;
  Dictionary auditors_;
  Dictionary parts_;
  Dictionary ungraded_reasons_;
  Dictionary grades_;

  mutable Mutex mutex_;
  std::optional<Authority> authority_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<const RecordedScale>> scales_ ABSL_GUARDED_BY(mutex_);
  std::vector<BegunEpoch> epochs_ ABSL_GUARDED_BY(mutex_);
  std::array<std::vector<std::shared_ptr<const Event>>, std::variant_size_v<Record>> records_ ABSL_GUARDED_BY(mutex_);
};

// "ofsted-2013@1/adequate": how a grade stands in the dictionary.
std::string GradeKey(std::string_view scale, std::string_view grade);

// The facts of all ledgers.
class Facts {
 public:
  // One writer a ledger at a time.
  void Apply(std::string_view ledger, const Event& event);

  // The ledger's, made where there are none. What is returned lives as long as this object.
  LedgerFacts& FindOrAdd(std::string_view ledger);

  // Null: no such ledger. What is returned lives as long as this object.
  const LedgerFacts* Find(std::string_view ledger) const;

  const TokenFacts& tokens() const { return tokens_; }

  // Ids of all authorities, sorted; those after `after`, at most `limit`.
  std::vector<std::string> AuthorityIds(std::string_view after, size_t limit) const;

 private:
  TokenFacts tokens_;
  mutable Mutex mutex_;
  std::map<std::string, std::unique_ptr<LedgerFacts>, std::less<>> ledgers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_FACTS_H_
