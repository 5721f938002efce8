// What each RPC needs, as a method option, and what each role has. Thread-safe: pure functions.
#ifndef ASSAY_SERVICE_RPC_PERMISSIONS_H_
#define ASSAY_SERVICE_RPC_PERMISSIONS_H_

#include <google/protobuf/descriptor.h>

#include <string_view>

#include "absl/status/status.h"
#include "assay/v1/permission.pb.h"
#include "service/domain/token.h"

namespace assay {

// FAILED_PRECONDITION naming the first method of the service ("assay.v1.AuditService") that declares no permission, or
// the service where there is none of that name. The server must not start then: nobody could say who may call it.
absl::Status CheckPermissionsDeclared(std::string_view service);

// The permission of the method whose request this is; aborts where there is none.
v1::Permission PermissionOf(const google::protobuf::Descriptor* request);

template <typename Request>
v1::Permission PermissionOf() {
  static const v1::Permission permission = PermissionOf(Request::descriptor());
  return permission;
}

// How far somebody may go with a permission.
enum class Extent : uint8_t {
  kNone,
  kOwn,  // audits that this principal submitted
  kAll,
};

// The one table of who may do what.
Extent ExtentOf(Role role, v1::Permission permission);

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PERMISSIONS_H_
