#include <variant>

#include "assay/v1/tally_service.pb.h"
#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/rpc/services.h"
#include "service/usecases/tallies.h"

namespace assay {
namespace {

void RecordOne(Unary<v1::RecordTallyRequest, v1::RecordTallyResponse>& asked) {
  WriteRecord(asked, asked.request().tally(), asked.request().write(), RecordTally,
              [](const Event& event, v1::RecordTallyResponse& response) {
                *response.mutable_tally() = ToRecorded<Tally>(event);
                *response.mutable_reconciliation() = Reconcile(std::get<Tally>(std::get<Record>(event.what)));
              });
}

}  // namespace

Methods TallyMethods() {
  return {
      UnaryMethod("RecordTally", RecordOne),
      AnswerOnPool("GetTally", GetTally),
      AnswerOnPool("ListTallies", ListTallies),
  };
}

}  // namespace assay
