#include "client/cli/importer.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "client/sdk/call.h"
#include "service/domain/limits.h"
#include "service/domain/violation.h"

namespace assay {
namespace {

constexpr absl::Duration kLook = absl::Milliseconds(50);  // how often a pause looks whether it was interrupted

bool MayHelpToTryAgain(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted;
}

}  // namespace

Importer::Importer(const Client& client, ImportTarget target, const RowReader& reader, ImportReport& report,
                   const std::atomic<bool>* interrupted, std::function<void()> on_progress)
    : client_(client),
      target_(std::move(target)),
      reader_(reader),
      report_(report),
      interrupted_(interrupted),
      on_progress_(std::move(on_progress)),
      batches_(1),
      last_answer_(absl::Now()) {}

absl::Status Importer::Add(CsvRow row) {
  Batch& filling = batches_.back();
  Row& added = filling.rows.emplace_back();
  added.row = std::move(row);
  v1::Audit& audit = *filling.request.add_audits();
  added.problems = reader_.Read(added.row, audit);
  if (target_.dry_run == DryRun::kYes && added.problems.empty()) CheckRepeated(audit, added);
  if (added.problems.empty()) {
    filling.bytes += audit.ByteSizeLong();
  } else {
    added.state = RowState::kRefusedHere;
    filling.request.mutable_audits()->RemoveLast();
  }
  if (filling.rows.size() < kImportBatchRows && filling.bytes < kImportBatchBytes) return absl::OkStatus();
  batches_.emplace_back();
  return Work(limits::kBatchesInFlight - 1);
}

void Importer::CheckRepeated(const v1::Audit& audit, Row& row) {
  const size_t content = std::hash<std::string>()(audit.SerializeAsString());
  const auto [seen, is_first] = seen_.try_emplace(audit.name(), Seen{.line = row.row.line, .content = content});
  if (is_first || seen->second.content == content) return;
  row.problems.push_back({.column = "",
                          .why = "has the id of line " + std::to_string(seen->second.line) + " and differs from it",
                          .reason = std::string(reason::kAlreadyExists)});
}

absl::Status Importer::Finish() {
  if (!batches_.back().rows.empty()) batches_.emplace_back();
  if (absl::Status worked = Work(0); !worked.ok()) return worked;
  return stream_ == nullptr ? absl::OkStatus() : stream_->Finish();
}

absl::Status Importer::Work(size_t left) {
  while (batches_.size() - 1 > left) {
    absl::Status status = SendAndReceive();
    if (status.ok()) continue;
    if (!MayHelpToTryAgain(status.code())) return status;
    if (absl::Status retry = Retry(status); !retry.ok()) return retry;
  }
  return absl::OkStatus();
}

absl::Status Importer::SendAndReceive() {
  for (size_t i = 0; i + 1 < batches_.size() && i < limits::kBatchesInFlight; ++i) {
    if (batches_[i].sent) continue;
    if (absl::Status sent = Send(batches_[i]); !sent.ok()) return sent;
  }
  Batch& oldest = batches_.front();
  const auto waits = [](const Row& row) { return row.state == RowState::kToSend; };
  if (std::any_of(oldest.rows.begin(), oldest.rows.end(), waits)) {
    auto answer = stream_->Receive();
    if (!answer.ok()) return answer.status();
    if (absl::Status taken = TakeAnswer(oldest, *std::move(answer)); !taken.ok()) return taken;
  }
  Report(oldest);
  batches_.pop_front();
  on_progress_();
  return absl::OkStatus();
}

absl::Status Importer::Send(Batch& batch) {
  batch.sent = true;
  if (batch.request.audits().empty()) return absl::OkStatus();
  batch.request.set_parent(target_.parent);
  batch.request.set_validate_only(target_.dry_run == DryRun::kYes);
  if (stream_ == nullptr) stream_ = std::make_unique<SubmitStream>(client_, interrupted_);
  return stream_->Send(batch.request);
}

absl::Status Importer::TakeAnswer(Batch& batch, v1::SubmitAuditsResponse answer) {
  absl::Status transient;
  auto& audits = *batch.request.mutable_audits();
  int next = 0;
  int left = 0;
  for (Row& row : batch.rows) {
    if (row.state != RowState::kToSend) continue;
    if (next == answer.results_size()) return absl::InternalError("the server answered fewer audits than it was sent");
    v1::SubmitResult& result = *answer.mutable_results(next++);
    const auto code = static_cast<absl::StatusCode>(result.refusal().code());
    if (result.has_refusal() && MayHelpToTryAgain(code)) {
      transient = absl::Status(code, result.refusal().message());
      audits.SwapElements(left++, next - 1);
      continue;
    }
    row.state = RowState::kAnswered;
    if (result.has_refusal()) row.problems = reader_.Explain(row.row, result.refusal());
    if (!result.has_refusal() && !Acknowledges(result.receipt(), target_.dry_run == DryRun::kYes)) {
      return absl::DataLossError("the server's answer acknowledges nothing");
    }
    row.receipt.Swap(result.mutable_receipt());
  }
  if (next != answer.results_size()) return absl::InternalError("the server answered more audits than it was sent");
  audits.DeleteSubrange(left, audits.size() - left);
  if (!transient.ok()) return transient;
  last_answer_ = absl::Now();
  backoff_ = Backoff();
  return absl::OkStatus();
}

void Importer::Report(const Batch& batch) {
  for (const Row& row : batch.rows) {
    if (row.problems.empty()) {
      report_.Accept(row.receipt);
    } else {
      report_.Refuse(row.row, row.problems);
    }
  }
}

absl::Status Importer::Retry(const absl::Status& error) {
  stream_ = nullptr;
  for (Batch& batch : batches_) batch.sent = false;
  const absl::Time next = absl::Now() + backoff_.Next();
  if (next >= last_answer_ + target_.patience) return error;
  for (absl::Time now = absl::Now(); now < next; now = absl::Now()) {
    if (interrupted_->load()) return absl::CancelledError("interrupted");
    absl::SleepFor(std::min(kLook, next - now));
  }
  return absl::OkStatus();
}

}  // namespace assay
