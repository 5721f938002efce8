#include "service/rpc/rpc_server.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>

#include <utility>
#include <vector>

#include "service/domain/limits.h"
#include "service/rpc/action_service.h"
#include "service/rpc/audit_service.h"
#include "service/rpc/backup_service.h"
#include "service/rpc/crosswalk_service.h"
#include "service/rpc/directory_services.h"
#include "service/rpc/inspection_service.h"
#include "service/rpc/ledger_service.h"
#include "service/rpc/notice_service.h"
#include "service/rpc/permissions.h"
#include "service/rpc/review_service.h"
#include "service/rpc/sample_service.h"
#include "service/rpc/spend_service.h"
#include "service/rpc/statement_service.h"
#include "service/rpc/tally_service.h"

namespace assay {
namespace {

constexpr std::string_view kUnix = "unix:";

bool IsLoopback(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == address.size()) return false;
  const std::string_view port = address.substr(colon + 1);
  if (port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) return false;
  if (std::stoi(std::string(port)) > 65'535) return false;
  const std::string_view host = address.substr(0, colon);
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

class RpcServer::Impl {
 public:
  Impl(const House& house, RpcServerOptions options)
      : options_(std::move(options)),
        readers_({.threads = limits::kReaderThreads, .queued_max = limits::kReaderQueue}),
        chores_({.threads = 1, .queued_max = limits::kChoresQueue}),
        host_{.house = house,
              .readers = readers_,
              .chores = chores_,
              .watches = *options_.watches,
              .on_failure = options_.on_failure},
        authorities_(host_),
        scales_(host_),
        audits_(host_),
        statements_(host_),
        crosswalks_(host_),
        notices_(host_),
        reviews_(host_),
        samples_(host_),
        inspections_(host_),
        tallies_(host_),
        spend_(host_),
        actions_(host_),
        ledgers_(host_),
        backups_(host_),
        stats_(ServiceNames()) {}

  absl::Status Start() {
    const bool is_unix = options_.listen.starts_with(kUnix) && options_.listen.size() > kUnix.size();
    if (!is_unix && !IsLoopback(options_.listen)) {
      return absl::InvalidArgumentError("cannot listen on '" + options_.listen +
                                        "': only a loopback address with a port (127.0.0.1:7171, [::1]:7171) or a unix "
                                        "socket (unix:/path) is allowed");
    }
    int port = 0;
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(static_cast<int>(limits::kMessageBytes));
    builder.SetMaxSendMessageSize(static_cast<int>(limits::kMessageBytes));
    // A second server on the same port must fail, not share it.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddListeningPort(options_.listen, grpc::experimental::LocalServerCredentials(is_unix ? UDS : LOCAL_TCP),
                             &port);
    for (const auto& [name, service] : services()) {
      if (absl::Status status = CheckPermissionsDeclared(name); !status.ok()) return status;
      builder.RegisterService(service);
    }
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> observers;
    observers.push_back(NewCallObserver(&stats_, options_.on_call));
    builder.experimental().SetInterceptorCreators(std::move(observers));
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return absl::UnavailableError("cannot listen on " + options_.listen + ": is it in use?");
    address_ =
        is_unix ? options_.listen : options_.listen.substr(0, options_.listen.rfind(':') + 1) + std::to_string(port);
    return absl::OkStatus();
  }

  void Drain(std::chrono::milliseconds grace) {
    if (server_ == nullptr) return;
    if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(false);
    host_.watches.Stop();
    server_->Shutdown(std::chrono::system_clock::now() + grace);
    server_->Wait();
    server_.reset();
  }

  const std::string& address() const { return address_; }
  const CallStats& stats() const { return stats_; }

  // Whoever watches is told of changes alone.
  void SetHealth(Health health) {
    if (std::exchange(health_, health) == health) return;
    if (auto* service = server_->GetHealthCheckService()) service->SetServingStatus(health == Health::kServing);
  }

 private:
  // Every service there is, by its full name.
  std::vector<std::pair<std::string_view, grpc::Service*>> services() {
    return {
        {v1::AuthorityService::service_full_name(), &authorities_},
        {v1::ScaleService::service_full_name(), &scales_},
        {v1::AuditService::service_full_name(), &audits_},
        {v1::StatementService::service_full_name(), &statements_},
        {v1::CrosswalkService::service_full_name(), &crosswalks_},
        {v1::NoticeService::service_full_name(), &notices_},
        {v1::ReviewService::service_full_name(), &reviews_},
        {v1::SampleService::service_full_name(), &samples_},
        {v1::InspectionService::service_full_name(), &inspections_},
        {v1::TallyService::service_full_name(), &tallies_},
        {v1::SpendService::service_full_name(), &spend_},
        {v1::ActionService::service_full_name(), &actions_},
        {v1::LedgerService::service_full_name(), &ledgers_},
        {v1::BackupService::service_full_name(), &backups_},
    };
  }

  std::vector<std::string> ServiceNames() {
    std::vector<std::string> names;
    for (const auto& [name, service] : services()) names.emplace_back(name);
    return names;
  }

  RpcServerOptions options_;
  ReaderPool readers_;
  ReaderPool chores_;
  RpcHost host_;
  AuthorityServiceAdapter authorities_;
  ScaleServiceAdapter scales_;
  AuditServiceAdapter audits_;
  StatementServiceAdapter statements_;
  CrosswalkServiceAdapter crosswalks_;
  NoticeServiceAdapter notices_;
  ReviewServiceAdapter reviews_;
  SampleServiceAdapter samples_;
  InspectionServiceAdapter inspections_;
  TallyServiceAdapter tallies_;
  SpendServiceAdapter spend_;
  ActionServiceAdapter actions_;
  LedgerServiceAdapter ledgers_;
  BackupServiceAdapter backups_;
  CallStats stats_;
  std::unique_ptr<grpc::Server> server_;
  Health health_ = Health::kServing;
  std::string address_;
};

RpcServer::RpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

RpcServer::~RpcServer() { impl_->Drain(std::chrono::milliseconds(0)); }

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(const House& house, RpcServerOptions options) {
  auto impl = std::make_unique<Impl>(house, std::move(options));
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<RpcServer>(new RpcServer(std::move(impl)));
}

const std::string& RpcServer::address() const { return impl_->address(); }

const CallStats& RpcServer::stats() const { return impl_->stats(); }

void RpcServer::SetHealth(Health health) { impl_->SetHealth(health); }

void RpcServer::Drain(std::chrono::milliseconds grace) { impl_->Drain(grace); }

}  // namespace assay
