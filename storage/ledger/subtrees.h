// The hashes that proofs are made of: from memory, and within an older tile from its row.
#ifndef ASSAY_STORAGE_LEDGER_SUBTREES_H_
#define ASSAY_STORAGE_LEDGER_SUBTREES_H_

#include "storage/ledger/ledger_state.h"
#include "storage/ledger/store.h"
#include "storage/merkle/proof.h"

namespace assay {

// Reads subtrees that are complete at the committed size. Remembers the tile it read last: a reader is for one proof,
// on one thread. Both arguments outlive it.
SubtreeReader SubtreesOf(const LedgerState* state, const Store* store);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_SUBTREES_H_
