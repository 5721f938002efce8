#include "service/rpc/status.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "service/domain/limits.h"
#include "service/records/refusal.h"

namespace assay {
namespace {

bool IsOurFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kDataLoss ||
         code == absl::StatusCode::kUnknown;
}

google::rpc::BadRequest ToBadRequest(const v1::Refusal& refusal) {
  google::rpc::BadRequest request;
  for (const v1::FieldViolation& violation : refusal.violations()) {
    auto* out = request.add_field_violations();
    out->set_field(violation.field());
    out->set_description(violation.description());
    out->set_reason(violation.reason());
  }
  return request;
}

google::rpc::RetryInfo RetryLater() {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_nanos(limits::kRetryDelayMs * 1'000'000);
  return info;
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const v1::Refusal refusal = ToRefusal(status);
  google::rpc::Status details;
  details.set_code(refusal.code());
  details.set_message(IsOurFault(status.code()) ? "the server failed; its log has the cause" : refusal.message());
  google::rpc::ErrorInfo info;
  info.set_reason(refusal.reason());
  info.set_domain("assay");
  if (refusal.current_revision() != 0) {
    (*info.mutable_metadata())["current_revision"] = std::to_string(refusal.current_revision());
  }
  details.add_details()->PackFrom(info);
  if (refusal.reason() == reason::kOverloaded) details.add_details()->PackFrom(RetryLater());
  if (refusal.violations_size() > 0) details.add_details()->PackFrom(ToBadRequest(refusal));
  return {static_cast<grpc::StatusCode>(refusal.code()), details.message(), details.SerializeAsString()};
}

}  // namespace assay
