// Every RPC names the permission it needs, as a method option.
#ifndef ASSAY_SERVICE_RPC_PERMISSIONS_H_
#define ASSAY_SERVICE_RPC_PERMISSIONS_H_

#include <string_view>

#include "absl/status/status.h"

namespace assay {

// FAILED_PRECONDITION naming the first method of the service ("assay.v1.AuditService") that declares no permission, or
// the service where there is none of that name. The server must not start then: nobody could say who may call it.
absl::Status CheckPermissionsDeclared(std::string_view service);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PERMISSIONS_H_
