// Adapter of NoticeService.
#ifndef ASSAY_SERVICE_RPC_NOTICE_SERVICE_H_
#define ASSAY_SERVICE_RPC_NOTICE_SERVICE_H_

#include "assay/v1/notice_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class NoticeServiceAdapter final : public v1::NoticeService::CallbackService {
 public:
  explicit NoticeServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* IssueNotice(grpc::CallbackServerContext* context, const v1::IssueNoticeRequest* request,
                                        v1::IssueNoticeResponse* response) override;
  grpc::ServerUnaryReactor* AmendNotice(grpc::CallbackServerContext* context, const v1::AmendNoticeRequest* request,
                                        v1::AmendNoticeResponse* response) override;
  grpc::ServerUnaryReactor* LiftNotice(grpc::CallbackServerContext* context, const v1::LiftNoticeRequest* request,
                                       v1::LiftNoticeResponse* response) override;
  grpc::ServerUnaryReactor* EscalateNotice(grpc::CallbackServerContext* context,
                                           const v1::EscalateNoticeRequest* request,
                                           v1::EscalateNoticeResponse* response) override;
  grpc::ServerUnaryReactor* GetNotice(grpc::CallbackServerContext* context, const v1::GetNoticeRequest* request,
                                      v1::GetNoticeResponse* response) override;
  grpc::ServerUnaryReactor* ListNotices(grpc::CallbackServerContext* context, const v1::ListNoticesRequest* request,
                                        v1::ListNoticesResponse* response) override;
  grpc::ServerUnaryReactor* GetMeasure(grpc::CallbackServerContext* context, const v1::GetMeasureRequest* request,
                                       v1::GetMeasureResponse* response) override;
  grpc::ServerUnaryReactor* ListMeasures(grpc::CallbackServerContext* context, const v1::ListMeasuresRequest* request,
                                         v1::ListMeasuresResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_NOTICE_SERVICE_H_
