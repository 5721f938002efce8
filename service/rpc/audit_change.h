// How the adapters change audits: the same way for every kind of change.
#ifndef ASSAY_SERVICE_RPC_AUDIT_CHANGE_H_
#define ASSAY_SERVICE_RPC_AUDIT_CHANGE_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/audit_service.pb.h"
#include "service/domain/change.h"
#include "service/records/convert.h"
#include "service/rpc/adapter.h"
#include "service/rpc/unary.h"
#include "service/usecases/changes.h"

namespace assay {

// Makes the change, answers it and, for an erasure, only once the bytes are gone. `shape` holds what the converter
// already found wrong.
template <typename Request, typename Response>
void ChangeAndAnswer(Unary<Request, Response>& asked, const AuditChange& change, Violations shape) {
  const WriteMode mode = ModeOf(asked.request().change().validate_only());
  const bool erases = change.kind == ChangeKind::kErased && mode == WriteMode::kCommit;
  auto answer = [&asked, mode, authority = change.authority](const Submitted& made) {
    *asked.response().mutable_receipt() =
        ToReceipt(asked.host(), made.committed,
                  {.ledger = authority, .mode = mode, .omit_proof = asked.request().change().omit_receipt()});
    if (mode == WriteMode::kCommit) *asked.response().mutable_audit() = ToRecordedAudit(*made.event);
    asked.End(absl::OkStatus());
  };
  auto done = [&asked, erases, answer](const absl::StatusOr<Submitted>& made) {
    if (!made.ok()) return asked.End(made.status());
    if (!erases) return answer(*made);
    // However many wait: it is erased already, and they are bounded by the calls under way.
    asked.host().erasers.Do(asked.caller().actor,
                            [&asked, answer, made = *made, upto = asked.house().ledger.Erasures()] {
                              absl::Status purged = asked.house().ledger.Purge(upto);
                              if (!purged.ok()) return asked.End(purged);
                              answer(made);
                            });
  };
  ChangeAudit(asked.house(), change, std::move(shape), asked.Writing(mode),
              asked.template Answering<Submitted>(std::move(done)));
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_AUDIT_CHANGE_H_
