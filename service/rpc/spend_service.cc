#include "assay/v1/spend_service.pb.h"
#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/rpc/services.h"
#include "service/usecases/spend.h"

namespace assay {
namespace {

void RecordOne(Unary<v1::RecordSpendRequest, v1::RecordSpendResponse>& asked) {
  WriteRecord(asked, asked.request().item(), asked.request().write(), RecordSpend,
              [](const Event& event, v1::RecordSpendResponse& response) {
                *response.mutable_item() = ToRecorded<SpendItem>(event);
              });
}

}  // namespace

Methods SpendMethods() {
  return {
      UnaryMethod("RecordSpend", RecordOne),
      AnswerOnPool("SummarizeSpend", SummarizeSpend),
  };
}

}  // namespace assay
