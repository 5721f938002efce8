#include "service/rpc/call_stats.h"

#include <gtest/gtest.h>

#include "service/rpc/call_observer.h"

namespace assay {
namespace {

TEST(CallStatsTest, KnowsTheMethodsOfItsServicesAndCountsAllElseTogether) {
  CallStats stats({"assay.v1.LedgerService"});
  CallStats::Method* watch = stats.Find("/assay.v1.LedgerService/WatchLedger");
  EXPECT_EQ(watch->name, "WatchLedger");
  EXPECT_EQ(watch->type, "server_stream");
  CallStats::Method* other = stats.Find("/assay.v1.LedgerService/Invented");
  EXPECT_EQ(other->name, "other");
  for (const char* path : {"", "/", "/assay.v1.AuditService/SubmitAudit", "assay.v1.LedgerService/WatchLedger"}) {
    EXPECT_EQ(stats.Find(path), other) << path;
  }
}

TEST(CallStatsTest, ACallFallsIntoTheBucketThatEndsAtItsDurationOrLater) {
  CallStats stats({});
  CallStats::Method* method = stats.Find("");
  for (const int64_t duration_us : {-5, 0, 500, 501, 10'000'000, 10'000'001}) method->End(0, duration_us);
  EXPECT_EQ(method->took[0], 3u);
  EXPECT_EQ(method->took[1], 1u);
  EXPECT_EQ(method->took[CallStats::kBucketEndsUs.size() - 1], 1u);
  EXPECT_EQ(method->took[CallStats::kBucketEndsUs.size()], 1u);
  EXPECT_EQ(method->took_us, 20'001'002u);
}

TEST(CallStatsTest, ACodeThatIsNoneCountsAsUnknown) {
  CallStats stats({});
  CallStats::Method* method = stats.Find("");
  for (const int code : {-1, 17, 2}) method->End(code, 1);
  EXPECT_EQ(method->handled[2], 3u);
  EXPECT_EQ(CodeName(16), "UNAUTHENTICATED");
  EXPECT_EQ(CodeName(99), "UNKNOWN");
}

TEST(TraceIdTest, IsTakenOnlyFromAWellFormedTraceParent) {
  const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
  EXPECT_EQ(TraceIdOf("00-" + id + "-00f067aa0ba902b7-01"), id);
  for (const std::string& broken :
       {std::string(), id, "00-" + id, "00-" + id + "_00f067aa0ba902b7-01", "00_" + id + "-00f067aa0ba902b7-01",
        std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
        "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
        "00-" + std::string(31, 'a') + "\"-00f067aa0ba902b7-01"}) {
    EXPECT_EQ(TraceIdOf(broken), "") << broken;
  }
}

}  // namespace
}  // namespace assay
