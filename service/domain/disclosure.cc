// Which counts to hide. The argument:
//
// What is shown makes equations. Within the hits, as within the misses, the shown cells fix themselves and the hidden
// ones are known only by their sum; so that a table is, to a reader, three unknowns: x, the sum of the hidden hits, y,
// that of the hidden misses, and u, the ungraded. A block without hidden cells, or a shown u, leaves its unknown no
// room. A shown numerator fixes x, a shown graded x + y, a shown total x + y + u. What is hidden is not 0: x and y are
// at least the number of cells in them, u at least 1. The verdict leaves those of them that it would be given to.
//
// A hidden count is protected where two of the tables left differ in it.
// - Between two hidden cells of one block a case can move with all else as it is, if either has one to spare: if not
//   every hidden cell of the block is 1. Then every hidden cell of the block is protected.
// - Otherwise cells, and sums always, are protected only by a change of x, y or u: a *move*. Without a verdict it is
//   enough to try moves of one case in or out of each unknown. For the difference of two tables is made up of such
//   moves, each of which keeps what is fixed, and none of which undoes another's work on x, y or u; so that each of
//   them alone leads to a table that is left, and at least one of them changes what the whole changes. (The equations
//   are intervals of x, y, u: a totally unimodular matrix, whose Graver basis has entries of −1, 0 and 1 only.)
// - A verdict makes a slope that a larger move may get past where a small one does not. Moves of up to five are tried:
//   who finds none hides more than needed, never less.
//
// So what a block's hidden cells allow depends on whether there are none, one or more, and on how many cases they have
// to spare, as far as five. Small cells are hidden in any case. Any other has at least 6, so at least five to spare:
// one of them does for its block all that more could, and the smallest does it at the least cost. That leaves two
// choices for each of hits, misses, ungraded, three sums and the verdict: all are tried, the cheapest first. The last
// of them hides all that is not 0, and then each unknown with something in it can be one more.
#include "service/domain/disclosure.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <tuple>

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

// What one reader can ask: the table, what is shown of it, and the rule that gave the verdict.
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
    return !disclosure_.verdict || VerdictAfter(move) == verdict_;
  }

  Verdict VerdictAfter(Move move) const {
    Counts counts;
    counts.hits = sums_.numerator + static_cast<uint32_t>(move.hits);
    counts.graded = sums_.graded + static_cast<uint32_t>(move.hits + move.misses);
    counts.ungraded = table_.ungraded + static_cast<uint32_t>(move.ungraded);
    return Judge(rule_, counts).verdict;
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

// Hides the smallest cell that is not small, if there is one.
void HideOneMore(const std::vector<uint32_t>& cells, std::vector<bool>& shown) {
  std::optional<size_t> smallest;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] < kSmallestPublished) continue;
    if (!smallest.has_value() || cells[i] < cells[*smallest]) smallest = i;
  }
  if (smallest.has_value()) shown[*smallest] = false;
}

// Every disclosure that may be the least, some of them more than once.
std::vector<Disclosure> Candidates(const CountTable& table) {
  enum Choice : unsigned {
    kHit = 1,
    kMiss = 2,
    kUngraded = 4,
    kNumerator = 8,
    kGraded = 16,
    kTotal = 32,
    kVerdict = 64
  };
  const Sums sums = SumsOf(table);
  const Disclosure least = OnlySmallHidden(table);
  std::vector<Disclosure> candidates;
  for (unsigned choices = 0; choices < 2 * kVerdict; ++choices) {
    Disclosure candidate = least;
    if ((choices & kHit) != 0) HideOneMore(table.hits, candidate.hits);
    if ((choices & kMiss) != 0) HideOneMore(table.misses, candidate.misses);
    if ((choices & kUngraded) != 0 && table.ungraded != 0) candidate.ungraded = false;
    if ((choices & kNumerator) != 0 && sums.numerator != 0) candidate.numerator = false;
    if ((choices & kGraded) != 0 && sums.graded != 0) candidate.graded = false;
    if ((choices & kTotal) != 0 && sums.total != 0) candidate.total = false;
    candidate.verdict = (choices & kVerdict) == 0;
    candidates.push_back(std::move(candidate));
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

// A hidden cell sorts before a shown one, so that of equal costs the earlier cell goes.
auto Position(const Disclosure& disclosure) {
  return std::tie(disclosure.hits, disclosure.misses, disclosure.ungraded, disclosure.numerator, disclosure.graded);
}

}  // namespace

Disclosure Disclose(const CountTable& table, const Rule& rule) {
  std::vector<Disclosure> candidates = Candidates(table);
  std::sort(candidates.begin(), candidates.end(), [&](const Disclosure& one, const Disclosure& other) {
    const Cost cost = CostOf(one, table);
    const Cost other_cost = CostOf(other, table);
    return cost != other_cost ? cost < other_cost : Position(one) < Position(other);
  });
  for (const Disclosure& candidate : candidates) {
    if (Reader(table, rule, candidate).FindsNoSmallCount()) return candidate;
  }
  std::abort();  // the last hides everything
}

}  // namespace assay
