#include "service/ops/metrics.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

#include "prometheus/text_serializer.h"

namespace assay {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr double kMicrosecondsASecond = 1e6;

std::vector<ClientMetric::Label> LabelsOf(const CallStats::Method& method) {
  return {{"grpc_type", method.type}, {"grpc_service", method.service}, {"grpc_method", method.name}};
}

// "NotFound": as gRPC writes it in Go, and so whoever counts its calls there.
std::string GoCodeName(int code) {
  const std::string_view name = CodeName(code);
  if (name == "OK") return "OK";
  if (name == "CANCELLED") return "Canceled";
  std::string camel;
  bool begins = true;
  for (const char c : name) {
    if (c != '_') camel += begins ? c : static_cast<char>(c - 'A' + 'a');
    begins = c == '_';
  }
  return camel;
}

void AddCount(const CallStats::Method& method, const std::atomic<uint64_t>& count, MetricFamily& family) {
  ClientMetric metric{.label = LabelsOf(method)};
  metric.counter.value = static_cast<double>(count.load(std::memory_order_relaxed));
  family.metric.push_back(std::move(metric));
}

void AddHandled(const CallStats::Method& method, MetricFamily& family) {
  for (size_t code = 0; code < CallStats::kCodes; ++code) {
    const uint64_t count = method.handled[code].load(std::memory_order_relaxed);
    if (count == 0) continue;
    ClientMetric metric{.label = LabelsOf(method)};
    metric.label.push_back({"grpc_code", GoCodeName(static_cast<int>(code))});
    metric.counter.value = static_cast<double>(count);
    family.metric.push_back(std::move(metric));
  }
}

void AddHandling(const CallStats::Method& method, MetricFamily& family) {
  ClientMetric metric{.label = LabelsOf(method)};
  uint64_t count = 0;
  for (size_t i = 0; i < method.took.size(); ++i) {
    count += method.took[i].load(std::memory_order_relaxed);
    if (i == CallStats::kBucketEndsUs.size()) break;
    metric.histogram.bucket.push_back(
        {.cumulative_count = count,
         .upper_bound = static_cast<double>(CallStats::kBucketEndsUs[i]) / kMicrosecondsASecond});
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum =
      static_cast<double>(method.took_us.load(std::memory_order_relaxed)) / kMicrosecondsASecond;
  family.metric.push_back(std::move(metric));
}

void Add(const SingleMetric& single, MetricType type, MetricFamilies& families) {
  ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = single.value;
  families.push_back({.name = single.name, .help = single.help, .type = type, .metric = {std::move(metric)}});
}

void AddGroupSizes(const CommitFigures& commits, MetricFamilies& families) {
  ClientMetric metric;
  uint64_t count = 0;
  for (size_t i = 0; i < commits.groups.size(); ++i) {
    count += commits.groups[i];
    if (i + 1 == commits.groups.size()) break;
    metric.histogram.bucket.push_back({.cumulative_count = count, .upper_bound = static_cast<double>(1u << i)});
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum = static_cast<double>(commits.grouped_proposals);
  families.push_back({.name = "assay_commit_group_size",
                      .help = "Proposals decided together, and written with one sync.",
                      .type = MetricType::Histogram,
                      .metric = {std::move(metric)}});
}

// "rocksdb.cur-size-all-mem-tables" as "assay_rocksdb_cur_size_all_mem_tables".
std::string MetricName(std::string_view property) {
  std::string name = "assay_";
  for (const char c : property) name += c == '.' || c == '-' ? '_' : c;
  return name;
}

double OpenDescriptors() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  double count = -3;  // ".", ".." and the descriptor that reads them
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

double ResidentBytes() {
  std::ifstream in("/proc/self/statm");
  uint64_t size = 0;
  uint64_t resident = 0;
  in >> size >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void AddCallMetrics(const CallStats& stats, MetricFamilies& families) {
  MetricFamily started{.name = "grpc_server_started_total", .help = "Calls begun.", .type = MetricType::Counter};
  MetricFamily received{
      .name = "grpc_server_msg_received_total", .help = "Messages received.", .type = MetricType::Counter};
  MetricFamily sent{.name = "grpc_server_msg_sent_total", .help = "Messages sent.", .type = MetricType::Counter};
  MetricFamily handled{
      .name = "grpc_server_handled_total", .help = "Calls ended, whichever way.", .type = MetricType::Counter};
  MetricFamily handling{.name = "grpc_server_handling_seconds",
                        .help = "From a call's arrival to its status.",
                        .type = MetricType::Histogram};
  for (const auto& method : stats.methods()) {
    if (method->started.load(std::memory_order_relaxed) == 0) continue;
    AddCount(*method, method->started, started);
    AddCount(*method, method->received, received);
    AddCount(*method, method->sent, sent);
    AddHandled(*method, handled);
    AddHandling(*method, handling);
  }
  for (MetricFamily* family : {&started, &received, &sent, &handled, &handling}) families.push_back(std::move(*family));
}

void AddLedgerMetrics(const LedgerFigures& figures, MetricFamilies& families) {
  AddGroupSizes(figures.commits, families);
  AddGauge({.name = "assay_queue_proposals",
            .help = "Proposals that wait for the committer.",
            .value = static_cast<double>(figures.commits.queued_proposals)},
           families);
  AddGauge({.name = "assay_queue_bytes",
            .help = "Bytes that wait for the committer.",
            .value = static_cast<double>(figures.commits.queued_bytes)},
           families);
  AddGauge({.name = "assay_ledgers",
            .help = "Ledgers with at least one entry.",
            .value = static_cast<double>(figures.ledgers)},
           families);
  AddGauge({.name = "assay_ledger_entries",
            .help = "Entries of all ledgers.",
            .value = static_cast<double>(figures.entries)},
           families);
  AddGauge({.name = "assay_purge_pending",
            .help = "1 while files may still hold personal bytes that were erased.",
            .value = figures.purge_pending ? 1.0 : 0.0},
           families);
  for (const auto& [property, value] : figures.database) {
    AddGauge({.name = MetricName(property), .help = "RocksDB's " + property + ".", .value = static_cast<double>(value)},
             families);
  }
}

void AddDiskMetrics(const DiskSpace& space, MetricFamilies& families) {
  AddGauge({.name = "assay_disk_free_bytes",
            .help = "Free on the disk of the data directory.",
            .value = static_cast<double>(space.free_bytes)},
           families);
  AddGauge({.name = "assay_disk_size_bytes",
            .help = "Size of the disk of the data directory.",
            .value = static_cast<double>(space.size_bytes)},
           families);
}

void AddConnectionMetrics(const AcceptorFigures& figures, MetricFamilies& families) {
  AddGauge({.name = "assay_connections", .help = "Connections now.", .value = static_cast<double>(figures.open)},
           families);
  AddCounter({.name = "assay_connections_accepted_total",
              .help = "Connections accepted.",
              .value = static_cast<double>(figures.accepted)},
             families);
  AddCounter({.name = "assay_connections_refused_total",
              .help = "Connections closed at once, because there were too many.",
              .value = static_cast<double>(figures.refused)},
             families);
  AddCounter({.name = "assay_connections_failed_total",
              .help = "Connections not accepted for want of descriptors or memory.",
              .value = static_cast<double>(figures.failed)},
             families);
  AddCounter({.name = "assay_connections_cut_total",
              .help = "Connections cut: strangers' without an end, and those that call to no purpose or read nothing.",
              .value = static_cast<double>(figures.cut)},
             families);
}

void AddProcessMetrics(MetricFamilies& families) {
  AddGauge({.name = "process_resident_memory_bytes", .help = "Memory in use.", .value = ResidentBytes()}, families);
  AddGauge({.name = "process_open_fds", .help = "Descriptors in use.", .value = OpenDescriptors()}, families);
  struct rlimit limit {};
  getrlimit(RLIMIT_NOFILE, &limit);
  AddGauge({.name = "process_max_fds",
            .help = "Descriptors this process may use.",
            .value = static_cast<double>(limit.rlim_cur)},
           families);
}

void AddGauge(const SingleMetric& metric, MetricFamilies& families) { Add(metric, MetricType::Gauge, families); }
void AddCounter(const SingleMetric& metric, MetricFamilies& families) { Add(metric, MetricType::Counter, families); }

std::string ToText(const MetricFamilies& families) { return prometheus::TextSerializer().Serialize(families); }

}  // namespace assay
