#include "service/first_token.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "service/facts/facts.h"
#include "service/records/convert_token.h"
#include "service/server/secret_file.h"
#include "service/server/signing_key.h"
#include "service/usecases/facts_fold.h"
#include "service/usecases/house.h"
#include "service/usecases/notary.h"
#include "service/usecases/tokens.h"
#include "service/wiring.h"
#include "storage/ledger/ledger.h"

namespace assay {
namespace {

// What the command says of the token; its secret is made here.
absl::StatusOr<Token> TokenOf(const TokenCommand& command, int64_t now_us, const Secret& secret) {
  Token token{.id = command.id, .certificate = command.certificate};
  if (command.certificate.empty()) token.secret_sha256 = secret.sha256;
  for (const std::string& text : command.grants) {
    const std::optional<Grant> grant = ParseGrant(text);
    if (!grant) {
      return absl::InvalidArgumentError("--grant " + text +
                                        " is not ROLE=AUTHORITY; the roles are auditor, moderator, reader, examiner, " +
                                        "regulator and administrator, and - is every authority");
    }
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

}  // namespace

absl::Status CreateFirstToken(const TokenCommand& command) {
  if (absl::Status status = CreateDataDirectory(command.data_directory); !status.ok()) return status;
  std::error_code failed;
  const bool is_new = !std::filesystem::exists(LedgerDirectory(command.data_directory), failed);
  Facts facts;
  FactsFold fold(&facts);
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = OpenLedger(command.data_directory, {.fold = &fold});
  if (!ledger.ok()) return ledger.status();
  if (is_new) {
    std::fprintf(stderr, "assayd: there was no ledger in %s: a new one was made\n", command.data_directory.c_str());
  }
  absl::StatusOr<SigningKey> key =
      LoadSigningKey({.directory = command.data_directory, .name = KeyName((*ledger)->deployment_id())});
  if (!key.ok()) return key.status();
  Notary notary(**ledger, facts, *std::move(key));
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
  // Whether it was written is not known then: what there may be must not be without its secret.
  if (!status.ok() && !absl::IsUnavailable(status)) unlink(command.out.c_str());
  return status;
}

}  // namespace assay
