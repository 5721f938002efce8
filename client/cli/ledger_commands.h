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
void AddLedgerReads(CommandLine& line, CLI::App* noun);

// Which of an authority's two ledgers a command is about: that of its audits, or that of who read personal parts.
enum class Which { kAudits, kPersonalReads };
// Hangs --access on a verb. `which` must outlive the parsing.
void AddAccessFlag(CLI::App* verb, Which& which);

// A ledger of the session's authority.
struct AskedLedger {
  std::string parent;  // "authorities/{authority}" or "authorities/{authority}/access"
  std::string name;    // as in Origin
};
// INVALID_ARGUMENT where no authority was given.
absl::StatusOr<AskedLedger> LedgerAsked(const Session& session, Which which);

// Hangs --key on a verb. `values` must outlive the parsing.
void AddKeyFlag(CLI::App* verb, std::vector<std::string>& values);

// The keys the flag names, else those of the context, else none.
absl::StatusOr<PinnedKeys> KeysFor(const Session& session, const std::vector<std::string>& values);

// A checkpoint as it came, opened.
struct OpenedNote {
  std::string note;
  Checkpoint checkpoint;
};

// The ledger's checkpoint at a size, 0 for the newest. DATA_LOSS where it does not hold.
absl::StatusOr<OpenedNote> FetchCheckpoint(const Session& session, const AskedLedger& ledger, uint32_t size,
                                           const PinnedKeys& keys);

// "1 entry", "532 entries"
std::string EntriesText(uint64_t count);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_LEDGER_COMMANDS_H_
