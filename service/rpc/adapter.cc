#include "service/rpc/adapter.h"

#include "service/records/convert.h"
#include "service/usecases/proofs.h"

namespace assay {

void FillReceipt(const Committed& committed, WriteMode mode, v1::Receipt& receipt) {
  if (mode == WriteMode::kValidateOnly && committed.revision == 0) {
    receipt.set_outcome(v1::WRITE_OUTCOME_VALID);
    return;
  }
  receipt.set_outcome(committed.appended ? v1::WRITE_OUTCOME_ADDED : v1::WRITE_OUTCOME_ALREADY_THERE);
  receipt.set_revision(committed.revision);
  *receipt.mutable_recorded_at() = ToTimestamp(committed.recorded_at_us);
}

v1::Receipt ToReceipt(const RpcHost& host, const Committed& committed, const ReceiptFor& what) {
  v1::Receipt receipt;
  FillReceipt(committed, what.mode, receipt);
  if (what.omit_proof || receipt.revision() == 0) return receipt;
  absl::StatusOr<v1::InclusionProof> proof =
      ProveInclusion(host.house, std::string(what.ledger), committed.revision, 0);
  ReportFailure(host, proof.status());
  if (proof.ok()) *receipt.mutable_proof() = *std::move(proof);
  return receipt;
}

void ReportFailure(const RpcHost& host, const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnknown:
      host.on_failure(status);
      break;
    default:
      break;
  }
}

}  // namespace assay
