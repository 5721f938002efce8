// assay ledger reads

#include <CLI/CLI.hpp>
#include <optional>

#include "assay/v1/leaf.pb.h"
#include "client/cli/audit_layout.h"
#include "client/cli/ledger_commands.h"
#include "client/cli/output.h"
#include "client/sdk/error.h"
#include "client/sdk/leaf_reader.h"
#include "service/records/convert.h"
#include "storage/merkle/leaf.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

// One entry, as JSON has it and a table shows it.
struct Read {
  v1::PersonalReadLeaf leaf;
  std::string recorded_at;
};

// nullopt for what a restoration put there.
absl::StatusOr<std::optional<Read>> Decode(std::string_view bytes) {
  const absl::StatusOr<Leaf> leaf = DecodeLeaf(bytes);
  if (!leaf.ok()) return leaf.status();
  if (leaf->header.kind == LeafKind::kEpoch) return std::nullopt;
  Read read{.recorded_at = FormatTime(ToTimestamp(leaf->header.recorded_at_us))};
  if (leaf->header.kind != LeafKind::kPersonalRead || !read.leaf.ParseFromString(std::string(leaf->body))) {
    return absl::DataLossError("the server sends what is no reading of a personal part");
  }
  return read;
}

absl::StatusOr<ExitCode> List(Session& session) {
  const Format format = session.settings.format;
  if (format != Format::kTable && format != Format::kCsv) {
    return absl::InvalidArgumentError("ledger reads writes table or csv");
  }
  const auto ledger = LedgerAsked(session, Which::kPersonalReads);
  if (!ledger.ok()) return ledger.status();
  const auto opened = FetchCheckpoint(session, *ledger, 0, session.settings.keys);
  // The ledger begins with the first reading.
  const bool are_none = ReasonOf(opened.status()) == "UNKNOWN_RECORD";
  if (!opened.ok() && !are_none) return opened.status();
  const std::vector<std::string> headers = {"recorded_at", "by", "read", "revision", "purpose"};
  TableWriter table(session.console.out, session.output(), headers, std::vector<Align>(headers.size(), Align::kLeft));
  if (format == Format::kCsv && session.settings.headers == Headers::kShown) session.console.out << CsvLine(headers);
  if (are_none) {
    if (!session.quiet()) session.console.err << "the server says that no personal part has been read yet\n";
    return ExitCode::kAnswered;
  }
  Tree tree;
  const auto show = [&](std::string_view bytes) {
    tree.Append(LeafHash(bytes));
    const absl::StatusOr<std::optional<Read>> decoded = Decode(bytes);
    if (!decoded.ok() || !decoded->has_value()) return decoded.status();
    const Read& read = **decoded;
    const std::vector<std::string> cells = {read.recorded_at, read.leaf.actor(), read.leaf.name(),
                                            read.leaf.revision() == 0 ? "" : std::to_string(read.leaf.revision()),
                                            read.leaf.purpose()};
    if (format == Format::kTable) table.Add(cells);
    if (format == Format::kCsv) session.console.out << CsvLine(cells);
    return absl::OkStatus();
  };
  const LeafRange all{.parent = ledger->parent, .last_revision = static_cast<uint32_t>(opened->checkpoint.size)};
  if (absl::Status status = ReadLeaves(session.client, all, show); !status.ok()) return status;
  if (format == Format::kTable) table.Finish();
  if (tree.Root() != opened->checkpoint.root) {
    return absl::DataLossError("what is listed is not what the checkpoint was signed for");
  }
  return ExitCode::kAnswered;
}

}  // namespace

void AddLedgerReads(CommandLine& line, CLI::App* noun) {
  AddVerb(line, noun, "reads", {"List who read personal parts, when, and what for", "assay ledger reads -o csv"}, List);
}

}  // namespace assay
