#include "service/rpc/tally_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/usecases/tallies.h"

namespace assay {

grpc::ServerUnaryReactor* TallyServiceAdapter::RecordTally(grpc::CallbackServerContext* context,
                                                           const v1::RecordTallyRequest* request,
                                                           v1::RecordTallyResponse* response) {
  return WriteRecord(host_, context, *request, request->tally(), response, assay::RecordTally,
                     [](const Event& event, v1::RecordTallyResponse& response) {
                       *response.mutable_tally() = ToRecorded<Tally>(event);
                       *response.mutable_reconciliation() = Reconcile(std::get<Tally>(std::get<Record>(event.what)));
                     });
}

grpc::ServerUnaryReactor* TallyServiceAdapter::GetTally(grpc::CallbackServerContext* context,
                                                        const v1::GetTallyRequest* request,
                                                        v1::GetTallyResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetTally);
}

grpc::ServerUnaryReactor* TallyServiceAdapter::ListTallies(grpc::CallbackServerContext* context,
                                                           const v1::ListTalliesRequest* request,
                                                           v1::ListTalliesResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListTallies);
}

}  // namespace assay
