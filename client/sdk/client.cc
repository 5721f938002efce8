#include "client/sdk/client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "client/sdk/backoff.h"
#include "client/sdk/call.h"
#include "client/sdk/endpoint.h"
#include "client/sdk/error.h"
#include "grpc/health/v1/health.pb.h"
#include "service/domain/limits.h"

namespace assay {
namespace {

constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";

// A server says nothing over TLS to whom it does not want, nor to who speaks plainly where it does not. Where nothing
// listens, that is all there is to say.
std::string HintOf(const ClientOptions& options, const std::string& cause) {
  if (cause == std::strerror(ECONNREFUSED)) return "";
  if (!options.endpoint.starts_with("tls://")) {
    return cause == "Socket closed" ? "; if it speaks TLS there, write tls://HOST:PORT" : "";
  }
  return options.files.certificate.empty()
             ? "; if it asks for a certificate, name one: --cert, --key"
             : "; if it does listen there: is the key the certificate's own, and the certificate one that it trusts?";
}

}  // namespace

absl::StatusOr<Client> Client::Create(const ClientOptions& options) {
  const absl::StatusOr<Endpoint> endpoint = ParseEndpoint(options.endpoint);
  if (!endpoint.ok()) return endpoint.status();
  const auto credentials = ChannelCredentialsFor(endpoint->transport, options.files);
  if (!credentials.ok()) return credentials.status();
  absl::StatusOr<std::string> token = ReadToken(options.files);
  if (!token.ok()) return token.status();
  grpc::ChannelArguments arguments;
  // A proxy named in the environment is for the web.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(static_cast<int>(limits::kAnswerBytes));
  // gRPC would otherwise wait a second before it tries to connect again, and half a minute before it looks the address
  // up again, which it insists on once a connection was lost.
  const int first_ms = static_cast<int>(absl::ToInt64Milliseconds(Backoff::kFirst));
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, first_ms);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, static_cast<int>(absl::ToInt64Milliseconds(Backoff::kLongest)));
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, first_ms);
  return Client(options, *std::move(token), grpc::CreateCustomChannel(endpoint->target, *credentials, arguments));
}

Client::Client(ClientOptions options, std::string token, std::shared_ptr<grpc::Channel> channel)
    : options_(std::move(options)),
      token_(std::move(token)),
      channel_(std::move(channel)),
      authorities_(v1::AuthorityService::NewStub(channel_)),
      scales_(v1::ScaleService::NewStub(channel_)),
      audits_(v1::AuditService::NewStub(channel_)),
      statements_(v1::StatementService::NewStub(channel_)),
      ledgers_(v1::LedgerService::NewStub(channel_)),
      records_(NewRecordStubs(channel_)) {}

absl::StatusOr<v1::CreateAuthorityResponse> Client::CreateAuthority(const v1::CreateAuthorityRequest& request) const {
  return Call(*this, *authorities_, &v1::AuthorityService::Stub::CreateAuthority, request);
}

absl::StatusOr<v1::GetAuthorityResponse> Client::GetAuthority(const v1::GetAuthorityRequest& request) const {
  return Call(*this, *authorities_, &v1::AuthorityService::Stub::GetAuthority, request);
}

absl::StatusOr<v1::ListAuthoritiesResponse> Client::ListAuthorities(const v1::ListAuthoritiesRequest& request) const {
  return Call(*this, *authorities_, &v1::AuthorityService::Stub::ListAuthorities, request);
}

absl::StatusOr<v1::CreateScaleResponse> Client::CreateScale(const v1::CreateScaleRequest& request) const {
  return Call(*this, *scales_, &v1::ScaleService::Stub::CreateScale, request);
}

absl::StatusOr<v1::GetScaleResponse> Client::GetScale(const v1::GetScaleRequest& request) const {
  return Call(*this, *scales_, &v1::ScaleService::Stub::GetScale, request);
}

absl::StatusOr<v1::ListScalesResponse> Client::ListScales(const v1::ListScalesRequest& request) const {
  return Call(*this, *scales_, &v1::ScaleService::Stub::ListScales, request);
}

absl::StatusOr<v1::SubmitAuditResponse> Client::SubmitAudit(const v1::SubmitAuditRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::SubmitAudit, request);
}

absl::StatusOr<v1::CorrectAuditResponse> Client::CorrectAudit(const v1::CorrectAuditRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::CorrectAudit, request);
}

absl::StatusOr<v1::ModerateAuditResponse> Client::ModerateAudit(const v1::ModerateAuditRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::ModerateAudit, request);
}

absl::StatusOr<v1::WithdrawAuditResponse> Client::WithdrawAudit(const v1::WithdrawAuditRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::WithdrawAudit, request);
}

absl::StatusOr<v1::EraseAuditResponse> Client::EraseAudit(const v1::EraseAuditRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::EraseAudit, request);
}

absl::StatusOr<v1::GetAuditHistoryResponse> Client::GetAuditHistory(const v1::GetAuditHistoryRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::GetAuditHistory, request);
}

absl::StatusOr<v1::GetAuditResponse> Client::GetAudit(const v1::GetAuditRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::GetAudit, request);
}

absl::StatusOr<v1::ListAuditsResponse> Client::ListAudits(const v1::ListAuditsRequest& request) const {
  return Call(*this, *audits_, &v1::AuditService::Stub::ListAudits, request);
}

absl::StatusOr<v1::GetStatementResponse> Client::GetStatement(const v1::GetStatementRequest& request) const {
  return Call(*this, *statements_, &v1::StatementService::Stub::GetStatement, request);
}

absl::StatusOr<v1::ExplainStatementResponse> Client::ExplainStatement(
    const v1::ExplainStatementRequest& request) const {
  return Call(*this, *statements_, &v1::StatementService::Stub::ExplainStatement, request);
}

absl::StatusOr<v1::GetCheckpointResponse> Client::GetCheckpoint(const v1::GetCheckpointRequest& request) const {
  return Call(*this, *ledgers_, &v1::LedgerService::Stub::GetCheckpoint, request);
}

absl::StatusOr<v1::GetInclusionProofResponse> Client::GetInclusionProof(
    const v1::GetInclusionProofRequest& request) const {
  return Call(*this, *ledgers_, &v1::LedgerService::Stub::GetInclusionProof, request);
}

absl::StatusOr<v1::GetConsistencyProofResponse> Client::GetConsistencyProof(
    const v1::GetConsistencyProofRequest& request) const {
  return Call(*this, *ledgers_, &v1::LedgerService::Stub::GetConsistencyProof, request);
}

absl::StatusOr<Health> Client::CheckHealth() const {
  namespace wire = grpc::health::v1;
  const auto answer = Retry<wire::HealthCheckResponse>(
      *this, [this](grpc::ClientContext& context, wire::HealthCheckResponse& response) {
        grpc::TemplatedGenericStub<wire::HealthCheckRequest, wire::HealthCheckResponse> stub(channel_);
        grpc::CompletionQueue queue;
        grpc::Status status;
        const auto call = stub.PrepareUnaryCall(&context, kHealthCheck, wire::HealthCheckRequest(), &queue);
        call->StartCall();
        call->Finish(&response, &status, nullptr);
        void* tag = nullptr;
        bool ok = false;
        queue.Next(&tag, &ok);
        return status;
      });
  if (!answer.ok()) return answer.status();
  return answer->status() == wire::HealthCheckResponse::SERVING ? Health::kServing : Health::kNotServing;
}

void Client::Authorize(grpc::ClientContext& context) const {
  if (!token_.empty()) context.AddMetadata("authorization", "Bearer " + token_);
}

absl::Status Client::Explain(const absl::Status& status) const {
  if (!ReasonOf(status).empty()) return status;
  if (absl::IsUnavailable(status)) {
    // gRPC wraps the system's words in several layers of its own: "...: Connection refused".
    const std::string message(status.message());
    const size_t colon = message.rfind(": ");
    const std::string cause = colon == std::string::npos ? message : message.substr(colon + 2);
    if (cause.find("certificate verify failed") != std::string::npos) {
      return absl::UnavailableError("the server at " + options_.endpoint + " is not trusted (" + cause +
                                    "): name who signed its certificate with --cacert; or has it expired?");
    }
    return absl::UnavailableError("no server answers at " + options_.endpoint +
                                  (cause.empty() ? "" : " (" + cause + ")") + HintOf(options_, cause));
  }
  if (absl::IsDeadlineExceeded(status)) {
    return absl::DeadlineExceededError("no answer from " + options_.endpoint + " within " +
                                       absl::FormatDuration(options_.timeout));
  }
  return status;
}

}  // namespace assay
