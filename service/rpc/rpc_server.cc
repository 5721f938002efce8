#include "service/rpc/rpc_server.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "service/domain/limits.h"
#include "service/rpc/acceptor.h"
#include "service/rpc/call_queue.h"
#include "service/rpc/connection_bounds.h"
#include "service/rpc/credentials.h"
#include "service/rpc/permissions.h"
#include "service/rpc/services.h"

namespace assay {
namespace {

struct Service {
  std::string name;  // "assay.v1.AuditService"
  Methods methods;
};

std::vector<Service> Services() {
  return {
      {"assay.v1.AuthorityService", AuthorityMethods()},   {"assay.v1.ScaleService", ScaleMethods()},
      {"assay.v1.AuditService", AuditMethods()},           {"assay.v1.StatementService", StatementMethods()},
      {"assay.v1.CrosswalkService", CrosswalkMethods()},   {"assay.v1.NoticeService", NoticeMethods()},
      {"assay.v1.ReviewService", ReviewMethods()},         {"assay.v1.SampleService", SampleMethods()},
      {"assay.v1.InspectionService", InspectionMethods()}, {"assay.v1.TallyService", TallyMethods()},
      {"assay.v1.SpendService", SpendMethods()},           {"assay.v1.ActionService", ActionMethods()},
      {"assay.v1.LedgerService", LedgerMethods()},         {"assay.v1.BackupService", BackupMethods()},
      {"assay.v1.TokenService", TokenMethods()},
  };
}

std::vector<std::string> NamesOf(const std::vector<Service>& services) {
  std::vector<std::string> names;
  names.reserve(services.size());
  for (const Service& service : services) names.push_back(service.name);
  return names;
}

std::string PathOf(std::string_view service, std::string_view method) {
  return std::string("/").append(service).append("/").append(method);
}

// INTERNAL where a method of the service has no adapter.
absl::Status CheckServed(const std::string& service, const MethodsByPath& methods) {
  const auto* declared = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
  if (declared == nullptr) return absl::InternalError("there is no service " + service);
  for (int i = 0; i < declared->method_count(); ++i) {
    const std::string path = PathOf(service, declared->method(i)->name());
    if (!methods.contains(path)) return absl::InternalError("nothing serves " + path);
  }
  return absl::OkStatus();
}

// The other half of the cores is for what answers the calls.
size_t QueuesOf(const RpcServerOptions& options) {
  return options.queues > 0 ? options.queues : std::max(1u, std::thread::hardware_concurrency() / 2);
}

}  // namespace

class RpcServer::Impl {
 public:
  Impl(const House& house, RpcServerOptions options)
      : options_(std::move(options)),
        readers_({.threads = limits::kReaderThreads, .queued_max = limits::kReaderQueue}),
        erasers_({.threads = 1}),
        chores_({.threads = 1, .queued_max = limits::kChoresQueue}),
        batches_({.threads = QueuesOf(options_)}),
        host_{.house = house,
              .readers = readers_,
              .erasers = erasers_,
              .chores = chores_,
              .batches = batches_,
              .watches = *options_.watches,
              .peers = peers_,
              .local_callers = options_.local_callers,
              .on_failure = options_.on_failure},
        services_(Services()),
        stats_(NamesOf(services_)),
        observer_(host_, stats_, options_.on_call) {}

  absl::Status Start() {
    grpc::ServerBuilder builder;
    BoundConnections(builder);
    if (absl::Status status = Listen(builder); !status.ok()) return status;
    for (const Service& service : services_) {
      if (absl::Status status = CheckPermissionsDeclared(service.name); !status.ok()) return status;
      for (const Method& method : service.methods) methods_[PathOf(service.name, method.name)] = method;
      if (absl::Status status = CheckServed(service.name, methods_); !status.ok()) return status;
    }
    for (const Method& method : health_.methods()) methods_[PathOf("grpc.health.v1.Health", method.name)] = method;
    builder.RegisterAsyncGenericService(&calls_);
    for (size_t i = 0; i < QueuesOf(options_); ++i) {
      queues_.push_back(std::make_unique<CallQueue>(
          CallQueue::Serving{.host = host_, .methods = methods_, .observer = observer_, .service = calls_},
          builder.AddCompletionQueue()));
    }
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return absl::InternalError("gRPC does not start");
    for (const auto& queue : queues_) queue->Start();
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
    health_.Stop();
    host_.watches.Stop();
    for (Listener& listener : listeners_) listener.acceptor->Stop();
    server_->Shutdown(std::chrono::system_clock::now() + grace);
    for (const auto& queue : queues_) queue->Stop();
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

  void SetHealth(Health health) { health_.Set(health); }

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
          address->target, {.connections = limits::kConnections, .per_address = limits::kConnectionsPerAddress},
          peers_);
      if (!acceptor.ok()) return acceptor.status();
      addresses_.push_back(FormatListenAddress({.target = (*acceptor)->address(), .protection = address->protection}));
      listeners_.push_back({.taker = builder.experimental().AddExternalConnectionAcceptor(
                                Connections::FROM_FD, CredentialsFor(address->protection, certificates, options_.tls)),
                            .acceptor = *std::move(acceptor)});
    }
    return absl::OkStatus();
  }

  RpcServerOptions options_;
  ReaderPool readers_;
  ReaderPool erasers_;
  ReaderPool chores_;
  ReaderPool batches_;
  Peers peers_;
  RpcHost host_;
  HealthService health_;
  const std::vector<Service> services_;
  CallStats stats_;
  CallObserver observer_;
  MethodsByPath methods_;
  grpc::AsyncGenericService calls_;
  std::vector<std::unique_ptr<CallQueue>> queues_;
  std::vector<Listener> listeners_;
  std::unique_ptr<grpc::Server> server_;
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
