// A server for the client's tests: the generated services over maps in memory, with faults on request.
//
// It judges audits by the domain's own rules, so that refusals read as the real ones do; it keeps no ledger and answers
// statements that the test hands it.
#ifndef ASSAY_TESTS_CLIENT_FAKE_SERVER_H_
#define ASSAY_TESTS_CLIENT_FAKE_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "assay/v1/audit_service.grpc.pb.h"
#include "assay/v1/authority_service.grpc.pb.h"
#include "assay/v1/scale_service.grpc.pb.h"
#include "assay/v1/statement_service.grpc.pb.h"
#include "tests/client/fake_ledger.h"
#include "tests/client/fake_measures.h"

namespace assay {

// An error as assayd sends it: with ErrorInfo and, where `violation_field` is not empty, a BadRequest.
grpc::Status FakeError(grpc::StatusCode code, const std::string& reason, const std::string& message,
                       const std::string& violation_field = "", const std::string& violation_description = "");

struct FakeFaults {
  // Answered, one each, to the next unary calls instead of doing them.
  std::deque<grpc::Status> unary;
  // What streams of batches end with, before any is answered. OK: with what they bring.
  grpc::Status stream;
  // Streams end with UNAVAILABLE once so many batches were recorded, before the last of them is answered; then it is
  // forgotten. Negative: never.
  int lose_answer_after_batches = -1;
  // How many items are refused as OVERLOADED before any is judged.
  int overloaded_items = 0;
  // Batches are answered only once so many were read, or the stream was ended by the client.
  int batches_before_answers = 1;
  // No batch is answered at all; the call ends when the client cancels it.
  bool never_answer = false;
};

// Thread-safe but for the public data, which tests set before a call and read after it.
class FakeServer : private v1::AuthorityService::Service,
                   private v1::ScaleService::Service,
                   private v1::AuditService::Service,
                   private v1::StatementService::Service {
 public:
  // Listens on a free loopback port, or on `address`: "unix:/path".
  explicit FakeServer(const std::string& address = "127.0.0.1:0");
  ~FakeServer() override;

  const std::string& endpoint() const { return endpoint_; }

  // Ends every call and stops listening, then listens again at the same place. What was recorded stays.
  void Stop();
  void Start();

  // Waits until a batch has arrived that will not be answered.
  void AwaitUnansweredBatch();

  void AddScale(const std::string& name, const std::vector<std::string>& grades);
  void SetServing(bool serving);

  FakeFaults faults;
  std::string request_id;  // the trailer of GetAuthority and of a stream that fails; empty: none
  std::map<std::string, v1::Authority> authorities;
  std::map<std::string, v1::Scale> scales;
  std::map<std::string, v1::Audit> audits;    // as sent, by name
  std::vector<v1::Audit> recorded;            // as answered, in order
  v1::Statement statement;                    // what GetStatement and ExplainStatement answer
  std::vector<v1::ExplainedAudit> explained;  // ditto
  v1::GetStatementRequest statement_asked;    // the last ones
  v1::ExplainStatementRequest explain_asked;
  std::vector<v1::StatementGroup> groups;  // what GetStatement answers where it is asked to group
  std::optional<v1::Headroom> headroom;    // ditto, of the next so many
  v1::DiffStatementsResponse diff;         // what the others answer; the deltas come in pages
  v1::GetTrendResponse trend;
  v1::GetModerationResponse moderation;
  v1::CompareStatementsResponse comparison;
  v1::PublishStatementResponse published;
  v1::DiffStatementsRequest diff_asked;
  v1::GetTrendRequest trend_asked;
  v1::GetModerationRequest moderation_asked;
  v1::CompareStatementsRequest compare_asked;
  v1::PublishStatementRequest publish_asked;
  FakeMeasures measures;
  v1::ListAuditsRequest list_asked;
  v1::GetAuditRequest get_asked;
  v1::GetAuthorityRequest authority_asked;
  v1::ListAuthoritiesRequest authorities_asked;
  v1::GetScaleRequest scale_get_asked;
  v1::ListScalesRequest scales_asked;
  v1::CreateScaleRequest scale_asked;
  FakeLedger ledger;
  std::map<std::string, v1::GetAuditHistoryResponse> histories;  // by audit; changes are added to them
  std::optional<v1::Receipt> receipt;                            // answered to every single write, where it is set
  v1::CorrectAuditRequest correct_asked;
  v1::ModerateAuditRequest moderate_asked;
  v1::WithdrawAuditRequest withdraw_asked;
  v1::EraseAuditRequest erase_asked;
  int calls = 0;                 // unary ones, those that failed included
  std::vector<int> batch_sizes;  // of every batch that was read

 private:
  grpc::Status CreateAuthority(grpc::ServerContext*, const v1::CreateAuthorityRequest*,
                               v1::CreateAuthorityResponse*) override;
  grpc::Status GetAuthority(grpc::ServerContext*, const v1::GetAuthorityRequest*, v1::GetAuthorityResponse*) override;
  grpc::Status ListAuthorities(grpc::ServerContext*, const v1::ListAuthoritiesRequest*,
                               v1::ListAuthoritiesResponse*) override;
  grpc::Status CreateScale(grpc::ServerContext*, const v1::CreateScaleRequest*, v1::CreateScaleResponse*) override;
  grpc::Status GetScale(grpc::ServerContext*, const v1::GetScaleRequest*, v1::GetScaleResponse*) override;
  grpc::Status ListScales(grpc::ServerContext*, const v1::ListScalesRequest*, v1::ListScalesResponse*) override;
  grpc::Status SubmitAudit(grpc::ServerContext*, const v1::SubmitAuditRequest*, v1::SubmitAuditResponse*) override;
  grpc::Status SubmitAudits(grpc::ServerContext*,
                            grpc::ServerReaderWriter<v1::SubmitAuditsResponse, v1::SubmitAuditsRequest>*) override;
  grpc::Status CorrectAudit(grpc::ServerContext*, const v1::CorrectAuditRequest*, v1::CorrectAuditResponse*) override;
  grpc::Status ModerateAudit(grpc::ServerContext*, const v1::ModerateAuditRequest*,
                             v1::ModerateAuditResponse*) override;
  grpc::Status WithdrawAudit(grpc::ServerContext*, const v1::WithdrawAuditRequest*,
                             v1::WithdrawAuditResponse*) override;
  grpc::Status EraseAudit(grpc::ServerContext*, const v1::EraseAuditRequest*, v1::EraseAuditResponse*) override;
  grpc::Status GetAuditHistory(grpc::ServerContext*, const v1::GetAuditHistoryRequest*,
                               v1::GetAuditHistoryResponse*) override;
  grpc::Status GetAudit(grpc::ServerContext*, const v1::GetAuditRequest*, v1::GetAuditResponse*) override;
  grpc::Status ListAudits(grpc::ServerContext*, const v1::ListAuditsRequest*, v1::ListAuditsResponse*) override;
  grpc::Status GetStatement(grpc::ServerContext*, const v1::GetStatementRequest*, v1::GetStatementResponse*) override;
  grpc::Status ExplainStatement(grpc::ServerContext*, const v1::ExplainStatementRequest*,
                                v1::ExplainStatementResponse*) override;
  // These lie in fake_statements.cc.
  grpc::Status DiffStatements(grpc::ServerContext*, const v1::DiffStatementsRequest*,
                              v1::DiffStatementsResponse*) override;
  grpc::Status GetTrend(grpc::ServerContext*, const v1::GetTrendRequest*, v1::GetTrendResponse*) override;
  grpc::Status GetModeration(grpc::ServerContext*, const v1::GetModerationRequest*,
                             v1::GetModerationResponse*) override;
  grpc::Status CompareStatements(grpc::ServerContext*, const v1::CompareStatementsRequest*,
                                 v1::CompareStatementsResponse*) override;
  grpc::Status PublishStatement(grpc::ServerContext*, const v1::PublishStatementRequest*,
                                v1::PublishStatementResponse*) override;

  // The fault for this unary call, or OK.
  grpc::Status Fault();
  v1::SubmitResult Judge(const std::string& parent, const v1::Audit& audit, bool validate_only);
  // Adds an entry to the history of the audit, where the change expects its newest one.
  grpc::Status Change(const v1::Change& change, v1::ChangeKind kind, const v1::Audit& after, v1::Audit* audit,
                      v1::Receipt* receipt);
  v1::SubmitAuditsResponse Answer(const v1::SubmitAuditsRequest& batch);

  std::mutex mutex_;
  std::condition_variable unanswered_;
  bool has_unanswered_ = false;
  std::string endpoint_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_CLIENT_FAKE_SERVER_H_
