// The verbs of `assay ledger` that have files of their own, and what all of them share.
#ifndef ASSAY_CLIENT_CLI_LEDGER_COMMANDS_H_
#define ASSAY_CLIENT_CLI_LEDGER_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/sdk/ledger_proof.h"

namespace assay {

void AddLedgerExport(CommandLine& line, CLI::App* noun);
void AddLedgerVerify(CommandLine& line, CLI::App* noun);

// Hangs --key on a verb. `values` must outlive the parsing.
void AddKeyFlag(CLI::App* verb, std::vector<std::string>& values);

// The keys the flag names, else those of the context, else none.
absl::StatusOr<PinnedKeys> KeysFor(const Session& session, const std::vector<std::string>& values);

// A checkpoint as it came, opened.
struct OpenedNote {
  std::string note;
  Checkpoint checkpoint;
};

// The checkpoint of the session's authority at a size, 0 for the newest. DATA_LOSS where it does not hold.
absl::StatusOr<OpenedNote> FetchCheckpoint(const Session& session, uint32_t size, const PinnedKeys& keys);

// "1 entry", "532 entries"
std::string EntriesText(uint64_t count);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_LEDGER_COMMANDS_H_
