// What compliance queries read: every ledger's entries folded into columns and dictionaries, in memory.
//
// Facts are a fold of the leaves and nothing else: rebuilt at start, extended at each commit, never stored. The
// committer is the one writer; readers may come from any thread and never hold it up for longer than a snapshot takes.
#ifndef ASSAY_SERVICE_FACTS_FACTS_H_
#define ASSAY_SERVICE_FACTS_FACTS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/domain/event.h"
#include "service/domain/scale.h"
#include "service/facts/columns.h"
#include "service/facts/dictionary.h"
#include "storage/mutex.h"

namespace assay {

// A scale version as recorded in one ledger.
struct RecordedScale {
  uint32_t revision = 0;
  Scale scale;
};

// The facts of one ledger.
class LedgerFacts {
 public:
  // Folds the next entry: `event.revision` must be size() + 1. One writer at a time.
  void Apply(const Event& event);

  // Entries folded so far.
  uint32_t size() const { return columns_.Snapshot().size(); }
  Rows Snapshot() const { return columns_.Snapshot(); }

  // The authority as recorded; nullopt: the ledger has no such entry (the registry).
  std::optional<Authority> authority() const;

  // Scale versions recorded at or before the revision, in recording order.
  std::vector<RecordedScale> Scales(uint32_t revision) const;
  // nullopt: not recorded. Version 0 asks for the newest.
  std::optional<RecordedScale> FindScale(const ScaleRef& ref) const;
  // As FindScale, among those recorded at or before the revision.
  std::optional<RecordedScale> FindScaleAt(const ScaleRef& ref, uint32_t revision) const;

  const Dictionary& practice_areas() const { return practice_areas_; }
  const Dictionary& teams() const { return teams_; }
  const Dictionary& ungraded_reasons() const { return ungraded_reasons_; }
  // Of "scale@version/grade"; the column holds the number plus 1.
  const Dictionary& grades() const { return grades_; }

 private:
  Row Fold(const Audit& audit);
  uint16_t GradeColumn(const std::string& scale, const std::string& grade);

  Columns columns_;
  Dictionary practice_areas_;
  Dictionary teams_;
  Dictionary ungraded_reasons_;
  Dictionary grades_;

  mutable Mutex mutex_;
  std::optional<Authority> authority_ ABSL_GUARDED_BY(mutex_);
  std::vector<RecordedScale> scales_ ABSL_GUARDED_BY(mutex_);
};

// "ofsted-2013@1/adequate": how a grade stands in the dictionary.
std::string GradeKey(std::string_view scale, std::string_view grade);

// The facts of all ledgers.
class Facts {
 public:
  // One writer at a time.
  void Apply(std::string_view ledger, const Event& event);

  // Null: no such ledger. What is returned lives as long as this object.
  const LedgerFacts* Find(std::string_view ledger) const;

  // Ids of all authorities, sorted; those after `after`, at most `limit`.
  std::vector<std::string> AuthorityIds(std::string_view after, size_t limit) const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::unique_ptr<LedgerFacts>, std::less<>> ledgers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_FACTS_H_
