// Every RPC names the permission it needs, as a method option.
#ifndef ASSAY_SERVICE_RPC_PERMISSIONS_H_
#define ASSAY_SERVICE_RPC_PERMISSIONS_H_

#include "absl/status/status.h"

namespace assay {

// FAILED_PRECONDITION naming the first method of an assay.v1 service that declares no permission. The server must not
// start then: nobody could say who may call it.
absl::Status CheckPermissionsDeclared();

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PERMISSIONS_H_
