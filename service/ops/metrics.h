// Figures for Prometheus: what is counted elsewhere, under the names operators know. Nothing is kept here.
//
// Calls go by the names of go-grpc-middleware (grpc_server_started_total, grpc_server_handled_total,
// grpc_server_handling_seconds), so that dashboards made for other gRPC servers fit; all else begins with "assay_".
#ifndef ASSAY_SERVICE_OPS_METRICS_H_
#define ASSAY_SERVICE_OPS_METRICS_H_

#include <string>
#include <vector>

#include "prometheus/metric_family.h"
#include "service/ops/disk_space.h"
#include "service/rpc/acceptor.h"
#include "service/rpc/call_stats.h"
#include "storage/ledger/ledger.h"

namespace assay {

using MetricFamilies = std::vector<prometheus::MetricFamily>;

// Only methods that were called, and codes that were answered, have a line.
void AddCallMetrics(const CallStats& stats, MetricFamilies& families);

void AddLedgerMetrics(const LedgerFigures& figures, MetricFamilies& families);

void AddDiskMetrics(const DiskSpace& space, MetricFamilies& families);

void AddConnectionMetrics(const AcceptorFigures& figures, MetricFamilies& families);

// Memory and descriptors of this process, under the names of Prometheus' own clients.
void AddProcessMetrics(MetricFamilies& families);

struct SingleMetric {
  std::string name;
  std::string help;
  double value = 0;
};
void AddGauge(const SingleMetric& metric, MetricFamilies& families);
void AddCounter(const SingleMetric& metric, MetricFamilies& families);

// The text that Prometheus reads.
std::string ToText(const MetricFamilies& families);

}  // namespace assay

#endif  // ASSAY_SERVICE_OPS_METRICS_H_
