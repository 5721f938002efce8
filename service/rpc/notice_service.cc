#include "service/rpc/notice_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/usecases/notice_reads.h"
#include "service/usecases/notices.h"

namespace assay {
namespace {

template <typename Response>
void FillNotice(const Event& event, Response& response) {
  *response.mutable_notice() = ToRecorded<Notice>(event);
}

// A change that says only from which day.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* TakeStep(const RpcHost& host, grpc::CallbackServerContext* context, const Request& request,
                                   Response* response,
                                   void (*use_case)(const House&, const NoticeStep&, const WriteContext&, PutDone)) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host, *context, request);
  if (!caller.ok()) {
    Finish(host, reactor, caller.status());
    return reactor;
  }
  const v1::RecordWrite& write = request.write();
  use_case(host.house,
           {.name = request.name(), .effective_on = request.effective_on(), .supersede = SupersedeOf(write)},
           WriteContextOf(context, *caller, ModeOf(write.validate_only())),
           AnswerWrite(host, reactor, write, response, FillNotice<Response>));
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* NoticeServiceAdapter::IssueNotice(grpc::CallbackServerContext* context,
                                                            const v1::IssueNoticeRequest* request,
                                                            v1::IssueNoticeResponse* response) {
  return WriteRecord(host_, context, *request, request->notice(), response, assay::IssueNotice,
                     FillNotice<v1::IssueNoticeResponse>);
}

grpc::ServerUnaryReactor* NoticeServiceAdapter::AmendNotice(grpc::CallbackServerContext* context,
                                                            const v1::AmendNoticeRequest* request,
                                                            v1::AmendNoticeResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Caller> caller = Admit(host_, *context, *request);
  if (!caller.ok()) {
    Finish(host_, reactor, caller.status());
    return reactor;
  }
  const v1::RecordWrite& write = request->write();
  assay::AmendNotice(host_.house,
                     {.asked = AskedOf<Notice>(request->notice(), write), .effective_on = request->effective_on()},
                     WriteContextOf(context, *caller, ModeOf(write.validate_only())),
                     AnswerWrite(host_, reactor, write, response, FillNotice<v1::AmendNoticeResponse>));
  return reactor;
}

grpc::ServerUnaryReactor* NoticeServiceAdapter::LiftNotice(grpc::CallbackServerContext* context,
                                                           const v1::LiftNoticeRequest* request,
                                                           v1::LiftNoticeResponse* response) {
  return TakeStep(host_, context, *request, response, assay::LiftNotice);
}

grpc::ServerUnaryReactor* NoticeServiceAdapter::EscalateNotice(grpc::CallbackServerContext* context,
                                                               const v1::EscalateNoticeRequest* request,
                                                               v1::EscalateNoticeResponse* response) {
  return TakeStep(host_, context, *request, response, assay::EscalateNotice);
}

grpc::ServerUnaryReactor* NoticeServiceAdapter::GetNotice(grpc::CallbackServerContext* context,
                                                          const v1::GetNoticeRequest* request,
                                                          v1::GetNoticeResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetNotice);
}

grpc::ServerUnaryReactor* NoticeServiceAdapter::ListNotices(grpc::CallbackServerContext* context,
                                                            const v1::ListNoticesRequest* request,
                                                            v1::ListNoticesResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListNotices);
}

grpc::ServerUnaryReactor* NoticeServiceAdapter::GetMeasure(grpc::CallbackServerContext* context,
                                                           const v1::GetMeasureRequest* request,
                                                           v1::GetMeasureResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetMeasure);
}

grpc::ServerUnaryReactor* NoticeServiceAdapter::ListMeasures(grpc::CallbackServerContext* context,
                                                             const v1::ListMeasuresRequest* request,
                                                             v1::ListMeasuresResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListMeasures);
}

}  // namespace assay
