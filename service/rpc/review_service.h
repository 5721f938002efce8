// Adapter of ReviewService.
#ifndef ASSAY_SERVICE_RPC_REVIEW_SERVICE_H_
#define ASSAY_SERVICE_RPC_REVIEW_SERVICE_H_

#include "assay/v1/review_service.grpc.pb.h"
#include "service/rpc/adapter.h"

namespace assay {

class ReviewServiceAdapter final : public v1::ReviewService::CallbackService {
 public:
  explicit ReviewServiceAdapter(const RpcHost& host) : host_(host) {}

  grpc::ServerUnaryReactor* RecordReview(grpc::CallbackServerContext* context, const v1::RecordReviewRequest* request,
                                         v1::RecordReviewResponse* response) override;
  grpc::ServerUnaryReactor* GetReview(grpc::CallbackServerContext* context, const v1::GetReviewRequest* request,
                                      v1::GetReviewResponse* response) override;
  grpc::ServerUnaryReactor* ListReviews(grpc::CallbackServerContext* context, const v1::ListReviewsRequest* request,
                                        v1::ListReviewsResponse* response) override;
  grpc::ServerUnaryReactor* DiffReview(grpc::CallbackServerContext* context, const v1::DiffReviewRequest* request,
                                       v1::DiffReviewResponse* response) override;

 private:
  const RpcHost& host_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_REVIEW_SERVICE_H_
