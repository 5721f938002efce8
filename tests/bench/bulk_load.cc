#include "tests/bench/bulk_load.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "assay/v1/audit_service.grpc.pb.h"

namespace assay::bench {
namespace {

using Stream = grpc::ClientReaderWriter<v1::SubmitAuditsRequest, v1::SubmitAuditsResponse>;

void Send(const BulkLoad& load, Stream& stream) {
  const AuditMaker maker(load.maker);
  v1::SubmitAuditsRequest batch;
  uint64_t number = load.first_number;
  const uint64_t end = load.first_number + load.audits;
  for (uint32_t authority = 0; number < end; authority = (authority + 1) % load.maker.authorities) {
    batch.set_parent("authorities/" + AuthorityId(authority));
    const auto audits = static_cast<int>(std::min<uint64_t>(load.batch_audits, end - number));
    while (batch.audits_size() < audits) batch.add_audits();
    while (batch.audits_size() > audits) batch.mutable_audits()->RemoveLast();
    for (v1::Audit& audit : *batch.mutable_audits()) maker.Make(number++, authority, audit);
    if (!stream.Write(batch)) break;
  }
  stream.WritesDone();
}

}  // namespace

BulkResult RunBulkLoad(const BulkLoad& load) {
  auto stub = v1::AuditService::NewStub(grpc::CreateChannel(load.endpoint, grpc::InsecureChannelCredentials()));
  const auto begin = std::chrono::steady_clock::now();
  grpc::ClientContext context;
  auto stream = stub->SubmitAudits(&context);
  std::thread sender([&load, &stream] { Send(load, *stream); });
  BulkResult result;
  v1::SubmitAuditsResponse answer;
  while (stream->Read(&answer)) {
    for (const v1::SubmitResult& item : answer.results()) ++(item.has_receipt() ? result.added : result.refused);
    if (result.failure.empty() && result.refused > 0) {
      for (const v1::SubmitResult& item : answer.results()) {
        if (item.has_refusal()) result.failure = item.refusal().message();
      }
    }
  }
  sender.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) result.failure = status.error_message();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace assay::bench
