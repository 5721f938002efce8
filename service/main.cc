// assayd: wiring, and nothing else.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "service/domain/limits.h"
#include "service/facts/facts.h"
#include "service/first_token.h"
#include "service/ops/operations.h"
#include "service/ops/ops_server.h"
#include "service/ops/periodic.h"
#include "service/restore.h"
#include "service/rpc/grpc_log.h"
#include "service/rpc/listen_address.h"
#include "service/rpc/rpc_server.h"
#include "service/rpc/watch_hub.h"
#include "service/server/command_line.h"
#include "service/server/data_directory.h"
#include "service/server/descriptors.h"
#include "service/server/log.h"
#include "service/server/notify.h"
#include "service/server/secret_file.h"
#include "service/server/served_tls_files.h"
#include "service/server/signals.h"
#include "service/server/signing_key.h"
#include "service/server/tls_files.h"
#include "service/usecases/deep_check.h"
#include "service/usecases/facts_fold.h"
#include "service/usecases/house.h"
#include "service/usecases/notary.h"
#include "service/usecases/restoring.h"
#include "service/wiring.h"
#include "storage/ledger/audit.h"
#include "storage/ledger/backup.h"
#include "storage/ledger/erasure_list.h"
#include "storage/ledger/ledger.h"
#include "storage/merkle/commitment.h"

// Read by jemalloc, which a release is linked with: memory that a burst took goes back to the system within seconds,
// also where nobody asks for more.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "background_thread:true";
}

namespace assay {
namespace {

// Looked at so often, and gRPC once a second at what it is given.
constexpr std::chrono::milliseconds kTlsInterval(500);

void LogCall(Log& log, const EndedCall& call) {
  log.Write(LogLevel::kInfo, "call",
            {{.name = "service", .value = call.service},
             {.name = "method", .value = call.method},
             {.name = "code", .value = CodeName(call.code)},
             {.name = "duration_us", .value = call.duration_us},
             {.name = "principal", .value = call.principal},
             {.name = "request_id", .value = call.request_id},
             {.name = "trace_id", .value = call.trace_id}});
}

// Strangers can bring about most of what gRPC complains of: those are warnings. An abort is our own.
void LogGrpc(Log& log, const GrpcLine& said) {
  log.Write(said.last_words ? LogLevel::kError : LogLevel::kWarning, said.message,
            {{.name = "grpc_source", .value = said.file}, {.name = "line", .value = said.line}});
  if (said.last_words) log.Flush();
}

TlsFiles FilesOf(const TlsPaths& paths) {
  return {.certificate = paths.certificate, .key = paths.key, .client_ca = paths.client_ca};
}

// What can be said of settings without serving. Files may be mended without anybody's starting the server again: theirs
// are no INVALID_ARGUMENT.
absl::Status CheckServable(const ServerSettings& settings) {
  if (absl::Status status = CheckTlsFiles(settings.tls); !status.ok()) return status;
  for (const std::string& address : settings.listen) {
    const absl::Status status = ParseListenAddress(address, FilesOf(settings.tls)).status();
    if (!status.ok()) return status;
  }
  return settings.ops_listen.empty() ? absl::OkStatus() : CheckOpsAddress(settings.ops_listen);
}

// While a backup is restored, the server that it is to replace may still erase and revoke: what the list beside the
// backups names is brought to bear on whatever ledger comes in that one's place.
absl::Status EraseAgain(const House& house, Log& log) {
  if (house.backup_directory.empty()) return absl::OkStatus();
  const absl::StatusOr<std::vector<ErasedEntry>> listed =
      ReadErasures(house.backup_directory + "/" + kErasuresFile, nullptr);
  if (!listed.ok()) return listed.status();
  const absl::StatusOr<Replayed> replayed = ReplayErasures(house, *listed);
  if (!replayed.ok()) return replayed.status();
  if (*replayed == Replayed()) return absl::OkStatus();
  log.Write(LogLevel::kWarning, "erased and revoked again, as the list beside the backups demands",
            {{.name = "audits", .value = std::to_string(replayed->audits)},
             {.name = "tokens", .value = std::to_string(replayed->tokens)}});
  return house.ledger.Purge();
}

// Whoever lost a disk, or mounted another, would else find an empty ledger served in the place of theirs.
absl::Status CheckBackupsAreOurs(const House& house, Log& log) {
  if (house.backup_directory.empty()) return absl::OkStatus();
  const absl::StatusOr<std::vector<Backup>> backups = ListBackups(house.backup_directory, nullptr);
  if (!backups.ok()) log.Write(LogLevel::kError, std::string(backups.status().message()));
  if (!backups.ok()) return absl::OkStatus();
  for (const Backup& backup : *backups) {
    if (backup.is_damaged || backup.note.deployment_id() == house.ledger.deployment_id()) continue;
    return absl::FailedPreconditionError(house.backup_directory +
                                         " holds backups of another deployment: is data-dir the right one?");
  }
  return absl::OkStatus();
}

// The key that signs checkpoints, with a warning where one had to be made for a ledger that others have seen.
absl::StatusOr<SigningKey> LoadOrMakeKey(const std::string& data_directory, const Ledger& ledger, Log& log) {
  std::error_code failed;
  const bool is_made = !std::filesystem::exists(SigningKeyPath(data_directory), failed);
  absl::StatusOr<SigningKey> key =
      LoadSigningKey({.directory = data_directory, .name = KeyName(ledger.deployment_id())});
  if (key.ok() && is_made && !ledger.Names().empty()) {
    log.Write(LogLevel::kWarning, "there was no signing.key, and one was made: nobody who pinned the old one knows it");
  }
  return key;
}

// Opens the ledger, folds it into facts, serves until a termination signal, drains and closes. Logs "assayd ready on
// ADDRESS", a line for each address, once calls are taken.
absl::Status Serve(const ServerSettings& settings, Log& log) {
  if (absl::Status status = CheckServable(settings); !status.ok()) return status;
  for (const std::string& directory : {settings.data_directory, settings.backup_directory}) {
    if (directory.empty()) continue;
    if (absl::Status status = CreateDataDirectory(directory); !status.ok()) return status;
  }
  Facts facts;
  FactsFold fold(&facts);
  WatchHub watches;
  const bool keeps_backups = !settings.backup_directory.empty();
  if (keeps_backups && IsWithin(settings.backup_directory, settings.data_directory)) {
    log.Write(LogLevel::kWarning,
              "backups are kept within the data directory: whatever takes that away takes them too");
  }
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(
      settings.data_directory, {.fold = &fold,
                                .on_growth = [&watches](std::string_view name) { watches.Notify(name); },
                                .erasures_copy = keeps_backups ? settings.backup_directory + "/" + kErasuresFile : ""});
  if (!ledger.ok()) return ledger.status();
  if ((*ledger)->was_torn()) {
    log.Write(LogLevel::kWarning, "a group that a power cut tore was cut off: nobody had been answered for it");
  }
  absl::StatusOr<std::string> page_key = LoadOrCreateSecret(settings.data_directory + "/page.key", NewSalt());
  if (!page_key.ok()) return page_key.status();

  absl::StatusOr<SigningKey> key = LoadOrMakeKey(settings.data_directory, **ledger, log);
  if (!key.ok()) return key.status();
  Notary notary(**ledger, facts, *std::move(key));

  const House house{.ledger = **ledger,
                    .facts = facts,
                    .notary = notary,
                    .now_us = [] { return absl::ToUnixMicros(absl::Now()); },
                    .page_key = *page_key,
                    .backup_directory = settings.backup_directory};
  if (absl::Status status = CheckBackupsAreOurs(house, log); !status.ok()) return status;
  if (absl::Status status = EraseAgain(house, log); !status.ok()) return status;
  auto on_failure = [&log](const absl::Status& status) {
    const std::string message(status.message());
    log.Write(LogLevel::kError, message, {{.name = "code", .value = absl::StatusCodeToString(status.code())}});
  };
  ServedTlsFiles tls(settings.tls, [&log](LogLevel level, const std::string& message) { log.Write(level, message); });
  const Periodic tls_watch(kTlsInterval, [&tls] { tls.Look(); });
  absl::StatusOr<std::unique_ptr<RpcServer>> server = RpcServer::Start(
      house,
      {.listen = settings.listen,
       .tls = FilesOf(tls.served()),
       .local_callers = settings.local_callers_show_token ? LocalCallers::kMustShowToken : LocalCallers::kTrusted,
       .watches = &watches,
       .on_failure = on_failure,
       .on_call = [&log](const EndedCall& call) { LogCall(log, call); }});
  if (!server.ok()) return server.status();
  absl::StatusOr<std::unique_ptr<Operations>> operations = Operations::Start(
      {.ledger = **ledger, .server = **server, .log = log, .tls = tls, .data_directory = settings.data_directory},
      settings.ops_listen);
  if (!operations.ok()) return operations.status();
  for (const std::string& address : (*server)->addresses()) log.Write(LogLevel::kInfo, "assayd ready on " + address);
  NotifySupervisor("READY=1");

  AwaitTermination();
  log.Write(LogLevel::kInfo, "draining");
  NotifySupervisor("STOPPING=1");
  (*operations)->BeginDraining();
  (*server)->Drain(std::chrono::milliseconds(limits::kDrainMs));
  operations->reset();
  server->reset();
  ledger->reset();
  log.Write(LogLevel::kInfo, "stopped");
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
  if (absl::Status whole = deep.End(); !whole.ok()) return whole;
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
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(command.data_directory, {.fold = &fold});
  if (!ledger.ok()) return ledger.status();
  std::printf(
      "OK  %llu tiles written, %llu deleted; summaries written again; every ledger's entries have the root of "
      "its head\n",
      static_cast<unsigned long long>(report->tiles_written), static_cast<unsigned long long>(report->tiles_deleted));
  return absl::OkStatus();
}

absl::Status ExportOrRotateKey(const OfflineCommand& command) {
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(command.data_directory, {});
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

absl::Status ServeAndLog(const ServeCommand& command) {
  if (command.only_check) {
    absl::Status status = CheckServable(command.settings);
    if (status.ok()) std::printf("OK\n");
    return status;
  }
  Log log(STDERR_FILENO, ChooseFormat(command.settings.log_format, STDERR_FILENO));
  const GrpcLog grpc_log([&log](const GrpcLine& said) { LogGrpc(log, said); });
  if (const uint64_t had = RaiseDescriptorLimit(limits::kDescriptors); had < limits::kDescriptorsMin) {
    return absl::FailedPreconditionError("the system lets this process have " + std::to_string(had) +
                                         " descriptors; it needs " + std::to_string(limits::kDescriptorsMin) +
                                         ": raise the limit (ulimit -n, LimitNOFILE=)");
  }
  return Serve(command.settings, log);
}

}  // namespace
}  // namespace assay

static int Run(int argc, char** argv) {
  auto command = assay::ParseCommandLine(argc, argv);
  if (const auto* leave = std::get_if<assay::ExitCommand>(&command)) return leave->code;
  // Debian's abseil looks for deadlocks at every lock that gRPC takes: a debugging aid, and 2% of a submit.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (absl::Status status = assay::RequireTls13(); !status.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  // Nothing of what is written is anybody else's to read.
  umask(077);
  const auto* serve = std::get_if<assay::ServeCommand>(&command);
  const auto* restore = std::get_if<assay::RestoreCommand>(&command);
  // Before there is another thread. The other commands end at once, as commands do; a restoration goes on to its end,
  // for what it has copied by then may be erased only in what is still to be replayed.
  if (serve != nullptr || restore != nullptr) assay::BlockTerminationSignals();
  const auto* token = std::get_if<assay::TokenCommand>(&command);
  const absl::Status status = serve != nullptr     ? assay::ServeAndLog(*serve)
                              : restore != nullptr ? assay::Restore(*restore)
                              : token != nullptr   ? assay::CreateFirstToken(*token)
                                                   : assay::RunOffline(std::get<assay::OfflineCommand>(command));
  if (!status.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(status.message()).c_str());
    if (status.code() == absl::StatusCode::kDataLoss) return 3;
    return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
  }
  return 0;
}

int main(int argc, char** argv) {
  const int code = Run(argc, argv);
  // A key that was printed into a full disk was not printed.
  std::cout.flush();
  if (std::cout.good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  std::fprintf(stderr, "assayd: standard output: %s\n", std::strerror(errno));
  return code == 0 ? 1 : code;
}
