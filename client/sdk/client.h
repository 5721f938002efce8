// A connection to one assay server.
//
// Every call has one deadline, which its retries share. A call that the server could not take (UNAVAILABLE) is tried
// again a few times with growing pauses: every call of the API is safe to repeat, because a create is identified by its
// name and a change by the revision it supersedes. Errors keep the server's reason and violations: see error.h. Nothing
// throws.
//
// Thread-safe.
#ifndef ASSAY_CLIENT_SDK_CLIENT_H_
#define ASSAY_CLIENT_SDK_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "assay/v1/audit_service.grpc.pb.h"
#include "assay/v1/authority_service.grpc.pb.h"
#include "assay/v1/ledger_service.grpc.pb.h"
#include "assay/v1/scale_service.grpc.pb.h"
#include "assay/v1/statement_service.grpc.pb.h"
#include "client/sdk/credentials.h"

namespace assay {

namespace v1 {
class CreateBackupRequest;
class CreateBackupResponse;
class ListBackupsRequest;
class ListBackupsResponse;
class VerifyBackupRequest;
class VerifyBackupResponse;
class DeleteBackupRequest;
class DeleteBackupResponse;
class AddActionRequest;
class AddActionResponse;
class CompleteActionRequest;
class CompleteActionResponse;
class AcknowledgeRiskRequest;
class AcknowledgeRiskResponse;
class ListActionsRequest;
class ListActionsResponse;
class CreateCrosswalkRequest;
class CreateCrosswalkResponse;
class GetCrosswalkRequest;
class GetCrosswalkResponse;
class ListCrosswalksRequest;
class ListCrosswalksResponse;
class IssueNoticeRequest;
class IssueNoticeResponse;
class AmendNoticeRequest;
class AmendNoticeResponse;
class LiftNoticeRequest;
class LiftNoticeResponse;
class EscalateNoticeRequest;
class EscalateNoticeResponse;
class GetNoticeRequest;
class GetNoticeResponse;
class ListNoticesRequest;
class ListNoticesResponse;
class GetMeasureRequest;
class GetMeasureResponse;
class ListMeasuresRequest;
class ListMeasuresResponse;
class RecordReviewRequest;
class RecordReviewResponse;
class GetReviewRequest;
class GetReviewResponse;
class ListReviewsRequest;
class ListReviewsResponse;
class DiffReviewRequest;
class DiffReviewResponse;
class CreateSampleRequest;
class CreateSampleResponse;
class GetSampleRequest;
class GetSampleResponse;
class ListSamplesRequest;
class ListSamplesResponse;
class RecordInspectionRequest;
class RecordInspectionResponse;
class GetInspectionRequest;
class GetInspectionResponse;
class ListInspectionsRequest;
class ListInspectionsResponse;
class RecordTallyRequest;
class RecordTallyResponse;
class GetTallyRequest;
class GetTallyResponse;
class ListTalliesRequest;
class ListTalliesResponse;
class RecordSpendRequest;
class RecordSpendResponse;
class SummarizeSpendRequest;
class SummarizeSpendResponse;
class CreateTokenRequest;
class CreateTokenResponse;
class ListTokensRequest;
class ListTokensResponse;
class RevokeTokenRequest;
class RevokeTokenResponse;
}  // namespace v1

// Stubs of the other services: see client_records.cc.
struct RecordStubs;

struct ClientOptions {
  std::string endpoint;                        // see endpoint.h
  absl::Duration timeout = absl::Seconds(30);  // for a call with all its retries
  CredentialFiles files = {};
};

enum class Health { kServing, kNotServing };

class Client {
 public:
  // INVALID_ARGUMENT for an endpoint that ParseEndpoint refuses, and for files as in credentials.h. The first call
  // connects.
  static absl::StatusOr<Client> Create(const ClientOptions& options);

  absl::StatusOr<v1::CreateAuthorityResponse> CreateAuthority(const v1::CreateAuthorityRequest& request) const;
  absl::StatusOr<v1::GetAuthorityResponse> GetAuthority(const v1::GetAuthorityRequest& request) const;
  absl::StatusOr<v1::ListAuthoritiesResponse> ListAuthorities(const v1::ListAuthoritiesRequest& request) const;

  absl::StatusOr<v1::CreateScaleResponse> CreateScale(const v1::CreateScaleRequest& request) const;
  absl::StatusOr<v1::GetScaleResponse> GetScale(const v1::GetScaleRequest& request) const;
  absl::StatusOr<v1::ListScalesResponse> ListScales(const v1::ListScalesRequest& request) const;

  absl::StatusOr<v1::SubmitAuditResponse> SubmitAudit(const v1::SubmitAuditRequest& request) const;
  absl::StatusOr<v1::CorrectAuditResponse> CorrectAudit(const v1::CorrectAuditRequest& request) const;
  absl::StatusOr<v1::ModerateAuditResponse> ModerateAudit(const v1::ModerateAuditRequest& request) const;
  absl::StatusOr<v1::WithdrawAuditResponse> WithdrawAudit(const v1::WithdrawAuditRequest& request) const;
  absl::StatusOr<v1::EraseAuditResponse> EraseAudit(const v1::EraseAuditRequest& request) const;
  absl::StatusOr<v1::GetAuditHistoryResponse> GetAuditHistory(const v1::GetAuditHistoryRequest& request) const;
  absl::StatusOr<v1::GetAuditResponse> GetAudit(const v1::GetAuditRequest& request) const;
  absl::StatusOr<v1::ListAuditsResponse> ListAudits(const v1::ListAuditsRequest& request) const;

  absl::StatusOr<v1::GetStatementResponse> GetStatement(const v1::GetStatementRequest& request) const;
  absl::StatusOr<v1::ExplainStatementResponse> ExplainStatement(const v1::ExplainStatementRequest& request) const;

  absl::StatusOr<v1::DiffStatementsResponse> DiffStatements(const v1::DiffStatementsRequest& request) const;
  absl::StatusOr<v1::GetTrendResponse> GetTrend(const v1::GetTrendRequest& request) const;
  absl::StatusOr<v1::GetModerationResponse> GetModeration(const v1::GetModerationRequest& request) const;
  absl::StatusOr<v1::CompareStatementsResponse> CompareStatements(const v1::CompareStatementsRequest& request) const;
  absl::StatusOr<v1::PublishStatementResponse> PublishStatement(const v1::PublishStatementRequest& request) const;

  absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest& request) const;
  absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(const v1::GetInclusionProofRequest& request) const;
  absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
      const v1::GetConsistencyProofRequest& request) const;

  // Records of the regime, and tokens. Their messages are declared only: include the .pb.h of the service you call.
  absl::StatusOr<v1::AddActionResponse> AddAction(const v1::AddActionRequest& request) const;
  absl::StatusOr<v1::CompleteActionResponse> CompleteAction(const v1::CompleteActionRequest& request) const;
  absl::StatusOr<v1::AcknowledgeRiskResponse> AcknowledgeRisk(const v1::AcknowledgeRiskRequest& request) const;
  absl::StatusOr<v1::ListActionsResponse> ListActions(const v1::ListActionsRequest& request) const;

  absl::StatusOr<v1::CreateCrosswalkResponse> CreateCrosswalk(const v1::CreateCrosswalkRequest& request) const;
  absl::StatusOr<v1::GetCrosswalkResponse> GetCrosswalk(const v1::GetCrosswalkRequest& request) const;
  absl::StatusOr<v1::ListCrosswalksResponse> ListCrosswalks(const v1::ListCrosswalksRequest& request) const;

  absl::StatusOr<v1::IssueNoticeResponse> IssueNotice(const v1::IssueNoticeRequest& request) const;
  absl::StatusOr<v1::AmendNoticeResponse> AmendNotice(const v1::AmendNoticeRequest& request) const;
  absl::StatusOr<v1::LiftNoticeResponse> LiftNotice(const v1::LiftNoticeRequest& request) const;
  absl::StatusOr<v1::EscalateNoticeResponse> EscalateNotice(const v1::EscalateNoticeRequest& request) const;
  absl::StatusOr<v1::GetNoticeResponse> GetNotice(const v1::GetNoticeRequest& request) const;
  absl::StatusOr<v1::ListNoticesResponse> ListNotices(const v1::ListNoticesRequest& request) const;
  absl::StatusOr<v1::GetMeasureResponse> GetMeasure(const v1::GetMeasureRequest& request) const;
  absl::StatusOr<v1::ListMeasuresResponse> ListMeasures(const v1::ListMeasuresRequest& request) const;

  absl::StatusOr<v1::RecordReviewResponse> RecordReview(const v1::RecordReviewRequest& request) const;
  absl::StatusOr<v1::GetReviewResponse> GetReview(const v1::GetReviewRequest& request) const;
  absl::StatusOr<v1::ListReviewsResponse> ListReviews(const v1::ListReviewsRequest& request) const;
  absl::StatusOr<v1::DiffReviewResponse> DiffReview(const v1::DiffReviewRequest& request) const;

  absl::StatusOr<v1::CreateSampleResponse> CreateSample(const v1::CreateSampleRequest& request) const;
  absl::StatusOr<v1::GetSampleResponse> GetSample(const v1::GetSampleRequest& request) const;
  absl::StatusOr<v1::ListSamplesResponse> ListSamples(const v1::ListSamplesRequest& request) const;

  absl::StatusOr<v1::RecordInspectionResponse> RecordInspection(const v1::RecordInspectionRequest& request) const;
  absl::StatusOr<v1::GetInspectionResponse> GetInspection(const v1::GetInspectionRequest& request) const;
  absl::StatusOr<v1::ListInspectionsResponse> ListInspections(const v1::ListInspectionsRequest& request) const;

  absl::StatusOr<v1::RecordTallyResponse> RecordTally(const v1::RecordTallyRequest& request) const;
  absl::StatusOr<v1::GetTallyResponse> GetTally(const v1::GetTallyRequest& request) const;
  absl::StatusOr<v1::ListTalliesResponse> ListTallies(const v1::ListTalliesRequest& request) const;

  absl::StatusOr<v1::RecordSpendResponse> RecordSpend(const v1::RecordSpendRequest& request) const;
  absl::StatusOr<v1::SummarizeSpendResponse> SummarizeSpend(const v1::SummarizeSpendRequest& request) const;

  // Backups. Making and checking one takes as long as its files do: both are given a day, and neither is tried again.
  absl::StatusOr<v1::CreateBackupResponse> CreateBackup(const v1::CreateBackupRequest& request) const;
  absl::StatusOr<v1::ListBackupsResponse> ListBackups(const v1::ListBackupsRequest& request) const;
  absl::StatusOr<v1::VerifyBackupResponse> VerifyBackup(const v1::VerifyBackupRequest& request) const;
  absl::StatusOr<v1::DeleteBackupResponse> DeleteBackup(const v1::DeleteBackupRequest& request) const;
  absl::StatusOr<v1::CreateTokenResponse> CreateToken(const v1::CreateTokenRequest& request) const;
  absl::StatusOr<v1::ListTokensResponse> ListTokens(const v1::ListTokensRequest& request) const;
  absl::StatusOr<v1::RevokeTokenResponse> RevokeToken(const v1::RevokeTokenRequest& request) const;

  // What the server says of itself as a whole, by grpc.health.v1.
  absl::StatusOr<Health> CheckHealth() const;

  const ClientOptions& options() const { return options_; }

  // For SubmitStream.
  v1::AuditService::Stub& audits() const { return *audits_; }
  // For ReadLeaves.
  v1::LedgerService::Stub& ledgers() const { return *ledgers_; }

  // Says who calls. Every call begins with this.
  void Authorize(grpc::ClientContext& context) const;

  // The error as a person should read it: words for what the transport says only in codes.
  absl::Status Explain(const absl::Status& status) const;

 private:
  Client(ClientOptions options, std::string token, std::shared_ptr<grpc::Channel> channel);
  static std::shared_ptr<const RecordStubs> NewRecordStubs(const std::shared_ptr<grpc::Channel>& channel);

  ClientOptions options_;
  std::string token_;  // empty: none
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::AuthorityService::Stub> authorities_;
  std::unique_ptr<v1::ScaleService::Stub> scales_;
  std::unique_ptr<v1::AuditService::Stub> audits_;
  std::unique_ptr<v1::StatementService::Stub> statements_;
  std::unique_ptr<v1::LedgerService::Stub> ledgers_;
  std::shared_ptr<const RecordStubs> records_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_CLIENT_H_
