// One group of proposals: runs them one after another, each seeing what those before it appended, and collects what is
// to be written at once.
//
// A proposal that is refused leaves no trace. Lives on the committer thread only.
#ifndef ASSAY_STORAGE_LEDGER_GROUP_H_
#define ASSAY_STORAGE_LEDGER_GROUP_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/ledger/book.h"
#include "storage/ledger/group_ledger.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/lookup.h"
#include "storage/ledger/store.h"

namespace assay {

class Group {
 public:
  // `book` and `lookup` outlive the group. `now_us` is the clock when the group formed.
  Group(Book* book, const Lookup* lookup, int64_t now_us) : book_(book), lookup_(lookup), now_us_(now_us) {}

  // The named ledger, for proposals to be run against. Stays where it is as long as the group.
  GroupLedger& LedgerNamed(std::string_view name);

  // Whether there is anything to write.
  bool has_entries() const;

  // Puts every entry, tile, erasure and the head of every ledger that grew into the batch. Once.
  void Fill(StoreBatch* batch);

  // After the write: tells the observer of every entry, then lets everybody see them.
  void Publish(const Observer& observer) const;

  // After Publish: the ledgers that have full tiles to take.
  std::vector<LedgerState*> Filled() const;

  // After Publish: names every ledger that grew.
  void TellGrowth(const std::function<void(std::string_view)>& on_growth) const;

  // Instead of Publish, when the outcome of the write is unknown.
  void Abandon() const;

 private:
  Book* const book_;
  const Lookup* const lookup_;
  const int64_t now_us_;
  std::map<std::string, GroupLedger, std::less<>> ledgers_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_GROUP_H_
