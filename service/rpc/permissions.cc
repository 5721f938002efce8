#include "service/rpc/permissions.h"

#include <google/protobuf/descriptor.h>

#include "assay/v1/audit_service.pb.h"
#include "assay/v1/authority_service.pb.h"
#include "assay/v1/ledger_service.pb.h"
#include "assay/v1/permission.pb.h"
#include "assay/v1/scale_service.pb.h"
#include "assay/v1/statement_service.pb.h"

namespace assay {
namespace {

absl::Status CheckFile(const google::protobuf::FileDescriptor& file) {
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      const google::protobuf::MethodDescriptor& method = *file.service(s)->method(m);
      if (method.options().GetExtension(v1::permission) == v1::PERMISSION_UNSPECIFIED) {
        return absl::FailedPreconditionError(method.full_name() + " declares no permission");
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPermissionsDeclared() {
  for (const google::protobuf::FileDescriptor* file :
       {v1::SubmitAuditRequest::descriptor()->file(), v1::CreateAuthorityRequest::descriptor()->file(),
        v1::CreateScaleRequest::descriptor()->file(), v1::GetStatementRequest::descriptor()->file(),
        v1::GetCheckpointRequest::descriptor()->file()}) {
    if (absl::Status status = CheckFile(*file); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace assay
