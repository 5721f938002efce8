#include "service/ops/ops_server.h"

#include <civetweb.h>

#include <cstring>
#include <utility>

#include "service/domain/limits.h"

namespace assay {
namespace {

constexpr int kOk = 200;
constexpr int kUnavailable = 503;
constexpr int kMethodNotAllowed = 405;

bool IsLoopback(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon + 1 == address.size()) return false;
  if (address.find_first_not_of("0123456789", colon + 1) != std::string::npos) return false;
  const std::string host = address.substr(0, colon);
  return host == "127.0.0.1" || host == "[::1]";
}

// Answers a request; the value is what the library wants: the status that was sent.
int Answer(mg_connection* connection, int status, const std::string& text) {
  const char* reason = status == kOk ? "OK" : status == kUnavailable ? "Service Unavailable" : "Method Not Allowed";
  mg_printf(connection,
            "HTTP/1.1 %d %s\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nCache-Control: no-store\r\n"
            "Content-Length: %zu\r\nConnection: close\r\n\r\n",
            status, reason, text.size());
  if (std::strcmp(mg_get_request_info(connection)->request_method, "HEAD") != 0) {
    mg_write(connection, text.data(), text.size());
  }
  return status;
}

bool IsRead(const mg_connection* connection) {
  const char* method = mg_get_request_info(connection)->request_method;
  return std::strcmp(method, "GET") == 0 || std::strcmp(method, "HEAD") == 0;
}

}  // namespace

absl::Status CheckOpsAddress(const std::string& address) {
  if (IsLoopback(address)) return absl::OkStatus();
  return absl::InvalidArgumentError("cannot answer operators on '" + address +
                                    "': only 127.0.0.1:PORT or [::1]:PORT is allowed");
}

bool IsReady(const ReadyChecks& checks) {
  for (const ReadyCheck& check : checks) {
    if (!check.check().ok()) return false;
  }
  return true;
}

class OpsServer::Impl {
 public:
  explicit Impl(OpsServerOptions options) : options_(std::move(options)) {}

  ~Impl() {
    if (context_ == nullptr) return;
    mg_stop(context_);
    mg_exit_library();
  }

  absl::Status Start() {
    if (absl::Status status = CheckOpsAddress(options_.listen); !status.ok()) return status;
    mg_init_library(MG_FEATURES_DEFAULT);
    // A scrape and two probes never wait for each other, nor for a few who say nothing.
    const std::string threads = std::to_string(limits::kOpsThreads);
    const std::string request_ms = std::to_string(limits::kOpsRequestMs);
    const std::string request_bytes = std::to_string(limits::kOpsRequestBytes);
    const char* settings[] = {"listening_ports",
                              options_.listen.c_str(),
                              "num_threads",
                              threads.c_str(),
                              "request_timeout_ms",
                              request_ms.c_str(),
                              "max_request_size",
                              request_bytes.c_str(),
                              "enable_keep_alive",
                              "no",
                              nullptr};
    mg_callbacks callbacks{};
    // What it would complain about is the caller's doing, and told to the caller.
    callbacks.log_message = [](const mg_connection*, const char*) { return 1; };
    context_ = mg_start(&callbacks, nullptr, settings);
    if (context_ == nullptr) {
      mg_exit_library();
      return absl::UnavailableError("cannot answer operators on " + options_.listen + ": is it in use?");
    }
    // Else it looks for a file of passwords on the disk, at every request.
    mg_set_auth_handler(
        context_, "**", [](mg_connection*, void*) { return 1; }, nullptr);
    mg_set_request_handler(context_, "/livez$", &Impl::Live, this);
    mg_set_request_handler(context_, "/readyz$", &Impl::Ready, this);
    mg_set_request_handler(context_, "/metrics$", &Impl::Metrics, this);
    mg_server_port port{};
    mg_get_server_ports(context_, 1, &port);
    address_ = options_.listen.substr(0, options_.listen.rfind(':') + 1) + std::to_string(port.port);
    return absl::OkStatus();
  }

  const std::string& address() const { return address_; }

 private:
  static int Live(mg_connection* connection, void*) {
    if (!IsRead(connection)) return Answer(connection, kMethodNotAllowed, "only GET\n");
    return Answer(connection, kOk, "ok\n");
  }

  static int Ready(mg_connection* connection, void* self) {
    if (!IsRead(connection)) return Answer(connection, kMethodNotAllowed, "only GET\n");
    const char* query = mg_get_request_info(connection)->query_string;
    const bool verbose = query != nullptr && std::strncmp(query, "verbose", std::strlen("verbose")) == 0;
    std::string text;
    bool ready = true;
    for (const ReadyCheck& check : static_cast<Impl*>(self)->options_.checks) {
      const absl::Status status = check.check();
      ready = ready && status.ok();
      if (!status.ok()) text += "[-] " + check.name + ": " + std::string(status.message()) + "\n";
      if (status.ok() && verbose) text += "[+] " + check.name + "\n";
    }
    text += ready ? "ok\n" : "not ready\n";
    return Answer(connection, ready ? kOk : kUnavailable, text);
  }

  static int Metrics(mg_connection* connection, void* self) {
    if (!IsRead(connection)) return Answer(connection, kMethodNotAllowed, "only GET\n");
    return Answer(connection, kOk, static_cast<Impl*>(self)->options_.metrics());
  }

  const OpsServerOptions options_;
  mg_context* context_ = nullptr;
  std::string address_;
};

OpsServer::OpsServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

OpsServer::~OpsServer() = default;

absl::StatusOr<std::unique_ptr<OpsServer>> OpsServer::Start(OpsServerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (absl::Status status = impl->Start(); !status.ok()) return status;
  return std::unique_ptr<OpsServer>(new OpsServer(std::move(impl)));
}

const std::string& OpsServer::address() const { return impl_->address(); }

}  // namespace assay
