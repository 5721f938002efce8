// How the adapters write records: convert, hand to the use case, answer with the receipt and what was recorded. The
// same way for every record; what differs is the use case and which field of the answer it fills.
#ifndef ASSAY_SERVICE_RPC_RECORD_WRITE_H_
#define ASSAY_SERVICE_RPC_RECORD_WRITE_H_

#include <grpcpp/grpcpp.h>

#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/record.pb.h"
#include "service/records/convert_records.h"
#include "service/rpc/adapter.h"
#include "service/rpc/admission.h"
#include "service/usecases/records.h"

namespace assay {

inline Supersede SupersedeOf(const v1::RecordWrite& write) {
  return {.expected_revision = write.expected_revision(), .reason = write.reason()};
}

// A record as the request has it.
template <typename T, typename Proto>
AskedRecord<T> AskedOf(const Proto& proto, const v1::RecordWrite& write) {
  AskedRecord<T> asked{.record = {}, .shape = {}, .supersede = SupersedeOf(write)};
  CheckServerFieldsEmpty(proto, asked.shape);
  asked.record = FromProto(proto, asked.shape);
  return asked;
}

// Puts what was recorded into its place in the answer.
template <typename Response>
using FillAnswer = void (*)(const Event& event, Response& response);

// Answers a write when it is done: with a receipt and, unless nothing was to be written, the record.
template <typename Response>
PutDone AnswerWrite(const RpcHost& host, grpc::ServerUnaryReactor* reactor, const v1::RecordWrite& write,
                    Response* response, FillAnswer<std::type_identity_t<Response>> fill) {
  return [&host, reactor, response, fill, mode = ModeOf(write.validate_only()),
          omit = write.omit_receipt()](absl::StatusOr<WrittenRecord> written) {
    if (!written.ok()) return Finish(host, reactor, written.status());
    *response->mutable_receipt() =
        ToReceipt(host, written->committed, {.ledger = written->ledger, .mode = mode, .omit_proof = omit});
    if (mode == WriteMode::kCommit) fill(written->event, *response);
    Finish(host, reactor, absl::OkStatus());
  };
}

template <typename T>
using PutUseCase = void (*)(const House& house, const AskedRecord<T>& asked, const WriteContext& context, PutDone done);

// Writes the record for the caller from this thread: the use case looks up little.
template <typename T, typename Proto, typename Response>
void FinishWrite(const RpcHost& host, const Calling& calling, const Caller& caller, const Proto& proto,
                 const v1::RecordWrite& write, Response* response, PutUseCase<T> use_case,
                 FillAnswer<std::type_identity_t<Response>> fill) {
  use_case(host.house, AskedOf<T>(proto, write), WriteContextOf(calling.context, caller, ModeOf(write.validate_only())),
           AnswerWrite(host, calling.reactor, write, response, fill));
}

// The same, once the caller is admitted. `proto` is the record in the request.
template <typename T, typename Request, typename Proto, typename Response>
grpc::ServerUnaryReactor* WriteRecord(const RpcHost& host, grpc::CallbackServerContext* context, const Request& request,
                                      const Proto& proto, Response* response, PutUseCase<T> use_case,
                                      FillAnswer<std::type_identity_t<Response>> fill) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::optional<Caller> caller = AdmitOrFinish(host, context, request, reactor);
  if (caller) FinishWrite(host, {context, reactor}, *caller, proto, request.write(), response, use_case, fill);
  return reactor;
}

// The same from the reader pool: the use case scans. Request and response live until the reactor has finished.
template <typename T, typename Request, typename Proto, typename Response>
grpc::ServerUnaryReactor* WriteRecordOnPool(const RpcHost& host, grpc::CallbackServerContext* context,
                                            const Request& request, const Proto& proto, Response* response,
                                            PutUseCase<T> use_case, FillAnswer<std::type_identity_t<Response>> fill) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::optional<Caller> caller = AdmitOrFinish(host, context, request, reactor);
  if (!caller) return reactor;
  absl::Status queued =
      host.readers.Run([&host, context, &request, &proto, response, use_case, fill, reactor, caller = *caller] {
        if (absl::Status gone = CheckAwaited(*context); !gone.ok()) return Finish(host, reactor, gone);
        FinishWrite(host, {context, reactor}, caller, proto, request.write(), response, use_case, fill);
      });
  if (!queued.ok()) Finish(host, reactor, queued);
  return reactor;
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_RECORD_WRITE_H_
