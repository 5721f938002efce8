#include "tests/client/fake_ledger.h"

#include <algorithm>

namespace assay {
namespace {

constexpr uint32_t kLeavesInAMessage = 2;

grpc::Status UnknownAuthority() { return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such authority"); }

grpc::Status NotYet() { return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "not reached yet"); }

}  // namespace

const SampleLedger* FakeLedger::Find(const std::string& parent) {
  ++calls;
  const auto found = ledgers.find(parent);
  return found == ledgers.end() ? nullptr : &found->second;
}

grpc::Status FakeLedger::GetCheckpoint(grpc::ServerContext*, const v1::GetCheckpointRequest* request,
                                       v1::GetCheckpointResponse* response) {
  const std::lock_guard lock(mutex_);
  const SampleLedger* ledger = Find(request->parent());
  if (ledger == nullptr) return UnknownAuthority();
  if (request->tree_size() > ledger->size()) return NotYet();
  response->set_checkpoint(ledger->Note(request->tree_size()));
  response->set_tree_size(request->tree_size() == 0 ? ledger->size() : request->tree_size());
  return grpc::Status::OK;
}

grpc::Status FakeLedger::GetInclusionProof(grpc::ServerContext*, const v1::GetInclusionProofRequest* request,
                                           v1::GetInclusionProofResponse* response) {
  const std::lock_guard lock(mutex_);
  const SampleLedger* ledger = Find(request->parent());
  if (ledger == nullptr) return UnknownAuthority();
  if (std::max(request->revision(), request->tree_size()) > ledger->size()) return NotYet();
  *response = ledger->Inclusion(request->revision(), request->tree_size());
  return grpc::Status::OK;
}

grpc::Status FakeLedger::GetConsistencyProof(grpc::ServerContext*, const v1::GetConsistencyProofRequest* request,
                                             v1::GetConsistencyProofResponse* response) {
  const std::lock_guard lock(mutex_);
  const SampleLedger* ledger = Find(request->parent());
  if (ledger == nullptr) return UnknownAuthority();
  if (std::max(request->first_tree_size(), request->second_tree_size()) > ledger->size()) return NotYet();
  *response = ledger->Consistency(request->first_tree_size(), request->second_tree_size());
  return grpc::Status::OK;
}

grpc::Status FakeLedger::WatchLedger(grpc::ServerContext* context, const v1::WatchLedgerRequest* request,
                                     grpc::ServerWriter<v1::WatchLedgerResponse>* writer) {
  const std::lock_guard lock(mutex_);
  const SampleLedger* ledger = Find(request->parent());
  if (ledger == nullptr) return UnknownAuthority();
  if (!watch_fault.ok()) {
    context->AddTrailingMetadata("request-id", request_id);
    return watch_fault;
  }
  const uint32_t last = request->last_revision() - leaves_held_back;
  uint32_t sent = 0;
  for (uint32_t revision = request->after_revision() + 1; revision <= last;) {
    v1::WatchLedgerResponse response;
    response.set_first_revision(revision);
    for (uint32_t i = 0; i < kLeavesInAMessage && revision <= last; ++i, ++revision) {
      response.add_leaves(ledger->leaves()[revision - 1]);
    }
    writer->Write(response);
    sent += static_cast<uint32_t>(response.leaves_size());
    if (leaves_before_break != 0 && sent >= leaves_before_break) {
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "going away");
    }
  }
  return grpc::Status::OK;
}

}  // namespace assay
