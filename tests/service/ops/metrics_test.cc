#include "service/ops/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assay/v1/ledger_service.pb.h"

namespace assay {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MetricsTest, CallsGoByTheNamesThatDashboardsKnow) {
  // Links what the service is called by: only methods that are known are counted by name.
  ASSERT_EQ(v1::GetCheckpointRequest::descriptor()->file()->service_count(), 1);
  CallStats stats({"assay.v1.LedgerService"});
  CallStats::Method* method = stats.Find("/assay.v1.LedgerService/GetCheckpoint");
  method->started = 3;
  method->End(0, 700);
  method->End(5, 2'000);
  MetricFamilies families;
  AddCallMetrics(stats, families);
  const std::string text = ToText(families);
  const std::string labels =
      "{grpc_type=\"unary\",grpc_service=\"assay.v1.LedgerService\",grpc_method=\"GetCheckpoint\"";
  EXPECT_THAT(text, HasSubstr("grpc_server_started_total" + labels + "} 3\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total" + labels + ",grpc_code=\"OK\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total" + labels + ",grpc_code=\"NotFound\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handling_seconds_count" + labels + "} 2\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handling_seconds_sum" + labels + "} 0.0027\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handling_seconds_bucket" + labels + ",le=\"0.001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handling_seconds_bucket" + labels + ",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("GetInclusionProof")));
}

TEST(MetricsTest, GroupSizesAreAHistogramOfProposals) {
  LedgerFigures figures;
  figures.commits.groups[0] = 5;
  figures.commits.groups[3] = 1;  // of 5 to 8
  figures.commits.grouped_proposals = 12;
  figures.database["rocksdb.num-running-flushes"] = 2;
  MetricFamilies families;
  AddLedgerMetrics(figures, families);
  const std::string text = ToText(families);
  EXPECT_THAT(text, HasSubstr("assay_commit_group_size_bucket{le=\"1\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("assay_commit_group_size_bucket{le=\"4\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("assay_commit_group_size_bucket{le=\"8\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("assay_commit_group_size_count 6\n"));
  EXPECT_THAT(text, HasSubstr("assay_commit_group_size_sum 12\n"));
  EXPECT_THAT(text, HasSubstr("assay_rocksdb_num_running_flushes 2\n"));
}

TEST(MetricsTest, TheProcessKnowsItself) {
  MetricFamilies families;
  AddProcessMetrics(families);
  EXPECT_THAT(ToText(families), Not(HasSubstr("process_open_fds 0\n")));
  EXPECT_THAT(ToText(families), Not(HasSubstr("process_resident_memory_bytes 0\n")));
}

}  // namespace
}  // namespace assay
