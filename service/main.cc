// assayd: wiring, and nothing else. The only file that knows every layer.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "service/facts/facts.h"
#include "service/rpc/rpc_server.h"
#include "service/rpc/watch_hub.h"
#include "service/server/command_line.h"
#include "service/server/data_directory.h"
#include "service/server/secret_file.h"
#include "service/server/signals.h"
#include "service/server/signing_key.h"
#include "service/usecases/deep_check.h"
#include "service/usecases/facts_fold.h"
#include "service/usecases/house.h"
#include "service/usecases/notary.h"
#include "storage/ledger/audit.h"
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

std::string LedgerDirectory(const std::string& data_directory) { return data_directory + "/ledger"; }

// `fold` is null where nobody asks for figures.
absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const std::string& directory, FactsFold* fold,
                                                   std::function<void(std::string_view)> on_growth) {
  if (absl::Status status = CheckLedgerNotTaken(directory); !status.ok()) return status;
  LedgerOptions options;
  options.directory = LedgerDirectory(directory);
  options.schema = LeafSchema();
  options.on_growth = std::move(on_growth);
  if (fold != nullptr) {
    options.observer = fold->observer();
    options.summaries = fold->summaries();
  }
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(std::move(options));
  if (!ledger.ok() || fold == nullptr) return ledger;
  if (absl::Status status = fold->BeginServing(); !status.ok()) return status;
  return ledger;
}

// Opens the ledger, folds it into facts, serves until a termination signal, drains and closes. Prints one line,
// "assayd ready on ADDRESS", to standard error once calls are taken.
absl::Status Serve(const ServeCommand& command) {
  if (absl::Status status = CreateDataDirectory(command.data_directory); !status.ok()) return status;
  Facts facts;
  FactsFold fold(&facts);
  WatchHub watches;
  absl::StatusOr<std::unique_ptr<Ledger>> ledger =
      OpenLedger(command.data_directory, &fold, [&watches](std::string_view name) { watches.Notify(name); });
  if (!ledger.ok()) return ledger.status();
  absl::StatusOr<std::string> page_key = LoadOrCreateSecret(command.data_directory + "/page.key");
  if (!page_key.ok()) return page_key.status();

  absl::StatusOr<SigningKey> key =
      LoadSigningKey({.directory = command.data_directory, .name = KeyName((*ledger)->deployment_id())});
  if (!key.ok()) return key.status();
  Notary notary(**ledger, *std::move(key));

  const House house{.ledger = **ledger,
                    .facts = facts,
                    .notary = notary,
                    .now_us = [] { return absl::ToUnixMicros(absl::Now()); },
                    .page_key = *page_key};
  auto on_failure = [](const absl::Status& status) {
    spdlog::error("{}: {}", absl::StatusCodeToString(status.code()), std::string(status.message()));
  };
  absl::StatusOr<std::unique_ptr<RpcServer>> server =
      RpcServer::Start(house, {.listen = command.listen, .watches = &watches, .on_failure = on_failure});
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

// Prints a line for each ledger.
absl::Status Verify(const OfflineCommand& command) {
  DeepCheck deep;
  DirectoryCheck check;
  if (command.deep) {
    check.content = [&deep](const VerifiedEntry& entry) { return deep.Add(entry); };
    check.summaries = deep.summaries();
  }
  absl::StatusOr<DirectoryReport> report = VerifyDirectory(LedgerDirectory(command.data_directory), check, nullptr);
  if (!report.ok()) return report.status();
  if (!report->problem.ok()) return absl::DataLossError(report->problem.message());
  for (const VerifiedLedger& ledger : report->ledgers) {
    std::printf("OK  %s: %u entries, root %s\n", ledger.name.c_str(), ledger.head.size,
                absl::Base64Escape(ledger.head.root).c_str());
  }
  return absl::OkStatus();
}

absl::Status Rebuild(const OfflineCommand& command) {
  absl::StatusOr<RebuildReport> report = RebuildDirectory(LedgerDirectory(command.data_directory), nullptr);
  if (!report.ok()) return report.status();
  // A start makes the summaries again.
  Facts facts;
  FactsFold fold(&facts);
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(command.data_directory, &fold, {});
  if (!ledger.ok()) return ledger.status();
  std::printf(
      "OK  %llu tiles written, %llu deleted; summaries written again; every ledger's entries have the root of "
      "its head\n",
      static_cast<unsigned long long>(report->tiles_written), static_cast<unsigned long long>(report->tiles_deleted));
  return absl::OkStatus();
}

absl::Status ExportOrRotateKey(const OfflineCommand& command) {
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(command.data_directory, nullptr, {});
  if (!ledger.ok()) return ledger.status();
  const KeyPlace place{.directory = command.data_directory, .name = KeyName((*ledger)->deployment_id())};
  if (command.verb == OfflineCommand::Verb::kKeyExport) {
    absl::StatusOr<SigningKey> key = LoadSigningKey(place);
    if (!key.ok()) return key.status();
    std::printf("%s\n", FormatVerifierKey(key->verifier_key()).c_str());
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> note = RotateSigningKey(place);
  if (!note.ok()) return note.status();
  std::printf("%s", note->c_str());
  return absl::OkStatus();
}

absl::Status RunOffline(const OfflineCommand& command) {
  struct stat info {};
  if (stat(LedgerDirectory(command.data_directory).c_str(), &info) != 0) {
    return absl::NotFoundError(command.data_directory + " holds no ledger");
  }
  switch (command.verb) {
    case OfflineCommand::Verb::kVerify:
      return Verify(command);
    case OfflineCommand::Verb::kRebuild:
      return Rebuild(command);
    case OfflineCommand::Verb::kKeyExport:
    case OfflineCommand::Verb::kKeyRotate:
      break;
  }
  return ExportOrRotateKey(command);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  auto command = assay::ParseCommandLine(argc, argv);
  if (const auto* leave = std::get_if<assay::ExitCommand>(&command)) return leave->code;
  assay::BlockTerminationSignals();
  spdlog::set_default_logger(spdlog::stderr_logger_mt("assayd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  const auto* offline = std::get_if<assay::OfflineCommand>(&command);
  absl::Status status =
      offline != nullptr ? assay::RunOffline(*offline) : assay::Serve(std::get<assay::ServeCommand>(command));
  if (!status.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(status.message()).c_str());
    if (offline != nullptr && status.code() == absl::StatusCode::kDataLoss) return 3;
    return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
  }
  return 0;
}
