#include "service/rpc/permissions.h"

#include <google/protobuf/descriptor.h>

#include <string>

#include "assay/v1/permission.pb.h"

namespace assay {

absl::Status CheckPermissionsDeclared(std::string_view service) {
  const std::string name(service);
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
  if (descriptor == nullptr) return absl::FailedPreconditionError("there is no service " + name);
  for (int i = 0; i < descriptor->method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *descriptor->method(i);
    if (method.options().GetExtension(v1::permission) == v1::PERMISSION_UNSPECIFIED) {
      return absl::FailedPreconditionError(method.full_name() + " declares no permission");
    }
  }
  return absl::OkStatus();
}

}  // namespace assay
