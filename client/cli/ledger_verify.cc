// assay ledger verify

#include <CLI/CLI.hpp>
#include <memory>

#include "client/cli/ledger_commands.h"
#include "client/cli/mapped_file.h"
#include "client/cli/pack_text.h"
#include "client/sdk/pack_verifier.h"

namespace assay {
namespace {

struct VerifyFlags {
  std::string file;
  std::vector<std::string> keys;
};

absl::StatusOr<ExitCode> Verify(Session& session, const VerifyFlags& flags) {
  if (absl::Status asked = session.CheckWordsOnly("ledger verify"); !asked.ok()) return asked;
  const auto keys = KeysFor(session, flags.keys);
  if (!keys.ok()) return keys.status();
  const auto file = MappedFile::Open(flags.file);
  if (!file.ok()) return file.status();
  const auto pack = VerifyPack(file->bytes(), *keys);
  if (!pack.ok()) return absl::DataLossError(flags.file + ": " + std::string(pack.status().message()));
  session.console.out << (keys->empty() ? "CONSISTENT  " : "OK  ") << PackText(*pack)
                      << (keys->empty() ? ", signer unknown\n" : "\n");
  if (!session.quiet()) session.console.err << SubjectText(*pack) << '\n';
  return keys->empty() ? ExitCode::kSignerUnknown : ExitCode::kAnswered;
}

}  // namespace

void AddLedgerVerify(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<VerifyFlags>();
  CLI::App* verify = AddOfflineVerb(
      line, noun, "verify",
      {"Check an evidence pack; asks no server", "assay ledger verify board-pack.assay --key authority.pub"},
      [flags](Session& session) { return Verify(session, *flags); });
  verify->add_option("FILE", flags->file, "The pack")->required();
  AddKeyFlag(verify, flags->keys);
}

}  // namespace assay
