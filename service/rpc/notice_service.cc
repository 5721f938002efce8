#include "assay/v1/notice_service.pb.h"
#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/rpc/services.h"
#include "service/usecases/notice_reads.h"
#include "service/usecases/notices.h"

namespace assay {
namespace {

template <typename Response>
void FillNotice(const Event& event, Response& response) {
  *response.mutable_notice() = ToRecorded<Notice>(event);
}

void IssueOne(Unary<v1::IssueNoticeRequest, v1::IssueNoticeResponse>& asked) {
  WriteRecord(asked, asked.request().notice(), asked.request().write(), IssueNotice,
              FillNotice<v1::IssueNoticeResponse>);
}

void AmendOne(Unary<v1::AmendNoticeRequest, v1::AmendNoticeResponse>& asked) {
  const v1::AmendNoticeRequest& request = asked.request();
  AmendNotice(asked.house(),
              {.asked = AskedOf<Notice>(request.notice(), request.write()), .effective_on = request.effective_on()},
              asked.Writing(ModeOf(request.write().validate_only())),
              AnswerWrite(asked, request.write(), FillNotice<v1::AmendNoticeResponse>));
}

// A change that says only from which day.
template <typename Request, typename Response>
void TakeStep(Unary<Request, Response>& asked,
              void (*use_case)(const House&, const NoticeStep&, const WriteContext&, PutDone)) {
  const Request& request = asked.request();
  use_case(asked.house(),
           {.name = request.name(), .effective_on = request.effective_on(), .supersede = SupersedeOf(request.write())},
           asked.Writing(ModeOf(request.write().validate_only())),
           AnswerWrite(asked, request.write(), FillNotice<Response>));
}

void LiftOne(Unary<v1::LiftNoticeRequest, v1::LiftNoticeResponse>& asked) { TakeStep(asked, LiftNotice); }

void EscalateOne(Unary<v1::EscalateNoticeRequest, v1::EscalateNoticeResponse>& asked) {
  TakeStep(asked, EscalateNotice);
}

}  // namespace

Methods NoticeMethods() {
  return {
      UnaryMethod("IssueNotice", IssueOne),   UnaryMethod("AmendNotice", AmendOne),
      UnaryMethod("LiftNotice", LiftOne),     UnaryMethod("EscalateNotice", EscalateOne),
      AnswerOnPool("GetNotice", GetNotice),   AnswerOnPool("ListNotices", ListNotices),
      AnswerOnPool("GetMeasure", GetMeasure), AnswerOnPool("ListMeasures", ListMeasures),
  };
}

}  // namespace assay
