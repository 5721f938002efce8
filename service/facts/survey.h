// The audits of a ledger as a question sees them. Statement, explain, groups, differences, trends and moderation all
// stand on this one classification, so that they can never disagree.
//
// Each profile is classified once, when the survey is made; of a row it then takes the day, the team, and what the
// re-audit policy says. Rows are looked at 64 at a time, as bits.
//
// Thread-safe once made; the facts must outlive it.
#ifndef ASSAY_SERVICE_FACTS_SURVEY_H_
#define ASSAY_SERVICE_FACTS_SURVEY_H_

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "service/domain/statement.h"
#include "service/facts/facts.h"
#include "service/facts/question.h"
#include "service/facts/row_bits.h"

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

  // Calls use(index, row, classified) for every live audit, in the order of their entries.
  template <typename Use>
  void ForEach(Use use) const {
    for (uint32_t word = 0; word < live_.size(); ++word) {
      ForEachBit(live_[word], [&](uint32_t bit) {
        const uint32_t index = word * kWordRows + bit;
        const Row row = At(index);
        use(index, row, Classify(index, row));
      });
    }
  }

  // Likewise for those that are in the figure alone.
  template <typename Use>
  void ForEachAudited(Use use) const {
    for (uint32_t word = 0; word < words(); ++word) {
      const Chunk& chunk = rows_.ChunkOf(word * kWordRows);
      const RowBits bits = BitsOf(chunk, word);
      ForEachBit(bits.in_window, [&](uint32_t bit) {
        const uint32_t index = word * kWordRows + bit;
        const bool is_re_audit = (bits.re_audits >> bit & 1) != 0;
        if (!is_re_audit && OfProfile(chunk.profile[index % kChunkRows]).standing == Standing::kOutside) return;
        const Row row = At(index);
        const Classified classified = Classify(index, row);
        if (classified.standing != Standing::kOutside) use(index, row, classified);
      });
    }
  }

  // For a scan: how many words of 64 rows there are, and the bits of one, which lies in the chunk.
  uint32_t words() const { return static_cast<uint32_t>(live_.size()); }
  RowBits BitsOf(const Chunk& chunk, uint32_t word) const;
  // Fetches what At will read of a re-audit's original: for many of them in a row, which lie anywhere.
  void PrefetchOriginal(uint32_t index) const;
  // How an audit of the profile stands that is no re-audit, in the window, of a wanted team, and not left out by the
  // re-audit policy.
  Classified OfProfile(uint32_t profile) const { return by_profile_[profile]; }
  uint32_t profiles() const { return static_cast<uint32_t>(by_profile_.size()); }
  // What leaves out a row in the window whose profile does not: kNone, kOtherTeam or kNotLatest. Not for re-audits.
  Exclusion LeftOut(uint32_t index) const;
  // Whether LeftOut can be anything but kNone.
  bool LeavesOut() const { return teams_.has_value() || policy_ == ReAuditPolicy::kLatestPerCase; }
  // How a row stands that no policy is asked about: by its day and what it says; `row` is At(index).
  Classified ClassifyBeforePolicy(const Row& row) const;

  // Rank on the measure's scale of the grade that counts by the measure's basis; nullopt: there is none to compare.
  std::optional<size_t> Rank(const Profile& profile) const { return RankOf(GradeOf(profile)); }
  // Rank of any grade column; nullopt: none, or it cannot be compared.
  std::optional<size_t> RankOf(uint16_t grade) const;
  // Whether a grade of this rank is on the comparator's side of the threshold.
  bool IsHit(size_t rank) const { return hit_[rank]; }
  // Why what stands as kUngraded does.
  UngradedCause CauseOf(const Profile& profile) const;
  // The reason's code.
  std::string UngradedReasonOf(const Profile& profile) const;

  // Whether the sample was drawn for what is measured: its area, type and method pass the filters.
  bool Covers(const Sample& sample) const;

 private:
  // A set of dictionary numbers; nullopt: no condition.
  using Wanted = std::optional<std::vector<bool>>;

  static Wanted WantedOf(const Dictionary& dictionary, const std::vector<std::string>& texts);
  static bool Passes(const Wanted& wanted, uint32_t number) {
    return !wanted || (number < wanted->size() && (*wanted)[number]);
  }
  // The grade column that counts by the measure's basis.
  uint16_t GradeOf(const Profile& profile) const;
  // By everything that the profile says.
  Classified ClassifyProfile(const Profile& profile) const;
  void SetRanks(const Question& question);
  void ClassifyProfiles();
  void FindFirsts();
  void FindLatest();
  // Whether a row that is in the window and passes the filters yields to another of its case.
  bool IsNotLatest(uint32_t index) const {
    return !latest_of_case_.empty() && latest_of_case_[rows_.CaseOf(index)] != index + 1;
  }
  // Whether row a of a case is newer than row b of it: by its day, then by when its audit was submitted.
  bool IsNewer(uint32_t a, uint32_t b) const;
  // Index of the row that a re-audit, row `index`, looks at again; nullopt: not known.
  std::optional<uint32_t> OriginalOf(uint32_t index) const;

  const LedgerFacts& facts_;
  Rows rows_;
  std::vector<uint64_t> live_;  // a bit a row
  std::vector<std::string> areas_asked_;
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
  std::vector<Classified> by_profile_;
  // Of the cases with a re-audit of nobody knows which: the row of the earliest audit that is no re-audit.
  std::unordered_map<uint32_t, uint32_t> first_of_case_;
  // By case number, the row that counts under kLatestPerCase plus 1, 0: none. Empty under any other policy.
  std::vector<uint32_t> latest_of_case_;
};

inline RowBits Survey::BitsOf(const Chunk& chunk, uint32_t word) const {
  const uint32_t first_row = word * kWordRows;
  const uint32_t at = first_row % kChunkRows;
  const auto relaxed = std::memory_order_relaxed;
  // Rows that nobody has published yet are not live; their days may be being written.
  std::array<int32_t, kWordRows> published;
  const int32_t* days = &chunk.audit_day[at];
  if (rows_.size() - first_row < kWordRows) [[unlikely]] {
    published.fill(0);
    std::copy_n(days, rows_.size() - first_row, published.begin());
    days = published.data();
  }
  const uint64_t before = chunk.first_day.load(relaxed) >= first_day_ ? 0 : BitsBelow(days, first_day_);
  const uint64_t not_after = chunk.last_day.load(relaxed) <= last_day_ ? ~uint64_t{0} : BitsBelow(days, last_day_ + 1);
  const uint64_t withdrawn = chunk.withdrawn[at / kWordRows].load(relaxed);
  const uint64_t counted = live_[word] & ~withdrawn;
  return {.withdrawn = live_[word] & withdrawn,
          .before_window = counted & before,
          .after_window = counted & ~before & ~not_after,
          .in_window = counted & ~before & not_after,
          .re_audits = counted & chunk.re_audit[at / kWordRows].load(relaxed)};
}

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_SURVEY_H_
