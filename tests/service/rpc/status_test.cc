#include "service/rpc/status.h"

#include <gtest/gtest.h>

#include "assay/v1/action_service.pb.h"
#include "assay/v1/audit_service.pb.h"
#include "assay/v1/authority_service.pb.h"
#include "assay/v1/crosswalk_service.pb.h"
#include "assay/v1/inspection_service.pb.h"
#include "assay/v1/ledger_service.pb.h"
#include "assay/v1/notice_service.pb.h"
#include "assay/v1/review_service.pb.h"
#include "assay/v1/sample_service.pb.h"
#include "assay/v1/scale_service.pb.h"
#include "assay/v1/spend_service.pb.h"
#include "assay/v1/statement_service.pb.h"
#include "assay/v1/tally_service.pb.h"
#include "assay/v1/token_service.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "service/domain/violation.h"
#include "service/records/refusal.h"
#include "service/rpc/permissions.h"

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

TEST(ToGrpc, TellsWhoeverComesTooOftenWhenToComeAgain) {
  const google::rpc::Status details = Details(ToGrpc(absl::ResourceExhaustedError("full")));
  google::rpc::RetryInfo info;
  ASSERT_EQ(details.details_size(), 2);
  ASSERT_TRUE(details.details(1).UnpackTo(&info));
  EXPECT_EQ(info.retry_delay().seconds(), 0);
  EXPECT_EQ(info.retry_delay().nanos(), 250'000'000);
  EXPECT_EQ(Details(ToGrpc(absl::UnavailableError("stopped"))).details_size(), 1);
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

TEST(Permissions, AreDeclaredByEveryMethod) {
  for (const google::protobuf::Descriptor* request :
       {v1::AddActionRequest::descriptor(), v1::GetAuditRequest::descriptor(), v1::GetAuthorityRequest::descriptor(),
        v1::GetCrosswalkRequest::descriptor(), v1::GetInspectionRequest::descriptor(),
        v1::GetCheckpointRequest::descriptor(), v1::GetNoticeRequest::descriptor(), v1::GetReviewRequest::descriptor(),
        v1::GetSampleRequest::descriptor(), v1::GetScaleRequest::descriptor(), v1::RecordSpendRequest::descriptor(),
        v1::GetStatementRequest::descriptor(), v1::GetTallyRequest::descriptor(),
        v1::ListTokensRequest::descriptor()}) {
    const google::protobuf::FileDescriptor& file = *request->file();
    ASSERT_EQ(file.service_count(), 1) << file.name();
    EXPECT_EQ(CheckPermissionsDeclared(file.service(0)->full_name()), absl::OkStatus());
  }
}

TEST(Permissions, AreThoseOfTheRequestsMethod) {
  EXPECT_EQ(PermissionOf<v1::GetAuditRequest>(), v1::PERMISSION_READ_AUDITS);
  EXPECT_EQ(PermissionOf<v1::ListTokensRequest>(), v1::PERMISSION_MANAGE_TOKENS);
}

TEST(Permissions, AreNobodysThatHasNoRole) {
  for (int permission = 0; permission < v1::Permission_ARRAYSIZE + 2; ++permission) {
    EXPECT_EQ(ExtentOf(Role::kUnspecified, static_cast<v1::Permission>(permission)), Extent::kNone);
    EXPECT_EQ(ExtentOf(static_cast<Role>(kRoles), static_cast<v1::Permission>(permission)), Extent::kNone);
  }
  EXPECT_EQ(ExtentOf(Role::kAdministrator, static_cast<v1::Permission>(v1::Permission_ARRAYSIZE)), Extent::kNone);
}

TEST(Permissions, AreNotDeclaredByAServiceThatIsNotThere) {
  EXPECT_EQ(CheckPermissionsDeclared("assay.v1.NoService").code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace assay
