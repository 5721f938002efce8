#include "assay/v1/review_service.pb.h"
#include "service/rpc/answer.h"
#include "service/rpc/record_write.h"
#include "service/rpc/services.h"
#include "service/usecases/reviewed.h"
#include "service/usecases/reviews.h"

namespace assay {
namespace {

void RecordOne(Unary<v1::RecordReviewRequest, v1::RecordReviewResponse>& asked) {
  WriteRecordOnPool(asked, asked.request().review(), asked.request().write(), RecordReview,
                    [](const Event& event, v1::RecordReviewResponse& response) {
                      *response.mutable_review() = ToRecorded<Review>(event);
                    });
}

}  // namespace

Methods ReviewMethods() {
  return {
      UnaryMethod("RecordReview", RecordOne),
      AnswerOnPool("GetReview", GetReview),
      AnswerOnPool("ListReviews", ListReviews),
      AnswerOnPool("DiffReview", DiffReview),
  };
}

}  // namespace assay
