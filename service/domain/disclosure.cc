// Which counts to hide. The argument:
//
// What is shown makes equations. Within the hits, as within the misses, the shown cells fix themselves and the hidden
// ones are known only by their sum; so that a table is, to a reader, three unknowns: x, the sum of the hidden hits, y,
// that of the hidden misses, and u, the ungraded. A block without hidden cells, or a shown u, leaves its unknown no
// room. A shown numerator fixes x, a shown graded x + y, a shown total x + y + u. What is hidden is not 0: x and y are
// at least the number of cells in them, u at least 1. Of the tables left, the verdict leaves those that it would be
// given to, and that something is hidden those where something is small.
//
// A hidden count is protected where two of the tables left differ in it.
// - Between two hidden cells of one block a case can move with all else as it is, if either has one to spare: if not
//   every hidden cell of the block is 1. Then every hidden cell of the block is protected: one of 1 may be 2, any other
//   may be 1.
// - Otherwise cells, and sums always, are protected only by a change of x, y or u: a *move*. If equations and lower
//   bounds were all, moves of one case in or out of each unknown would do: the difference of two tables is made up of
//   such moves, none of which undoes another's work on x, y or u, so that each alone leads to a table that is left, and
//   one at least changes what the whole changes. (The equations are intervals of x, y, u: a totally unimodular matrix,
//   whose Graver basis has entries of −1, 0 and 1 only.) A verdict makes a slope, which a larger move may get past
//   where a small one does not; so moves of up to five are tried. Who finds none hides more than needed, never less.
//
// So what a block's hidden cells allow depends on whether there are none, one, or more, and on how many cases they have
// to spare, as far as five. Small cells are hidden in any case. Any other has at least 6, so at least five to spare:
// two more do for a block all that any number could, and the smallest do it at the least cost. That leaves three
// choices for hits and for misses, and two for each of ungraded, three sums and the verdict: all are tried, the
// cheapest first. With every choice taken nothing is fixed, and each unknown with something in it can be one more, or
// one less: that protects.
#include "service/domain/disclosure.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <tuple>
#include <utility>

namespace assay {
namespace {

constexpr int kReach = kSmallestPublished - 1;

bool IsSmall(uint32_t count) { return count > 0 && count < kSmallestPublished; }

uint32_t SumOf(const std::vector<uint32_t>& cells) {
  uint32_t sum = 0;
  for (const uint32_t cell : cells) sum += cell;
  return sum;
}

struct Sums {
  uint32_t numerator;
  uint32_t misses;
  uint32_t graded;
  uint32_t total;
};

Sums SumsOf(const CountTable& table) {
  const uint32_t numerator = SumOf(table.hits);
  const uint32_t misses = SumOf(table.misses);
  return {numerator, misses, numerator + misses, numerator + misses + table.ungraded};
}

// The hidden cells of one block.
struct Hidden {
  int64_t cells = 0;
  int64_t to_spare = 0;  // cases beyond one a cell

  void Add(uint32_t count) {
    ++cells;
    to_spare += int64_t{count} - 1;
  }
  // Whether the block can take in so many cases, or lose them if negative.
  bool CanTake(int cases) const { return cases == 0 || (cells > 0 && to_spare + cases >= 0); }
  // Whether a cell of the block may be small then: of two or more, one may always be 1.
  bool MayHaveSmallAfter(int cases) const { return cells > 1 || (cells == 1 && to_spare + cases < kReach); }
};

Hidden HiddenOf(const std::vector<uint32_t>& cells, const std::vector<bool>& shown) {
  Hidden hidden;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!shown[i]) hidden.Add(cells[i]);
  }
  return hidden;
}

// From the table as it is to another that looks the same.
struct Move {
  int hits = 0;
  int misses = 0;
  int ungraded = 0;
};

// Who sees what is shown of a table, knows the rule that gave the verdict, and looks for the tables that look the same.
class Reader {
 public:
  Reader(const CountTable& table, const Rule& rule, const Disclosure& disclosure)
      : table_(table), rule_(rule), disclosure_(disclosure), sums_(SumsOf(table)) {
    hits_ = HiddenOf(table.hits, disclosure.hits);
    misses_ = HiddenOf(table.misses, disclosure.misses);
    if (!disclosure.ungraded) ungraded_.Add(table.ungraded);
    verdict_ = VerdictAfter({});
  }

  // Whether every small count is hidden and has another value in some table that looks the same. Small cells and sums
  // are taken to be hidden.
  bool FindsNoSmallCount() const {
    bool numerator = !IsSmall(sums_.numerator) && CellsAreProtected(table_.hits, hits_);
    bool misses = !IsSmall(sums_.misses) && CellsAreProtected(table_.misses, misses_);
    bool ungraded = !IsSmall(table_.ungraded);
    bool graded = !IsSmall(sums_.graded);
    bool total = !IsSmall(sums_.total);
    const auto all = [&] { return numerator && misses && ungraded && graded && total; };
    for (int x = -kReach; x <= kReach && !all(); ++x) {
      for (int y = -kReach; y <= kReach && !all(); ++y) {
        for (int u = -kReach; u <= kReach && !all(); ++u) {
          if (!LooksTheSameAfter({x, y, u})) continue;
          numerator = numerator || x != 0;
          misses = misses || y != 0;
          ungraded = ungraded || u != 0;
          graded = graded || x + y != 0;
          total = total || x + y + u != 0;
        }
      }
    }
    return all();
  }

 private:
  // Whether moving cases between the hidden cells of a block protects its small ones, if it has any.
  static bool CellsAreProtected(const std::vector<uint32_t>& cells, const Hidden& hidden) {
    if (hidden.cells > 1 && hidden.to_spare > 0) return true;
    return std::none_of(cells.begin(), cells.end(), IsSmall);
  }

  bool LooksTheSameAfter(Move move) const {
    if (!hits_.CanTake(move.hits) || !misses_.CanTake(move.misses) || !ungraded_.CanTake(move.ungraded)) return false;
    if (disclosure_.numerator && move.hits != 0) return false;
    if (disclosure_.graded && move.hits + move.misses != 0) return false;
    if (disclosure_.total && move.hits + move.misses + move.ungraded != 0) return false;
    if (!MayHaveSmallAfter(move)) return false;
    return !disclosure_.verdict || VerdictAfter(move) == verdict_;
  }

  bool MayHaveSmallAfter(Move move) const {
    const Counts counts = CountsAfter(move);
    return hits_.MayHaveSmallAfter(move.hits) || misses_.MayHaveSmallAfter(move.misses) ||
           ungraded_.MayHaveSmallAfter(move.ungraded) || IsSmall(counts.hits) || IsSmall(counts.graded - counts.hits) ||
           IsSmall(counts.graded) || IsSmall(counts.graded + counts.ungraded);
  }

  Verdict VerdictAfter(Move move) const { return Judge(rule_, CountsAfter(move)).verdict; }

  Counts CountsAfter(Move move) const {
    Counts counts;
    counts.hits = sums_.numerator + static_cast<uint32_t>(move.hits);
    counts.graded = sums_.graded + static_cast<uint32_t>(move.hits + move.misses);
    counts.ungraded = table_.ungraded + static_cast<uint32_t>(move.ungraded);
    return counts;
  }

  const CountTable& table_;
  const Rule& rule_;
  const Disclosure& disclosure_;
  const Sums sums_;
  Hidden hits_;
  Hidden misses_;
  Hidden ungraded_;
  Verdict verdict_;
};

std::vector<bool> AllButSmall(const std::vector<uint32_t>& cells) {
  std::vector<bool> shown;
  shown.reserve(cells.size());
  for (const uint32_t cell : cells) shown.push_back(!IsSmall(cell));
  return shown;
}

Disclosure OnlySmallHidden(const CountTable& table) {
  const Sums sums = SumsOf(table);
  Disclosure disclosure;
  disclosure.hits = AllButSmall(table.hits);
  disclosure.misses = AllButSmall(table.misses);
  disclosure.ungraded = !IsSmall(table.ungraded);
  disclosure.numerator = !IsSmall(sums.numerator);
  disclosure.graded = !IsSmall(sums.graded);
  disclosure.total = !IsSmall(sums.total);
  return disclosure;
}

// Hides the smallest cell that is still shown and not 0, if there is one: small ones are hidden already.
void HideOneMore(const std::vector<uint32_t>& cells, std::vector<bool>& shown) {
  std::optional<size_t> smallest;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!shown[i] || cells[i] == 0) continue;
    if (!smallest.has_value() || cells[i] < cells[*smallest]) smallest = i;
  }
  if (smallest.has_value()) shown[*smallest] = false;
}

// Every disclosure that may be the least, some of them more than once.
std::vector<Disclosure> Candidates(const CountTable& table) {
  enum Choice : unsigned { kUngraded = 1, kNumerator = 2, kGraded = 4, kTotal = 8, kVerdict = 16, kChoices = 32 };
  const Sums sums = SumsOf(table);
  const Disclosure least = OnlySmallHidden(table);
  std::vector<Disclosure> candidates;
  for (unsigned cells = 0; cells < 9; ++cells) {
    for (unsigned choices = 0; choices < kChoices; ++choices) {
      Disclosure candidate = least;
      for (unsigned more = 0; more < cells % 3; ++more) HideOneMore(table.hits, candidate.hits);
      for (unsigned more = 0; more < cells / 3; ++more) HideOneMore(table.misses, candidate.misses);
      if ((choices & kUngraded) != 0 && table.ungraded != 0) candidate.ungraded = false;
      if ((choices & kNumerator) != 0 && sums.numerator != 0) candidate.numerator = false;
      if ((choices & kGraded) != 0 && sums.graded != 0) candidate.graded = false;
      if ((choices & kTotal) != 0 && sums.total != 0) candidate.total = false;
      candidate.verdict = (choices & kVerdict) == 0;
      candidates.push_back(std::move(candidate));
    }
  }
  return candidates;
}

struct Cost {
  bool verdict = false;
  int64_t items = 0;
  int64_t sums = 0;
  bool total = false;
  uint64_t cases = 0;

  void Hide(uint32_t count) {
    ++items;
    cases += count;
  }
  auto operator<=>(const Cost&) const = default;
};

Cost CostOf(const Disclosure& disclosure, const CountTable& table) {
  const Sums sums = SumsOf(table);
  Cost cost;
  for (size_t i = 0; i < table.hits.size(); ++i) {
    if (!disclosure.hits[i]) cost.Hide(table.hits[i]);
  }
  for (size_t i = 0; i < table.misses.size(); ++i) {
    if (!disclosure.misses[i]) cost.Hide(table.misses[i]);
  }
  if (!disclosure.ungraded) cost.Hide(table.ungraded);
  const int64_t cells = cost.items;
  if (!disclosure.numerator) cost.Hide(sums.numerator);
  if (!disclosure.graded) cost.Hide(sums.graded);
  if (!disclosure.total) cost.Hide(sums.total);
  cost.sums = cost.items - cells;
  cost.total = !disclosure.total;
  cost.verdict = !disclosure.verdict;
  return cost;
}

// The cheaper first. A hidden cell sorts before a shown one, so that of equal costs the earlier cell goes.
bool IsCheaper(const std::pair<Cost, Disclosure>& one, const std::pair<Cost, Disclosure>& other) {
  const auto key = [](const std::pair<Cost, Disclosure>& candidate) {
    const Disclosure& shown = candidate.second;
    return std::tie(candidate.first, shown.hits, shown.misses, shown.ungraded, shown.numerator, shown.graded);
  };
  return key(one) < key(other);
}

}  // namespace

Disclosure Disclose(const CountTable& table, const Rule& rule) {
  std::vector<std::pair<Cost, Disclosure>> candidates;
  for (Disclosure& candidate : Candidates(table)) {
    const Cost cost = CostOf(candidate, table);
    candidates.emplace_back(cost, std::move(candidate));
  }
  std::sort(candidates.begin(), candidates.end(), IsCheaper);
  for (const auto& [cost, candidate] : candidates) {
    if (Reader(table, rule, candidate).FindsNoSmallCount()) return candidate;
  }
  std::abort();  // the dearest protects
}

}  // namespace assay
