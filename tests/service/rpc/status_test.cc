#include "service/rpc/status.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "service/domain/violation.h"
#include "service/records/refusal.h"
#include "service/rpc/permissions.h"
#include "service/rpc/rpc_server.h"

namespace assay {
namespace {

google::rpc::Status Details(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

TEST(ToGrpc, CarriesTheReasonAndEveryViolation) {
  const grpc::Status status = ToGrpc(RefuseFields(
      {{.field = "grade", .reason = "GRADE_NOT_ON_SCALE", .description = "no"}, {"team", "TOO_LONG", "long"}}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const google::rpc::Status details = Details(status);
  EXPECT_EQ(details.code(), 3);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "GRADE_NOT_ON_SCALE");
  EXPECT_EQ(info.domain(), "assay");
  google::rpc::BadRequest request;
  ASSERT_TRUE(details.details(1).UnpackTo(&request));
  EXPECT_EQ(request.field_violations(1).field(), "team");
  EXPECT_EQ(request.field_violations(1).reason(), "TOO_LONG");
}

TEST(ToGrpc, KeepsTheServersOwnFailuresToTheLog) {
  const grpc::Status status = ToGrpc(absl::DataLossError("row 17 of /var/lib/assay"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(status.error_message().find("/var"), std::string::npos);
  EXPECT_EQ(Details(status).message().find("/var"), std::string::npos);
}

TEST(ToGrpc, GivesTheLedgersStatusesAReason) {
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(Details(ToGrpc(absl::ResourceExhaustedError("full"))).details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "OVERLOADED");
  ASSERT_TRUE(Details(ToGrpc(absl::UnavailableError("stopped"))).details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "WRITES_STOPPED");
}

// Whoever names the server links every service.
const auto kStart = &RpcServer::Start;

TEST(Permissions, AreDeclaredByEveryMethod) {
  ASSERT_NE(kStart, nullptr);
  for (const char* service : {"Action", "Audit", "Authority", "Crosswalk", "Inspection", "Ledger", "Notice", "Review",
                              "Sample", "Scale", "Spend", "Statement", "Tally"}) {
    EXPECT_EQ(CheckPermissionsDeclared("assay.v1." + std::string(service) + "Service"), absl::OkStatus());
  }
}

TEST(Permissions, AreNotDeclaredByAServiceThatIsNotThere) {
  EXPECT_EQ(CheckPermissionsDeclared("assay.v1.NoService").code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay
