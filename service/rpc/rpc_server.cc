#include "service/rpc/rpc_server.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <utility>
#include <vector>

#include "service/domain/limits.h"
#include "service/rpc/acceptor.h"
#include "service/rpc/action_service.h"
#include "service/rpc/audit_service.h"
#include "service/rpc/backup_service.h"
#include "service/rpc/connection_bounds.h"
#include "service/rpc/credentials.h"
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
#include "service/rpc/token_service.h"

namespace assay {

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
              .local_callers = options_.local_callers,
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
        tokens_(host_),
        stats_(ServiceNames()) {}

  absl::Status Start() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    BoundConnections(builder);
    if (absl::Status status = Listen(builder); !status.ok()) return status;
    for (const auto& [name, service] : services()) {
      if (absl::Status status = CheckPermissionsDeclared(name); !status.ok()) return status;
      builder.RegisterService(service);
    }
    std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> observers;
    observers.push_back(NewCallObserver(host_, &stats_, options_.on_call));
    builder.experimental().SetInterceptorCreators(std::move(observers));
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return absl::InternalError("gRPC does not start");
    for (Listener& listener : listeners_) {
      listener.acceptor->Start([&taker = *listener.taker](int listener_fd, int fd) {
        grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
        connection.listener_fd = listener_fd;
        connection.fd = fd;
        taker.HandleNewConnection(&connection);
      });
    }
    return absl::OkStatus();
  }

  void Drain(std::chrono::milliseconds grace) {
    if (server_ == nullptr) return;
    if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(false);
    host_.watches.Stop();
    for (Listener& listener : listeners_) listener.acceptor->Stop();
    server_->Shutdown(std::chrono::system_clock::now() + grace);
    server_->Wait();
    server_.reset();
  }

  const std::vector<std::string>& addresses() const { return addresses_; }
  const CallStats& stats() const { return stats_; }

  AcceptorFigures connections() const {
    AcceptorFigures all;
    for (const Listener& listener : listeners_) all += listener.acceptor->figures();
    return all;
  }

  absl::Status Probe() {
    for (Listener& listener : listeners_) {
      if (absl::Status probed = listener.acceptor->Probe(); !probed.ok()) return probed;
    }
    return absl::OkStatus();
  }

  // Whoever watches is told of changes alone.
  void SetHealth(Health health) {
    if (std::exchange(health_, health) == health) return;
    if (auto* service = server_->GetHealthCheckService()) service->SetServingStatus(health == Health::kServing);
  }

 private:
  struct Listener {
    std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> taker;
    std::unique_ptr<Acceptor> acceptor;
  };

  absl::Status Listen(grpc::ServerBuilder& builder) {
    using Connections = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
    std::shared_ptr<grpc::experimental::CertificateProviderInterface> certificates;
    if (!options_.tls.certificate.empty()) certificates = WatchCertificates(options_.tls);
    for (const std::string& text : options_.listen) {
      absl::StatusOr<ListenAddress> address = ParseListenAddress(text, options_.tls);
      if (!address.ok()) return address.status();
      absl::StatusOr<std::unique_ptr<Acceptor>> acceptor = Acceptor::Listen(
          address->target, {.connections = limits::kConnections, .per_address = limits::kConnectionsPerAddress});
      if (!acceptor.ok()) return acceptor.status();
      addresses_.push_back(FormatListenAddress({.target = (*acceptor)->address(), .protection = address->protection}));
      listeners_.push_back({.taker = builder.experimental().AddExternalConnectionAcceptor(
                                Connections::FROM_FD, CredentialsFor(address->protection, certificates, options_.tls)),
                            .acceptor = *std::move(acceptor)});
    }
    return absl::OkStatus();
  }

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
        {v1::TokenService::service_full_name(), &tokens_},
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
  TokenServiceAdapter tokens_;
  CallStats stats_;
  std::vector<Listener> listeners_;
  std::unique_ptr<grpc::Server> server_;
  Health health_ = Health::kServing;
  std::vector<std::string> addresses_;
};

RpcServer::RpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

RpcServer::~RpcServer() { impl_->Drain(std::chrono::milliseconds(0)); }

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(const House& house, RpcServerOptions options) {
  auto impl = std::make_unique<Impl>(house, std::move(options));
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<RpcServer>(new RpcServer(std::move(impl)));
}

const std::vector<std::string>& RpcServer::addresses() const { return impl_->addresses(); }

const CallStats& RpcServer::stats() const { return impl_->stats(); }

AcceptorFigures RpcServer::connections() const { return impl_->connections(); }

absl::Status RpcServer::Probe() { return impl_->Probe(); }

void RpcServer::SetHealth(Health health) { impl_->SetHealth(health); }

void RpcServer::Drain(std::chrono::milliseconds grace) { impl_->Drain(grace); }

}  // namespace assay
