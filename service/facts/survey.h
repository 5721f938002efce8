// One pass over the audits of a ledger as a question sees them. Statement, explain, groups, differences, trends and
// moderation all stand on this one classification, so that they can never disagree.
//
// Thread-safe once made; keeps what it was made from alive but for the facts, which must outlive it.
#ifndef ASSAY_SERVICE_FACTS_SURVEY_H_
#define ASSAY_SERVICE_FACTS_SURVEY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "service/domain/statement.h"
#include "service/facts/facts.h"
#include "service/facts/question.h"

namespace assay {

// Where one audit stands.
enum class Standing : uint8_t {
  kHit,       // graded, on the comparator's side of the threshold
  kMiss,      // graded, on the other side
  kUngraded,  // in the figure, without a grade that can be compared
  kOutside,   // see the exclusion
};

// Why an audit in the figure has no grade that can be compared.
enum class UngradedCause : uint8_t { kOwnReason, kOtherScale, kNotModerated };

struct Classified {
  Standing standing = Standing::kOutside;
  Exclusion exclusion = Exclusion::kNone;  // set for kOutside
};

class Survey {
 public:
  // `rows` is the prefix of the revision asked about.
  Survey(const LedgerFacts& facts, Rows rows, const Question& question);

  const Rows& rows() const { return rows_; }
  const LedgerFacts& facts() const { return facts_; }

  // Row `index` as it counts: a re-audit has the type and sampling method of its original.
  Row At(uint32_t index) const;

  // How row `index` stands, a live audit; `row` is At(index).
  Classified Classify(uint32_t index, const Row& row) const;

  // By window and filters alone, before the re-audit policy.
  Classified ClassifyBeforePolicy(const Row& row) const;

  // Calls use(index, row, classified) for every live audit, in the order of their entries.
  template <typename Use>
  void ForEach(Use use) const {
    for (uint32_t index = 0; index < rows_.size(); ++index) {
      if (!rows_.IsLiveAudit(index)) continue;
      const Row row = At(index);
      use(index, row, Classify(index, row));
    }
  }

  // Rank on the measure's scale of the grade that counts by the measure's basis; nullopt: there is none to compare.
  std::optional<size_t> Rank(const Row& row) const { return RankOf(GradeOf(row)); }
  // Rank of any grade column; nullopt: none, or it cannot be compared.
  std::optional<size_t> RankOf(uint16_t grade) const;
  // Whether a grade of this rank is on the comparator's side of the threshold.
  bool IsHit(size_t rank) const { return hit_[rank]; }
  // Why a row whose standing is kUngraded is so.
  UngradedCause CauseOf(const Row& row) const;
  // The reason's code.
  std::string UngradedReasonOf(const Row& row) const;

  // Whether the sample was drawn for what is measured: its area, type and method pass the filters.
  bool Covers(const Sample& sample) const;

 private:
  // A set of dictionary numbers; nullopt: no condition.
  using Wanted = std::optional<std::vector<bool>>;

  static Wanted WantedOf(const Dictionary& dictionary, const std::vector<std::string>& texts);
  static bool Passes(const Wanted& wanted, uint32_t number);
  // The grade column that counts by the measure's basis.
  uint16_t GradeOf(const Row& row) const;
  void SetRanks(const Question& question);
  void FindOriginals();
  void FindLatest();
  // Index of the row that a re-audit looks at again; nullopt: not known.
  std::optional<uint32_t> OriginalOf(const Row& row) const;

  const LedgerFacts& facts_;
  const Rows rows_;
  const std::vector<std::string> areas_asked_;
  int32_t first_day_;
  int32_t last_day_;
  Wanted practice_areas_;
  Wanted teams_;
  uint32_t audit_types_;       // bit set by AuditType; all ones: no condition
  uint32_t sampling_methods_;  // bit set by SamplingMethod; all ones: no condition
  GradeBasis basis_;
  ReAuditPolicy policy_;
  std::vector<int8_t> rank_;  // by grade column; -1: cannot be compared
  std::vector<bool> hit_;     // by rank
  // By case number; indices + 1, 0: none. Filled only where they are asked for.
  std::vector<uint32_t> first_of_case_;   // the earliest audit that is no re-audit
  std::vector<uint32_t> latest_of_case_;  // the one that counts under kLatestPerCase
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_SURVEY_H_
