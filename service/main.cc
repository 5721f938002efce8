// assayd: wiring, and nothing else. The only file that knows every layer.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "service/facts/facts.h"
#include "service/records/leaf_codec.h"
#include "service/rpc/rpc_server.h"
#include "service/server/command_line.h"
#include "service/server/secret_file.h"
#include "service/server/signals.h"
#include "service/usecases/house.h"
#include "storage/ledger/ledger.h"

namespace assay {
namespace {

constexpr auto kDrainGrace = std::chrono::seconds(10);

absl::Status CreateDataDirectory(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return absl::FailedPreconditionError("cannot create " + directory + ": " + std::strerror(errno));
  }
  return absl::OkStatus();
}

// Folds every entry into the facts. An entry that cannot be decoded must not be left out of a figure in silence: the
// first such is remembered, and the server does not serve.
class Fold {
 public:
  explicit Fold(Facts* facts) : facts_(facts) {}

  void Apply(std::string_view ledger, uint32_t revision, const Leaf& leaf) {
    absl::StatusOr<Event> event = DecodeEvent(revision, leaf);
    if (!event.ok()) {
      if (serving_) std::abort();
      if (status_.ok()) {
        status_ = absl::DataLossError("ledger " + std::string(ledger) + ", revision " + std::to_string(revision) +
                                      ": " + std::string(event.status().message()));
      }
      return;
    }
    facts_->Apply(ledger, *event);
  }

  // What went wrong with the entries on disk. Call once Open has returned and before anything is committed.
  const absl::Status& BeginServing() {
    serving_ = true;
    return status_;
  }

 private:
  Facts* const facts_;
  absl::Status status_;
  bool serving_ = false;
};

// Opens the ledger, folds it into facts, serves until a termination signal, drains and closes. Prints one line,
// "assayd ready on ADDRESS", to standard error once calls are taken.
absl::Status Serve(const ServeCommand& command) {
  if (absl::Status status = CreateDataDirectory(command.data_directory); !status.ok()) return status;
  Facts facts;
  Fold fold(&facts);
  absl::StatusOr<std::unique_ptr<Ledger>> ledger =
      Ledger::Open({.directory = command.data_directory + "/ledger",
                    .schema = LeafSchema(),
                    .observer = [&fold](std::string_view name, uint32_t revision, const Leaf& leaf) {
                      fold.Apply(name, revision, leaf);
                    }});
  if (!ledger.ok()) return ledger.status();
  if (absl::Status status = fold.BeginServing(); !status.ok()) return status;
  absl::StatusOr<std::string> page_key = LoadOrCreateSecret(command.data_directory + "/page.key");
  if (!page_key.ok()) return page_key.status();

  const House house{.ledger = **ledger,
                    .facts = facts,
                    .now_us = [] { return absl::ToUnixMicros(absl::Now()); },
                    .page_key = *page_key};
  auto on_failure = [](const absl::Status& status) {
    spdlog::error("{}: {}", absl::StatusCodeToString(status.code()), std::string(status.message()));
  };
  absl::StatusOr<std::unique_ptr<RpcServer>> server =
      RpcServer::Start(house, {.listen = command.listen, .on_failure = on_failure});
  if (!server.ok()) return server.status();
  std::fprintf(stderr, "assayd ready on %s\n", (*server)->address().c_str());

  AwaitTermination();
  spdlog::info("draining");
  (*server)->Drain(kDrainGrace);
  server->reset();
  ledger->reset();
  spdlog::info("stopped");
  return absl::OkStatus();
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  auto command = assay::ParseCommandLine(argc, argv);
  if (const auto* leave = std::get_if<assay::ExitCommand>(&command)) return leave->code;
  assay::BlockTerminationSignals();
  spdlog::set_default_logger(spdlog::stderr_logger_mt("assayd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  if (absl::Status status = assay::Serve(std::get<assay::ServeCommand>(command)); !status.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(status.message()).c_str());
    return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
  }
  return 0;
}
