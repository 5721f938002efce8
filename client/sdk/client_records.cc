// The calls of the services that keep records, apart from client.cc so that not every file of the client reads their
// generated headers.
#include "assay/v1/action_service.grpc.pb.h"
#include "assay/v1/backup_service.grpc.pb.h"
#include "assay/v1/crosswalk_service.grpc.pb.h"
#include "assay/v1/inspection_service.grpc.pb.h"
#include "assay/v1/notice_service.grpc.pb.h"
#include "assay/v1/review_service.grpc.pb.h"
#include "assay/v1/sample_service.grpc.pb.h"
#include "assay/v1/spend_service.grpc.pb.h"
#include "assay/v1/tally_service.grpc.pb.h"
#include "assay/v1/token_service.grpc.pb.h"
#include "client/sdk/call.h"
#include "client/sdk/client.h"

namespace assay {

struct RecordStubs {
  std::unique_ptr<v1::ActionService::Stub> actions;
  std::unique_ptr<v1::CrosswalkService::Stub> crosswalks;
  std::unique_ptr<v1::NoticeService::Stub> notices;
  std::unique_ptr<v1::ReviewService::Stub> reviews;
  std::unique_ptr<v1::SampleService::Stub> samples;
  std::unique_ptr<v1::InspectionService::Stub> inspections;
  std::unique_ptr<v1::TallyService::Stub> tallies;
  std::unique_ptr<v1::SpendService::Stub> spend;
  std::unique_ptr<v1::BackupService::Stub> backups;
  std::unique_ptr<v1::TokenService::Stub> tokens;
};

namespace {

constexpr absl::Duration kBackupTime = absl::Hours(24);

// For calls that take as long as the data is large.
template <typename Request, typename Response>
absl::StatusOr<Response> CallOnce(const Client& client, v1::BackupService::Stub& stub,
                                  grpc::Status (v1::BackupService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                                  Response*),
                                  const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kBackupTime));
  client.Authorize(context);
  Response response;
  const absl::Status status = ToStatus((stub.*method)(&context, request, &response), context);
  if (!status.ok()) return client.Explain(status);
  return response;
}

}  // namespace

std::shared_ptr<const RecordStubs> Client::NewRecordStubs(const std::shared_ptr<grpc::Channel>& channel) {
  return std::make_shared<const RecordStubs>(RecordStubs{.actions = v1::ActionService::NewStub(channel),
                                                         .crosswalks = v1::CrosswalkService::NewStub(channel),
                                                         .notices = v1::NoticeService::NewStub(channel),
                                                         .reviews = v1::ReviewService::NewStub(channel),
                                                         .samples = v1::SampleService::NewStub(channel),
                                                         .inspections = v1::InspectionService::NewStub(channel),
                                                         .tallies = v1::TallyService::NewStub(channel),
                                                         .spend = v1::SpendService::NewStub(channel),
                                                         .backups = v1::BackupService::NewStub(channel),
                                                         .tokens = v1::TokenService::NewStub(channel)});
}

absl::StatusOr<v1::CreateBackupResponse> Client::CreateBackup(const v1::CreateBackupRequest& request) const {
  return CallOnce(*this, *records_->backups, &v1::BackupService::Stub::CreateBackup, request);
}

absl::StatusOr<v1::ListBackupsResponse> Client::ListBackups(const v1::ListBackupsRequest& request) const {
  return Call(*this, *records_->backups, &v1::BackupService::Stub::ListBackups, request);
}

absl::StatusOr<v1::VerifyBackupResponse> Client::VerifyBackup(const v1::VerifyBackupRequest& request) const {
  return CallOnce(*this, *records_->backups, &v1::BackupService::Stub::VerifyBackup, request);
}

absl::StatusOr<v1::DeleteBackupResponse> Client::DeleteBackup(const v1::DeleteBackupRequest& request) const {
  return Call(*this, *records_->backups, &v1::BackupService::Stub::DeleteBackup, request);
}

absl::StatusOr<v1::DiffStatementsResponse> Client::DiffStatements(const v1::DiffStatementsRequest& request) const {
  return Call(*this, *statements_, &v1::StatementService::Stub::DiffStatements, request);
}

absl::StatusOr<v1::GetTrendResponse> Client::GetTrend(const v1::GetTrendRequest& request) const {
  return Call(*this, *statements_, &v1::StatementService::Stub::GetTrend, request);
}

absl::StatusOr<v1::GetModerationResponse> Client::GetModeration(const v1::GetModerationRequest& request) const {
  return Call(*this, *statements_, &v1::StatementService::Stub::GetModeration, request);
}

absl::StatusOr<v1::CompareStatementsResponse> Client::CompareStatements(
    const v1::CompareStatementsRequest& request) const {
  return Call(*this, *statements_, &v1::StatementService::Stub::CompareStatements, request);
}

absl::StatusOr<v1::PublishStatementResponse> Client::PublishStatement(
    const v1::PublishStatementRequest& request) const {
  return Call(*this, *statements_, &v1::StatementService::Stub::PublishStatement, request);
}

absl::StatusOr<v1::AddActionResponse> Client::AddAction(const v1::AddActionRequest& request) const {
  return Call(*this, *records_->actions, &v1::ActionService::Stub::AddAction, request);
}

absl::StatusOr<v1::CompleteActionResponse> Client::CompleteAction(const v1::CompleteActionRequest& request) const {
  return Call(*this, *records_->actions, &v1::ActionService::Stub::CompleteAction, request);
}

absl::StatusOr<v1::AcknowledgeRiskResponse> Client::AcknowledgeRisk(const v1::AcknowledgeRiskRequest& request) const {
  return Call(*this, *records_->actions, &v1::ActionService::Stub::AcknowledgeRisk, request);
}

absl::StatusOr<v1::ListActionsResponse> Client::ListActions(const v1::ListActionsRequest& request) const {
  return Call(*this, *records_->actions, &v1::ActionService::Stub::ListActions, request);
}

absl::StatusOr<v1::CreateCrosswalkResponse> Client::CreateCrosswalk(const v1::CreateCrosswalkRequest& request) const {
  return Call(*this, *records_->crosswalks, &v1::CrosswalkService::Stub::CreateCrosswalk, request);
}

absl::StatusOr<v1::GetCrosswalkResponse> Client::GetCrosswalk(const v1::GetCrosswalkRequest& request) const {
  return Call(*this, *records_->crosswalks, &v1::CrosswalkService::Stub::GetCrosswalk, request);
}

absl::StatusOr<v1::ListCrosswalksResponse> Client::ListCrosswalks(const v1::ListCrosswalksRequest& request) const {
  return Call(*this, *records_->crosswalks, &v1::CrosswalkService::Stub::ListCrosswalks, request);
}

absl::StatusOr<v1::IssueNoticeResponse> Client::IssueNotice(const v1::IssueNoticeRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::IssueNotice, request);
}

absl::StatusOr<v1::AmendNoticeResponse> Client::AmendNotice(const v1::AmendNoticeRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::AmendNotice, request);
}

absl::StatusOr<v1::LiftNoticeResponse> Client::LiftNotice(const v1::LiftNoticeRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::LiftNotice, request);
}

absl::StatusOr<v1::EscalateNoticeResponse> Client::EscalateNotice(const v1::EscalateNoticeRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::EscalateNotice, request);
}

absl::StatusOr<v1::GetNoticeResponse> Client::GetNotice(const v1::GetNoticeRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::GetNotice, request);
}

absl::StatusOr<v1::ListNoticesResponse> Client::ListNotices(const v1::ListNoticesRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::ListNotices, request);
}

absl::StatusOr<v1::GetMeasureResponse> Client::GetMeasure(const v1::GetMeasureRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::GetMeasure, request);
}

absl::StatusOr<v1::ListMeasuresResponse> Client::ListMeasures(const v1::ListMeasuresRequest& request) const {
  return Call(*this, *records_->notices, &v1::NoticeService::Stub::ListMeasures, request);
}

absl::StatusOr<v1::RecordReviewResponse> Client::RecordReview(const v1::RecordReviewRequest& request) const {
  return Call(*this, *records_->reviews, &v1::ReviewService::Stub::RecordReview, request);
}

absl::StatusOr<v1::GetReviewResponse> Client::GetReview(const v1::GetReviewRequest& request) const {
  return Call(*this, *records_->reviews, &v1::ReviewService::Stub::GetReview, request);
}

absl::StatusOr<v1::ListReviewsResponse> Client::ListReviews(const v1::ListReviewsRequest& request) const {
  return Call(*this, *records_->reviews, &v1::ReviewService::Stub::ListReviews, request);
}

absl::StatusOr<v1::DiffReviewResponse> Client::DiffReview(const v1::DiffReviewRequest& request) const {
  return Call(*this, *records_->reviews, &v1::ReviewService::Stub::DiffReview, request);
}

absl::StatusOr<v1::CreateSampleResponse> Client::CreateSample(const v1::CreateSampleRequest& request) const {
  return Call(*this, *records_->samples, &v1::SampleService::Stub::CreateSample, request);
}

absl::StatusOr<v1::GetSampleResponse> Client::GetSample(const v1::GetSampleRequest& request) const {
  return Call(*this, *records_->samples, &v1::SampleService::Stub::GetSample, request);
}

absl::StatusOr<v1::ListSamplesResponse> Client::ListSamples(const v1::ListSamplesRequest& request) const {
  return Call(*this, *records_->samples, &v1::SampleService::Stub::ListSamples, request);
}

absl::StatusOr<v1::RecordInspectionResponse> Client::RecordInspection(
    const v1::RecordInspectionRequest& request) const {
  return Call(*this, *records_->inspections, &v1::InspectionService::Stub::RecordInspection, request);
}

absl::StatusOr<v1::GetInspectionResponse> Client::GetInspection(const v1::GetInspectionRequest& request) const {
  return Call(*this, *records_->inspections, &v1::InspectionService::Stub::GetInspection, request);
}

absl::StatusOr<v1::ListInspectionsResponse> Client::ListInspections(const v1::ListInspectionsRequest& request) const {
  return Call(*this, *records_->inspections, &v1::InspectionService::Stub::ListInspections, request);
}

absl::StatusOr<v1::RecordTallyResponse> Client::RecordTally(const v1::RecordTallyRequest& request) const {
  return Call(*this, *records_->tallies, &v1::TallyService::Stub::RecordTally, request);
}

absl::StatusOr<v1::GetTallyResponse> Client::GetTally(const v1::GetTallyRequest& request) const {
  return Call(*this, *records_->tallies, &v1::TallyService::Stub::GetTally, request);
}

absl::StatusOr<v1::ListTalliesResponse> Client::ListTallies(const v1::ListTalliesRequest& request) const {
  return Call(*this, *records_->tallies, &v1::TallyService::Stub::ListTallies, request);
}

absl::StatusOr<v1::RecordSpendResponse> Client::RecordSpend(const v1::RecordSpendRequest& request) const {
  return Call(*this, *records_->spend, &v1::SpendService::Stub::RecordSpend, request);
}

absl::StatusOr<v1::SummarizeSpendResponse> Client::SummarizeSpend(const v1::SummarizeSpendRequest& request) const {
  return Call(*this, *records_->spend, &v1::SpendService::Stub::SummarizeSpend, request);
}

absl::StatusOr<v1::CreateTokenResponse> Client::CreateToken(const v1::CreateTokenRequest& request) const {
  return Call(*this, *records_->tokens, &v1::TokenService::Stub::CreateToken, request);
}

absl::StatusOr<v1::ListTokensResponse> Client::ListTokens(const v1::ListTokensRequest& request) const {
  return Call(*this, *records_->tokens, &v1::TokenService::Stub::ListTokens, request);
}

absl::StatusOr<v1::RevokeTokenResponse> Client::RevokeToken(const v1::RevokeTokenRequest& request) const {
  return Call(*this, *records_->tokens, &v1::TokenService::Stub::RevokeToken, request);
}

}  // namespace assay
