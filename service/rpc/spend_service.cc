#include "service/rpc/spend_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/usecases/spend.h"

namespace assay {

grpc::ServerUnaryReactor* SpendServiceAdapter::RecordSpend(grpc::CallbackServerContext* context,
                                                           const v1::RecordSpendRequest* request,
                                                           v1::RecordSpendResponse* response) {
  return WriteRecord(host_, context, *request, request->item(), response, assay::RecordSpend,
                     [](const Event& event, v1::RecordSpendResponse& response) {
                       *response.mutable_item() = ToRecorded<SpendItem>(event);
                     });
}

grpc::ServerUnaryReactor* SpendServiceAdapter::SummarizeSpend(grpc::CallbackServerContext* context,
                                                              const v1::SummarizeSpendRequest* request,
                                                              v1::SummarizeSpendResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::SummarizeSpend);
}

}  // namespace assay
