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

namespace assay {

struct ClientOptions {
  std::string endpoint;                        // see endpoint.h
  absl::Duration timeout = absl::Seconds(30);  // for a call with all its retries
};

enum class Health { kServing, kNotServing };

class Client {
 public:
  // INVALID_ARGUMENT for an endpoint that ParseEndpoint refuses. No I/O: the first call connects.
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

  absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(const v1::GetCheckpointRequest& request) const;
  absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(const v1::GetInclusionProofRequest& request) const;
  absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
      const v1::GetConsistencyProofRequest& request) const;

  // What the server says of itself as a whole, by grpc.health.v1.
  absl::StatusOr<Health> CheckHealth() const;

  const ClientOptions& options() const { return options_; }

  // For SubmitStream.
  v1::AuditService::Stub& audits() const { return *audits_; }
  // For ReadLeaves.
  v1::LedgerService::Stub& ledgers() const { return *ledgers_; }

  // The error as a person should read it: words for what the transport says only in codes.
  absl::Status Explain(const absl::Status& status) const;

 private:
  Client(ClientOptions options, std::shared_ptr<grpc::Channel> channel);

  ClientOptions options_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::AuthorityService::Stub> authorities_;
  std::unique_ptr<v1::ScaleService::Stub> scales_;
  std::unique_ptr<v1::AuditService::Stub> audits_;
  std::unique_ptr<v1::StatementService::Stub> statements_;
  std::unique_ptr<v1::LedgerService::Stub> ledgers_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_CLIENT_H_
