#include "service/ops/operations.h"

#include <chrono>
#include <utility>

#include "service/ops/disk_space.h"
#include "service/ops/metrics.h"

namespace assay {
namespace {

constexpr std::chrono::milliseconds kHealthInterval(500);
// The queue of writes holds far less than is kept free, however much comes in between.
constexpr std::chrono::milliseconds kDiskInterval(500);
constexpr std::chrono::milliseconds kAcceptInterval(5'000);
constexpr std::chrono::milliseconds kScrubInterval(1'000);

}  // namespace

Operations::Operations(const Watched& watched)
    : watched_(watched),
      disk_([directory = watched.data_directory] { return DiskSpaceOf(directory); }, &watched.ledger, &watched.log),
      scrubber_(&watched.ledger, &watched.log),
      checks_(Checks()) {}

Operations::~Operations() = default;

absl::StatusOr<std::unique_ptr<Operations>> Operations::Start(const Watched& watched, const std::string& listen) {
  std::unique_ptr<Operations> operations(new Operations(watched));
  operations->disk_.Look();
  operations->disk_watch_ =
      std::make_unique<Periodic>(kDiskInterval, [self = operations.get()] { self->disk_.Look(); });
  if (!listen.empty()) {
    absl::StatusOr<std::unique_ptr<OpsServer>> http =
        OpsServer::Start({.listen = listen, .checks = operations->checks_, .metrics = [self = operations.get()] {
                            return self->Metrics();
                          }});
    if (!http.ok()) return http.status();
    operations->http_ = *std::move(http);
    watched.log.Write(LogLevel::kInfo, "operators are answered on " + operations->http_->address());
  }
  operations->scrub_ =
      std::make_unique<Periodic>(kScrubInterval, [self = operations.get()] { self->scrubber_.Step(); });
  operations->accept_watch_ =
      std::make_unique<Periodic>(kAcceptInterval, [self = operations.get()] { self->LookAtConnections(); });
  operations->health_ =
      std::make_unique<Periodic>(kHealthInterval, [self = operations.get()] { self->LookAtHealth(); });
  return operations;
}

void Operations::BeginDraining() {
  draining_ = true;
  health_.reset();
  accept_watch_.reset();
}

ReadyChecks Operations::Checks() {
  return {
      {.name = "serving",
       .check = [this] { return draining_ ? absl::UnavailableError("shutting down") : absl::OkStatus(); }},
      {.name = "ledger",
       .check =
           [this] {
             return watched_.ledger.accepts_writes()
                        ? absl::OkStatus()
                        : absl::UnavailableError("writes are stopped after a storage failure: see the log; restart");
           }},
      {.name = "accept",
       .check =
           [this] { return accepts_ ? absl::OkStatus() : absl::UnavailableError("connections are not accepted"); }},
      {.name = "disk", .check = [this] { return disk_.state(); }},
      {.name = "tls",
       .check =
           [this] {
             return watched_.tls.holds() ? absl::OkStatus()
                                         : absl::UnavailableError("the files of TLS do not hold together: see the log");
           }},
  };
}

void Operations::LookAtHealth() {
  if (!watched_.ledger.accepts_writes() && !std::exchange(stopped_, true)) {
    watched_.log.Write(LogLevel::kError, "writes are stopped after a storage failure: " + watched_.ledger.last_error() +
                                             "; see to the disk, then restart");
  }
  watched_.server.SetHealth(IsReady(checks_) ? Health::kServing : Health::kNotServing);
}

void Operations::LookAtConnections() {
  accepts_ = watched_.server.Probe().ok();
  const AcceptorFigures figures = watched_.server.connections();
  WarnOf("connections were cut: they called, or brought, more than one may", figures.cut, cut_);
  WarnOf("connections were closed at once: there are too many", figures.refused, refused_);
}

void Operations::WarnOf(const std::string& what, uint64_t count, uint64_t& last_count) {
  const uint64_t more = count - std::exchange(last_count, count);
  if (more > 0) watched_.log.Write(LogLevel::kWarning, what, {{.name = "count", .value = std::to_string(more)}});
}

std::string Operations::Metrics() const {
  MetricFamilies families;
  AddCallMetrics(watched_.server.stats(), families);
  AddLedgerMetrics(watched_.ledger.Figures(), families);
  if (const auto space = DiskSpaceOf(watched_.data_directory); space.ok()) AddDiskMetrics(*space, families);
  AddGauge(
      {.name = "assay_ready", .help = "1 while every check of /readyz holds.", .value = IsReady(checks_) ? 1. : 0.},
      families);
  AddCounter({.name = "assay_scrubs_total",
              .help = "Times that everything was read and its checksums compared.",
              .value = static_cast<double>(scrubber_.rounds())},
             families);
  AddGauge({.name = "assay_scrub_damage",
            .help = "1 once a block was found damaged.",
            .value = scrubber_.has_damage() ? 1. : 0.},
           families);
  AddCounter({.name = "assay_log_lines_dropped_total",
              .help = "Log lines nobody read fast enough.",
              .value = static_cast<double>(watched_.log.dropped())},
             families);
  if (const int64_t expires_at = watched_.tls.expires_at(); expires_at != 0) {
    AddGauge({.name = "assay_tls_certificate_expires_at_seconds",
              .help = "When the certificate that is served expires, in seconds since 1970.",
              .value = static_cast<double>(expires_at)},
             families);
  }
  AddConnectionMetrics(watched_.server.connections(), families);
  AddProcessMetrics(families);
  return ToText(families);
}

}  // namespace assay
