#include "service/facts/count.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "service/domain/civil_date.h"

// A second version of a function, for processors that count and find bits in one instruction and compare eight days at
// once: a statement of 67,000 rows takes 0.66, 0.71 and 0.75 of the time (facts_bench in turns; 193 us become 137). Not
// where the compiler knows no such thing, or a sanitizer is not ready yet when the loader chooses.
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ASSAY_ALSO_FOR_X86_64_V3 [[gnu::target_clones("arch=x86-64-v3", "default")]]
#else
#define ASSAY_ALSO_FOR_X86_64_V3
#endif

namespace assay {
namespace {

// Cases, a bit each.
class CaseSet {
 public:
  // Numbers up to `last`.
  explicit CaseSet(uint32_t last) : words_(last / kWordRows + 1) {}

  void Add(uint32_t number, bool wanted) {
    uint64_t& word = words_[number / kWordRows];
    const uint64_t bit = uint64_t{wanted} << number % kWordRows;
    size_ += (word & bit) != bit;
    word |= bit;
  }

  uint32_t size() const { return static_cast<uint32_t>(size_); }

  uint32_t SharedWith(const CaseSet& other) const {
    uint32_t count = 0;
    for (size_t i = 0; i < words_.size(); ++i) {
      ForEachBit(words_[i] & other.words_[i], [&count](uint32_t) { ++count; });
    }
    return count;
  }

 private:
  std::vector<uint64_t> words_;
  uint64_t size_ = 0;
};

// What leaves rows out of a figure that their profiles do not: each is counted apart. See Survey::LeftOut.
constexpr std::array kLeftOut = {Exclusion::kNone, Exclusion::kOtherTeam, Exclusion::kNotLatest};

uint32_t PlaceOf(Exclusion left_out) {
  return left_out == Exclusion::kNone ? 0 : left_out == Exclusion::kOtherTeam ? 1 : 2;
}

class Count {
 public:
  Count(const Survey& survey, const Question& question, Statement& statement)
      : survey_(survey),
        failing_standing_(question.measure.comparator == static_cast<int>(Comparator::kAtLeast) ? Standing::kMiss
                                                                                                : Standing::kHit),
        on_(DayNumber(question.on)),
        statement_(statement),
        profiles_(survey.profiles()),
        by_profile_(size_t{profiles_} * (survey.LeavesOut() ? kLeftOut.size() : 1)),
        is_failing_(profiles_),
        by_rank_(question.scale ? question.scale->grades.size() : 0),
        by_reason_(survey.facts().ungraded_reasons().size()),
        failing_(survey.rows().size()),
        re_audited_(survey.rows().size()) {
    for (uint32_t profile = 0; profile < profiles_; ++profile) {
      is_failing_[profile] = survey.OfProfile(profile).standing == failing_standing_ ? 1 : 0;
    }
  }

  void Scan() {
    constexpr uint32_t kChunkWords = kChunkRows / kWordRows;
    for (uint32_t word = 0; word < survey_.words(); word += kChunkWords) {
      ScanChunk(word, std::min(word + kChunkWords, survey_.words()));
    }
    for (size_t i = 0; i < by_profile_.size(); ++i) {
      if (by_profile_[i] != 0)
        AddProfile(static_cast<uint32_t>(i % profiles_), kLeftOut[i / profiles_], by_profile_[i]);
    }
  }

  void Finish(const std::optional<Scale>& scale) {
    for (size_t rank = 0; rank < by_rank_.size(); ++rank) {
      statement_.grades.push_back({.grade = scale->grades[rank].code, .count = by_rank_[rank]});
    }
    statement_.ungraded_reasons = SortedReasons();
    statement_.failing_cases = failing_.size();
    statement_.failing_cases_re_audited = failing_.SharedWith(re_audited_);
  }

 private:
  // Rows of one chunk, by their places in it.
  struct Listed {
    std::array<uint16_t, kChunkRows + 8> rows;
    uint32_t count = 0;

    void Append(uint64_t bits, uint32_t first) { count = AppendRows(bits, first, rows.data(), count); }
  };

  ASSAY_ALSO_FOR_X86_64_V3 void ScanChunk(uint32_t first_word, uint32_t end_word) {
    const Chunk& chunk = survey_.rows().ChunkOf(first_word * kWordRows);
    Listed in_window;
    Listed re_audits;
    Listed re_audits_in_window;
    uint32_t withdrawn = 0;
    uint32_t before = 0;
    uint32_t after = 0;
    for (uint32_t word = first_word; word < end_word; ++word) {
      const RowBits bits = survey_.BitsOf(chunk, word);
      withdrawn += static_cast<uint32_t>(std::popcount(bits.withdrawn));
      before += static_cast<uint32_t>(std::popcount(bits.before_window));
      after += static_cast<uint32_t>(std::popcount(bits.after_window));
      const uint32_t first = word * kWordRows % kChunkRows;
      in_window.Append(bits.in_window & ~bits.re_audits, first);
      re_audits.Append(bits.re_audits, first);
      re_audits_in_window.Append(bits.in_window & bits.re_audits, first);
    }
    statement_.exclusions[static_cast<size_t>(Exclusion::kWithdrawn)] += withdrawn;
    statement_.exclusions[static_cast<size_t>(Exclusion::kBeforeWindow)] += before;
    statement_.exclusions[static_cast<size_t>(Exclusion::kAfterWindow)] += after;
    const uint32_t first_row = first_word * kWordRows;
    if (survey_.LeavesOut()) {
      AddRows(chunk, in_window, [&](uint32_t at) { return survey_.LeftOut(first_row + at); });
    } else {
      AddRows(chunk, in_window, [](uint32_t) { return Exclusion::kNone; });
    }
    for (uint32_t i = 0; i < re_audits.count; ++i) {
      const uint32_t at = re_audits.rows[i];
      re_audited_.Add(chunk.case_number[at], chunk.audit_day[at] <= on_);
    }
    AddReAudits(first_row, re_audits_in_window);
  }

  // Rows in the window that are no re-audits.
  template <typename LeftOut>
  void AddRows(const Chunk& chunk, const Listed& listed, LeftOut left_out) {
    uint32_t* const by_profile = by_profile_.data();
    const uint8_t* const is_failing = is_failing_.data();
    Listed failed;
    uint32_t failed_count = 0;
    for (uint32_t i = 0; i < listed.count; ++i) {
      const uint16_t at = listed.rows[i];
      const uint32_t profile = chunk.profile[at];
      const Exclusion out = left_out(at);
      ++by_profile[PlaceOf(out) * profiles_ + profile];
      // Without a branch, which a row in five would make the processor guess wrong.
      failed.rows[failed_count] = at;
      failed_count += out == Exclusion::kOtherTeam ? 0 : is_failing[profile];
    }
    for (uint32_t i = 0; i < failed_count; ++i) failing_.Add(chunk.case_number[failed.rows[i]], true);
  }

  void AddReAudits(uint32_t first_row, const Listed& listed) {
    for (uint32_t i = 0; i < listed.count; ++i) survey_.PrefetchOriginal(first_row + listed.rows[i]);
    for (uint32_t i = 0; i < listed.count; ++i) {
      const uint32_t index = first_row + listed.rows[i];
      const Row row = survey_.At(index);
      Add(row, survey_.Classify(index, row), 1);
    }
  }

  void AddProfile(uint32_t profile, Exclusion left_out, uint32_t count) {
    const Classified classified = survey_.OfProfile(profile);
    if (left_out == Exclusion::kNone || classified.standing == Standing::kOutside) {
      Add(survey_.rows().ProfileNumbered(profile), classified, count);
    } else {
      statement_.exclusions[static_cast<size_t>(left_out)] += count;
    }
  }

  // Audits that stand in one place.
  void Add(const Profile& profile, const Classified& classified, uint32_t count) {
    if (classified.standing == Standing::kOutside) {
      statement_.exclusions[static_cast<size_t>(classified.exclusion)] += count;
      return;
    }
    statement_.sampling[profile.sampling_method] += count;
    statement_.re_audits += profile.Has(kReAudit) ? count : 0;
    statement_.independence_unknown += profile.Has(kIndependent) ? 0 : count;
    if (classified.standing == Standing::kUngraded) {
      statement_.counts.ungraded += count;
      ReasonOf(profile) += count;
      return;
    }
    statement_.counts.graded += count;
    if (classified.standing == Standing::kHit) statement_.counts.hits += count;
    by_rank_[*survey_.Rank(profile)] += count;
  }

  uint32_t& ReasonOf(const Profile& profile) {
    switch (survey_.CauseOf(profile)) {
      case UngradedCause::kOtherScale:
        return other_scale_;
      case UngradedCause::kNotModerated:
        return not_moderated_;
      case UngradedCause::kOwnReason:
        break;
    }
    return by_reason_[profile.ungraded_reason];
  }

  std::vector<UngradedCount> SortedReasons() const {
    std::vector<UngradedCount> sorted;
    for (uint32_t i = 0; i < by_reason_.size(); ++i) {
      if (by_reason_[i] > 0) {
        sorted.push_back({.reason = survey_.facts().ungraded_reasons().Text(i), .count = by_reason_[i]});
      }
    }
    if (other_scale_ > 0) sorted.push_back({.reason = std::string(kOtherScale), .count = other_scale_});
    if (not_moderated_ > 0) sorted.push_back({.reason = std::string(kNotModerated), .count = not_moderated_});
    std::sort(sorted.begin(), sorted.end(), [](const UngradedCount& a, const UngradedCount& b) {
      return a.count != b.count ? a.count > b.count : a.reason < b.reason;
    });
    return sorted;
  }

  const Survey& survey_;
  const Standing failing_standing_;  // of a case found on the wrong side
  const int32_t on_;
  Statement& statement_;
  const uint32_t profiles_;
  std::vector<uint32_t> by_profile_;  // of rows; the profiles once for each of kLeftOut
  std::vector<uint8_t> is_failing_;   // by profile
  std::vector<uint32_t> by_rank_;
  std::vector<uint32_t> by_reason_;
  uint32_t other_scale_ = 0;
  uint32_t not_moderated_ = 0;
  CaseSet failing_;     // an original found them on the wrong side
  CaseSet re_audited_;  // looked at again up to the day
};

}  // namespace

void CountAudits(const Survey& survey, const Question& question, Statement& statement) {
  Count count(survey, question, statement);
  count.Scan();
  count.Finish(question.scale);
}

}  // namespace assay
