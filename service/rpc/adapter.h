// What the thin adapters share; answer.h has how they read. An adapter turns a call into a use case and its answer into
// a reply, and knows no rules.
//
// It is called on the thread of the call's queue and must not block there. An audit as it stands is read in place;
// other reads go to the reader pool; writes are answered when the ledger's committer has decided them.
#ifndef ASSAY_SERVICE_RPC_ADAPTER_H_
#define ASSAY_SERVICE_RPC_ADAPTER_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "assay/v1/write.pb.h"
#include "service/rpc/peers.h"
#include "service/rpc/reader_pool.h"
#include "service/rpc/watch_hub.h"
#include "service/usecases/house.h"

namespace assay {

// Whether who calls over loopback or a unix socket must say who they are.
enum class LocalCallers {
  kTrusted,        // no: whoever gets there may do everything, as "local"
  kMustShowToken,  // yes, as from anywhere else
};

// What every adapter works with; outlives them.
struct RpcHost {
  const House& house;
  ReaderPool& readers;
  ReaderPool& erasers;  // one thread, for making what is erased leave the disks; never full
  ReaderPool& chores;   // one thread, for what takes minutes
  ReaderPool& batches;  // as many as there are queues, for what a batch of audits takes; never full
  WatchHub& watches;
  Peers& peers;
  LocalCallers local_callers = LocalCallers::kMustShowToken;
  // Told of failures that are the server's own, for the log. From any thread.
  std::function<void(const absl::Status& status)> on_failure;
};

// What a receipt is made for.
struct ReceiptFor {
  std::string_view ledger;
  WriteMode mode = WriteMode::kCommit;
  bool omit_proof = false;
};

// What a receipt without a proof says, into a message that has nothing set.
void FillReceipt(const Committed& committed, WriteMode mode, v1::Receipt& receipt);

// A receipt for a committed, replayed or validated write. A proof that cannot be made, of which the log is told, is
// left out: what is committed is committed.
v1::Receipt ToReceipt(const RpcHost& host, const Committed& committed, const ReceiptFor& what);

// Tells the log of a failure of ours; says nothing of a refusal.
void ReportFailure(const RpcHost& host, const absl::Status& status);

inline WriteMode ModeOf(bool validate_only) { return validate_only ? WriteMode::kValidateOnly : WriteMode::kCommit; }

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_ADAPTER_H_
