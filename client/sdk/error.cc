#include "client/sdk/error.h"

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace assay {
namespace {

// The payload holds the serialised google.rpc.Status, as it came.
constexpr char kPayload[] = "type.googleapis.com/google.rpc.Status";

// The payload holds the id as it came.
constexpr char kRequestId[] = "request-id";

google::rpc::Status DetailsOf(const absl::Status& status) {
  google::rpc::Status details;
  const auto payload = status.GetPayload(kPayload);
  if (payload.has_value() && !details.ParseFromString(std::string(*payload))) details.Clear();
  return details;
}

}  // namespace

absl::Status ToStatus(const grpc::Status& status, const grpc::ClientContext& context) {
  if (status.ok()) return absl::OkStatus();
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  if (!status.error_details().empty()) out.SetPayload(kPayload, absl::Cord(status.error_details()));
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find(kRequestId);
  if (found != trailers.end()) {
    out.SetPayload(kRequestId, absl::Cord(std::string(found->second.data(), found->second.size())));
  }
  return out;
}

std::string RequestIdOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRequestId);
  return payload.has_value() ? std::string(*payload) : std::string();
}

std::string ReasonOf(const absl::Status& status) {
  const google::rpc::Status details = DetailsOf(status);
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return {};
}

Violations ViolationsOf(const absl::Status& status) {
  Violations violations;
  const google::rpc::Status details = DetailsOf(status);
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::BadRequest request;
    if (!detail.UnpackTo(&request)) continue;
    for (const auto& violation : request.field_violations()) {
      violations.push_back({violation.field(), violation.reason(), violation.description()});
    }
  }
  return violations;
}

}  // namespace assay
