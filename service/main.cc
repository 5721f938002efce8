// assayd: wiring, and nothing else. The only file that knows every layer.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "service/facts/facts.h"
#include "service/records/convert_token.h"
#include "service/records/leaf_codec.h"
#include "service/rpc/rpc_server.h"
#include "service/rpc/watch_hub.h"
#include "service/server/command_line.h"
#include "service/server/data_directory.h"
#include "service/server/secret_file.h"
#include "service/server/signals.h"
#include "service/server/signing_key.h"
#include "service/server/tls_files.h"
#include "service/usecases/deep_check.h"
#include "service/usecases/house.h"
#include "service/usecases/notary.h"
#include "service/usecases/tokens.h"
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

// Folds every entry into the facts. An entry that cannot be decoded must not be left out of a figure in silence: the
// first such is remembered, and the server does not serve.
class Fold {
 public:
  explicit Fold(Facts* facts) : facts_(facts) {}

  // `decoded` is null or the Event of the leaf, but for what the leaf's header says.
  void Apply(std::string_view ledger, uint32_t revision, const Leaf& leaf, void* decoded) {
    if (decoded != nullptr) {
      Event& known = *static_cast<Event*>(decoded);
      CompleteEvent(revision, leaf.header, known);
      return facts_->Apply(ledger, known);
    }
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

std::string LedgerDirectory(const std::string& data_directory) { return data_directory + "/ledger"; }

absl::StatusOr<std::unique_ptr<Ledger>> OpenLedger(const std::string& directory, Observer observer,
                                                   std::function<void(std::string_view)> on_growth) {
  if (absl::Status status = CheckLedgerNotTaken(directory); !status.ok()) return status;
  return Ledger::Open({.directory = LedgerDirectory(directory),
                       .schema = LeafSchema(),
                       .observer = std::move(observer),
                       .on_growth = std::move(on_growth)});
}

// Opens the ledger, folds it into facts, serves until a termination signal, drains and closes. Prints "assayd ready on
// ADDRESS" to standard error, a line for each address, once calls are taken.
absl::Status Serve(const ServeCommand& command) {
  if (absl::Status status = CheckTlsFiles(command.tls); !status.ok()) return status;
  if (absl::Status status = CreateDataDirectory(command.data_directory); !status.ok()) return status;
  Facts facts;
  Fold fold(&facts);
  WatchHub watches;
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(
      command.data_directory, [&fold](auto... entry) { fold.Apply(entry...); },
      [&watches](std::string_view name) { watches.Notify(name); });
  if (!ledger.ok()) return ledger.status();
  if (absl::Status status = fold.BeginServing(); !status.ok()) return status;
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
  const TlsFiles tls{
      .certificate = command.tls.certificate, .key = command.tls.key, .client_ca = command.tls.client_ca};
  const auto local_callers =
      command.auth == ServeCommand::Auth::kNone ? LocalCallers::kTrusted : LocalCallers::kMustShowToken;
  absl::StatusOr<std::unique_ptr<RpcServer>> server = RpcServer::Start(house, {.listen = command.listen,
                                                                               .tls = tls,
                                                                               .local_callers = local_callers,
                                                                               .watches = &watches,
                                                                               .on_failure = on_failure});
  if (!server.ok()) return server.status();
  for (const std::string& address : (*server)->addresses()) {
    std::fprintf(stderr, "assayd ready on %s\n", address.c_str());
  }

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
  const ContentCheck check = [&deep](const VerifiedEntry& entry) { return deep.Add(entry); };
  absl::StatusOr<DirectoryReport> report =
      VerifyDirectory(LedgerDirectory(command.data_directory), command.deep ? check : ContentCheck(), nullptr);
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
  std::printf("OK  %llu tiles written, %llu deleted; every ledger's entries have the root of its head\n",
              static_cast<unsigned long long>(report->tiles_written),
              static_cast<unsigned long long>(report->tiles_deleted));
  return absl::OkStatus();
}

absl::Status ExportOrRotateKey(const OfflineCommand& command) {
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(command.data_directory, {}, {});
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

// What the command says of the token; its secret is made here.
absl::StatusOr<Token> TokenOf(const TokenCommand& command, int64_t now_us, const Secret& secret) {
  Token token{.id = command.id, .certificate = command.certificate};
  if (command.certificate.empty()) token.secret_sha256 = secret.sha256;
  for (const std::string& text : command.grants) {
    const std::optional<Grant> grant = ParseGrant(text);
    if (!grant) return absl::InvalidArgumentError("--grant " + text + " is not ROLE=AUTHORITY, as auditor=somerset");
    token.grants.push_back(*grant);
  }
  if (!command.expires.empty()) {
    const std::optional<int64_t> expiry = ParseExpiry(command.expires, now_us);
    if (!expiry) return absl::InvalidArgumentError("--expires " + command.expires + " is neither 90d nor 2015-03-31");
    token.expires_at_us = *expiry;
  }
  return token;
}

absl::Status CommitToken(const House& house, const Token& token) {
  std::promise<absl::Status> committed;
  CreateToken(
      house, token, {}, {.actor = "assayd"}, [](std::string_view) { return true; },
      [&committed](const absl::StatusOr<WrittenToken>& written) { committed.set_value(written.status()); });
  return committed.get_future().get();
}

absl::Status CreateTokenOnMachine(const TokenCommand& command) {
  if (absl::Status status = CreateDataDirectory(command.data_directory); !status.ok()) return status;
  Facts facts;
  Fold fold(&facts);
  absl::StatusOr<std::unique_ptr<Ledger>> ledger =
      OpenLedger(command.data_directory, [&fold](auto... entry) { fold.Apply(entry...); }, {});
  if (!ledger.ok()) return ledger.status();
  if (absl::Status status = fold.BeginServing(); !status.ok()) return status;
  absl::StatusOr<SigningKey> key =
      LoadSigningKey({.directory = command.data_directory, .name = KeyName((*ledger)->deployment_id())});
  if (!key.ok()) return key.status();
  Notary notary(**ledger, *std::move(key));
  const House house{
      .ledger = **ledger, .facts = facts, .notary = notary, .now_us = [] { return absl::ToUnixMicros(absl::Now()); }};
  const Secret secret = NewSecret();
  absl::StatusOr<Token> token = TokenOf(command, house.now_us(), secret);
  if (!token.ok()) return token.status();
  if (!token->certificate.empty()) return CommitToken(house, *token);
  if (command.out.empty()) return absl::InvalidArgumentError("--out FILE is required: where the secret goes");
  // First the file: a token whose secret nobody has is of no use.
  if (absl::Status status = WriteNewSecret(command.out, secret.text); !status.ok()) return status;
  absl::Status status = CommitToken(house, *token);
  if (!status.ok()) unlink(command.out.c_str());
  return status;
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
  if (absl::Status status = assay::RequireTls13(); !status.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(status.message()).c_str());
    return 1;
  }
  spdlog::set_default_logger(spdlog::stderr_logger_mt("assayd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  const auto* offline = std::get_if<assay::OfflineCommand>(&command);
  const auto* token = std::get_if<assay::TokenCommand>(&command);
  absl::Status status = offline != nullptr ? assay::RunOffline(*offline)
                        : token != nullptr ? assay::CreateTokenOnMachine(*token)
                                           : assay::Serve(std::get<assay::ServeCommand>(command));
  if (!status.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(status.message()).c_str());
    if (offline != nullptr && status.code() == absl::StatusCode::kDataLoss) return 3;
    return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
  }
  return 0;
}
