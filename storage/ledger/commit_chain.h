// The chain of commits: every batch has a number, and a digest over all heads that were ever written up to it. Two
// databases that agree on both have the same history.
//
//   digest = SHA-256(digest before, 32 bytes ‖ for each head of the batch, by ledger number:
//                    ledger number, 4 bytes ‖ size, 4 bytes ‖ root, 32 bytes)
//
// Numbers are big-endian; before the first commit the digest is 32 zero bytes. DO NOT CHANGE THESE VALUES. Pure
// functions.
#ifndef ASSAY_STORAGE_LEDGER_COMMIT_CHAIN_H_
#define ASSAY_STORAGE_LEDGER_COMMIT_CHAIN_H_

#include <cstdint>
#include <map>
#include <string>

#include "assay/store/v1/store.pb.h"

namespace assay {

// The heads of one batch, by ledger number.
using Heads = std::map<uint32_t, store::v1::Head>;

// What stands before the first: number 0.
store::v1::Commit NoCommit();

store::v1::Commit NextCommit(const store::v1::Commit& before, const Heads& heads);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_COMMIT_CHAIN_H_
