// The load that `./dev bench` measures with. Each command prints one JSON object on one line.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "assay/v1/audit_service.pb.h"
#include "assay/v1/authority_service.grpc.pb.h"
#include "assay/v1/scale_service.grpc.pb.h"
#include "assay/v1/statement_service.pb.h"
#include "storage/merkle/note.h"
#include "tests/bench/audit_maker.h"
#include "tests/bench/bulk_load.h"
#include "tests/bench/disk_probe.h"
#include "tests/bench/echo_server.h"
#include "tests/bench/unary_load.h"

namespace assay::bench {
namespace {

// About as long as the text of a checkpoint.
constexpr size_t kCheckpointBytes = 120;

// Everything that can be said on the command line.
struct Flags {
  UnaryLoad unary;
  MakerOptions maker;
  BulkLoad bulk;
  std::string call = "submit";
  bool omit_receipt = false;
  bool callback = false;
  std::string durable;  // directory
  uint32_t authority = 0;
  uint32_t revision = 0;
  std::string time;
  std::string area;
  std::string path;  // of an answer: written by `unary`, read by `echo`
  double seconds = 1;
};

v1::AdHocMeasure Measure(const Flags& flags) {
  v1::AdHocMeasure measure;
  measure.set_threshold_grade("adequate");
  measure.set_comparator(v1::COMPARATOR_AT_LEAST);
  measure.mutable_target()->set_numerator(3);
  measure.mutable_target()->set_denominator(4);
  measure.mutable_window()->set_rolling_months(12);
  if (!flags.area.empty()) measure.add_practice_areas(flags.area);
  return measure;
}

std::string StatementRequest(const Flags& flags) {
  v1::GetStatementRequest request;
  request.mutable_query()->set_authority("authorities/" + AuthorityId(flags.authority));
  *request.mutable_query()->mutable_ad_hoc() = Measure(flags);
  if (flags.revision != 0) request.mutable_query()->mutable_read_at()->set_revision(flags.revision);
  return request.SerializeAsString();
}

// `time` is in seconds since 1970.
std::string CompareRequest(const Flags& flags) {
  v1::CompareStatementsRequest request;
  *request.mutable_ad_hoc() = Measure(flags);
  request.set_basis(v1::BASIS_AUDITED);
  if (!flags.time.empty()) request.mutable_read_at()->mutable_time()->set_seconds(std::stoll(flags.time));
  return request.SerializeAsString();
}

void ChooseCall(const Flags& flags, UnaryLoad& load) {
  if (flags.call == "empty") {
    load.method = "/grpc.health.v1.Health/Check";
    load.request = [](uint64_t) { return std::string(); };
    return;
  }
  if (flags.call == "statement" || flags.call == "compare") {
    const bool one = flags.call == "statement";
    load.method = one ? "/assay.v1.StatementService/GetStatement" : "/assay.v1.StatementService/CompareStatements";
    load.request = [bytes = one ? StatementRequest(flags) : CompareRequest(flags)](uint64_t) { return bytes; };
    return;
  }
  load.method = "/assay.v1.AuditService/SubmitAudit";
  load.request = [maker = AuditMaker(flags.maker), request = v1::SubmitAuditRequest(),
                  omit = flags.omit_receipt](uint64_t number) mutable {
    request.set_omit_receipt(omit);
    maker.Make(number, maker.AuthorityOf(number), *request.mutable_audit());
    return request.SerializeAsString();
  };
}

int RunUnary(const Flags& flags) {
  UnaryLoad load = flags.unary;
  ChooseCall(flags, load);
  const UnaryResult result = RunUnaryLoad(load);
  if (!flags.path.empty()) std::ofstream(flags.path, std::ios::binary) << result.last_answer;
  std::printf("%s\n", absl::StrCat("{\"answered\":", result.answered, ",\"refused\":", result.refused, ",\"failed\":",
                                   result.failed, ",\"seconds\":", result.seconds, ",\"p50_us\":", result.p50_us,
                                   ",\"p99_us\":", result.p99_us, ",\"refused_p99_us\":", result.refused_p99_us,
                                   ",\"answer_bytes\":", result.last_answer.size(), "}")
                          .c_str());
  if (result.failed > 0) std::fprintf(stderr, "assay_load: %s\n", result.last_failure.c_str());
  return result.failed > 0 ? 1 : 0;
}

int RunBulk(Flags flags) {
  flags.bulk.endpoint = flags.unary.endpoint;
  flags.bulk.maker = flags.maker;
  flags.bulk.first_number = flags.unary.first_number;
  const BulkResult result = RunBulkLoad(flags.bulk);
  std::printf("%s\n", absl::StrCat("{\"added\":", result.added, ",\"refused\":", result.refused,
                                   ",\"seconds\":", result.seconds, "}")
                          .c_str());
  if (!result.failure.empty()) std::fprintf(stderr, "assay_load: %s\n", result.failure.c_str());
  return result.failure.empty() ? 0 : 1;
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
}

// What audits need: their scale, and so many authorities.
int RunPrepare(const Flags& flags) {
  const auto channel = grpc::CreateChannel(flags.unary.endpoint, grpc::InsecureChannelCredentials());
  v1::CreateScaleRequest scale;
  scale.mutable_scale()->set_name(absl::StrCat("scales/", kBenchScale, "@1"));
  scale.mutable_scale()->set_title("Scale for measuring");
  for (const char* grade : kGrades) {
    scale.mutable_scale()->add_grades()->set_code(grade);
    scale.mutable_scale()->mutable_grades()->rbegin()->set_label(grade);
  }
  grpc::ClientContext scale_context;
  SetDeadline(scale_context);
  v1::CreateScaleResponse scale_response;
  grpc::Status status = v1::ScaleService::NewStub(channel)->CreateScale(&scale_context, scale, &scale_response);
  const auto authorities = v1::AuthorityService::NewStub(channel);
  for (uint32_t number = 0; status.ok() && number < flags.maker.authorities; ++number) {
    v1::CreateAuthorityRequest request;
    request.mutable_authority()->set_name("authorities/" + AuthorityId(number));
    request.mutable_authority()->set_title(AuthorityId(number));
    grpc::ClientContext context;
    SetDeadline(context);
    v1::CreateAuthorityResponse response;
    status = authorities->CreateAuthority(&context, request, &response);
  }
  if (!status.ok()) std::fprintf(stderr, "assay_load: %s\n", status.error_message().c_str());
  std::printf("{}\n");
  return status.ok() ? 0 : 1;
}

int RunSync(const Flags& flags) {
  std::printf("{\"p50_us\":%.1f}\n", MedianSyncMicroseconds(flags.path, flags.seconds));
  return 0;
}

// The least that durable submits with receipts are, a group at a time: one append, one sync, one signature.
std::function<void(size_t count)> SyncAndSign(const std::string& directory) {
  const auto file = std::make_shared<ProbeFile>(directory);
  const auto key = std::make_shared<SigningKey>(*SigningKey::FromSeed("floor", std::string(kSeedBytes, 's')));
  return [file, key](size_t count) {
    if (!file->Append(count) || key->Sign(std::string(kCheckpointBytes, 'c')).empty()) std::abort();
  };
}

int RunEcho(const Flags& flags) {
  std::ifstream file(flags.path, std::ios::binary);
  return RunEchoServer(flags.callback ? EchoKind::kCallback : EchoKind::kQueue,
                       {std::istreambuf_iterator<char>(file), {}},
                       flags.durable.empty() ? std::function<void(size_t)>() : SyncAndSign(flags.durable));
}

void AddMakerFlags(CLI::App* command, Flags& flags) {
  command->add_option("--endpoint", flags.unary.endpoint)->required();
  command->add_option("--tag", flags.maker.tag);
  command->add_option("--authorities", flags.maker.authorities);
  command->add_option("--narrative-bytes", flags.maker.narrative_bytes);
  command->add_option("--first", flags.unary.first_number);
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app("Load for measuring assayd");
  app.require_subcommand(1);
  CLI::App* unary = app.add_subcommand("unary");
  AddMakerFlags(unary, flags);
  unary->add_option("--call", flags.call)->check(CLI::IsMember({"submit", "empty", "statement", "compare"}));
  unary->add_option("--in-flight", flags.unary.in_flight);
  unary->add_option("--seconds", flags.unary.seconds);
  unary->add_option("--deadline", flags.unary.deadline_seconds);
  unary->add_flag("--omit-receipt", flags.omit_receipt);
  unary->add_option("--authority", flags.authority);
  unary->add_option("--revision", flags.revision);
  unary->add_option("--time", flags.time);
  unary->add_option("--area", flags.area);
  unary->add_option("--save-answer", flags.path);
  CLI::App* bulk = app.add_subcommand("bulk");
  AddMakerFlags(bulk, flags);
  bulk->add_option("--audits", flags.bulk.audits);
  bulk->add_option("--batch", flags.bulk.batch_audits);
  CLI::App* prepare = app.add_subcommand("prepare");
  AddMakerFlags(prepare, flags);
  CLI::App* echo = app.add_subcommand("echo");
  echo->add_option("--answer", flags.path)->required();
  echo->add_flag("--callback", flags.callback);
  echo->add_option("--durable", flags.durable);
  CLI::App* sync = app.add_subcommand("sync");
  sync->add_option("--directory", flags.path)->required();
  sync->add_option("--seconds", flags.seconds);
  CLI11_PARSE(app, argc, argv);
  if (unary->parsed()) return RunUnary(flags);
  if (bulk->parsed()) return RunBulk(flags);
  if (prepare->parsed()) return RunPrepare(flags);
  if (echo->parsed()) return RunEcho(flags);
  return RunSync(flags);
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  // As assayd does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return assay::bench::Main(argc, argv);
}
