// How the adapters write records: convert, hand to the use case, answer with the receipt and what was recorded. The
// same way for every record; what differs is the use case and which field of the answer it fills.
#ifndef ASSAY_SERVICE_RPC_RECORD_WRITE_H_
#define ASSAY_SERVICE_RPC_RECORD_WRITE_H_

#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/record.pb.h"
#include "service/records/convert_records.h"
#include "service/rpc/adapter.h"
#include "service/rpc/unary.h"
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
template <typename Request, typename Response>
PutDone AnswerWrite(Unary<Request, Response>& asked, const v1::RecordWrite& write,
                    FillAnswer<std::type_identity_t<Response>> fill) {
  return asked.template Answering<WrittenRecord>(
      [&asked, fill, mode = ModeOf(write.validate_only()),
       omit = write.omit_receipt()](const absl::StatusOr<WrittenRecord>& written) {
        if (!written.ok()) return asked.End(written.status());
        *asked.response().mutable_receipt() =
            ToReceipt(asked.host(), written->committed, {.ledger = written->ledger, .mode = mode, .omit_proof = omit});
        if (mode == WriteMode::kCommit) fill(written->event, asked.response());
        asked.End(absl::OkStatus());
      });
}

template <typename T>
using PutUseCase = void (*)(const House& house, const AskedRecord<T>& asked, const WriteContext& context, PutDone done);

// Writes the record, which is `proto` in the request, from this thread: the use case looks up little.
template <typename T, typename Request, typename Proto, typename Response>
void WriteRecord(Unary<Request, Response>& asked, const Proto& proto, const v1::RecordWrite& write,
                 PutUseCase<T> use_case, FillAnswer<std::type_identity_t<Response>> fill) {
  use_case(asked.house(), AskedOf<T>(proto, write), asked.Writing(ModeOf(write.validate_only())),
           AnswerWrite(asked, write, fill));
}

// The same from the reader pool: the use case scans. `proto` and `write` are the request's own.
template <typename T, typename Request, typename Proto, typename Response>
void WriteRecordOnPool(Unary<Request, Response>& asked, const Proto& proto, const v1::RecordWrite& write,
                       PutUseCase<T> use_case, FillAnswer<std::type_identity_t<Response>> fill) {
  absl::Status queued = asked.host().readers.Run(asked.caller().actor, [&asked, &proto, &write, use_case, fill] {
    if (absl::Status gone = asked.CheckStillAsked(); !gone.ok()) return asked.End(gone);
    WriteRecord(asked, proto, write, use_case, fill);
  });
  if (!queued.ok()) asked.End(queued);
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_RECORD_WRITE_H_
