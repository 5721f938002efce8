#include "service/rpc/review_service.h"

#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/usecases/reviewed.h"
#include "service/usecases/reviews.h"

namespace assay {

grpc::ServerUnaryReactor* ReviewServiceAdapter::RecordReview(grpc::CallbackServerContext* context,
                                                             const v1::RecordReviewRequest* request,
                                                             v1::RecordReviewResponse* response) {
  return WriteRecordOnPool(host_, context, *request, request->review(), response, assay::RecordReview,
                           [](const Event& event, v1::RecordReviewResponse& response) {
                             *response.mutable_review() = ToRecorded<Review>(event);
                           });
}

grpc::ServerUnaryReactor* ReviewServiceAdapter::GetReview(grpc::CallbackServerContext* context,
                                                          const v1::GetReviewRequest* request,
                                                          v1::GetReviewResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::GetReview);
}

grpc::ServerUnaryReactor* ReviewServiceAdapter::ListReviews(grpc::CallbackServerContext* context,
                                                            const v1::ListReviewsRequest* request,
                                                            v1::ListReviewsResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::ListReviews);
}

grpc::ServerUnaryReactor* ReviewServiceAdapter::DiffReview(grpc::CallbackServerContext* context,
                                                           const v1::DiffReviewRequest* request,
                                                           v1::DiffReviewResponse* response) {
  return AnswerOnPool(host_, context, request, response, assay::DiffReview);
}

}  // namespace assay
