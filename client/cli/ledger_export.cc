// assay ledger export

#include <CLI/CLI.hpp>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "client/cli/confirm.h"
#include "client/cli/fd_stream.h"
#include "client/cli/flag_values.h"
#include "client/cli/ledger_commands.h"
#include "client/cli/mapped_file.h"
#include "client/cli/measure_flags.h"
#include "client/cli/pack_text.h"
#include "client/cli/partial_file.h"
#include "client/cli/question.h"
#include "client/sdk/leaf_reader.h"
#include "client/sdk/pack_verifier.h"
#include "storage/merkle/pack.h"

namespace assay {
namespace {

struct ExportFlags {
  std::string file;
  Which which = Which::kAudits;
  MeasureFlags measure;
  std::vector<std::string> keys;
};

// What goes into the pack before the leaves.
struct Contents {
  uint32_t revision = 0;
  std::optional<v1::StatementQuery> query;  // with its day and revision
  v1::Statement statement;
  std::string note;
};

// The revision that --at means; 0: nothing was recorded then. nullopt: it was not given.
absl::StatusOr<std::optional<uint32_t>> RevisionAt(const Session& session, const std::string& parent,
                                                   const std::string& at) {
  auto read_at = ParseReadAt(at);
  if (!read_at.ok()) return read_at.status();
  if (at.empty()) return std::nullopt;
  if (read_at->has_revision()) return read_at->revision();
  v1::ListAuditsRequest request;
  request.set_parent(parent);
  request.set_page_size(1);
  *request.mutable_read_at() = *std::move(read_at);
  const auto response = session.client.ListAudits(request);
  if (!response.ok()) return response.status();
  return response->revision();
}

// Whether any flag but --at was given: it makes no sense without a measure, and is refused where there is none.
bool SpeakOfMeasure(const MeasureFlags& flags) {
  MeasureFlags ledger_alone;
  ledger_alone.at = flags.at;
  return flags != ledger_alone;
}

// Puts the question, if there is one, and fixes the revision that the whole pack is of.
absl::Status AskQuestion(const Session& session, const std::string& parent, const MeasureFlags& flags,
                         Contents& contents) {
  // Without a measure the pack holds the ledger alone.
  if (!SpeakOfMeasure(flags)) {
    const auto revision = RevisionAt(session, parent, flags.at);
    if (!revision.ok()) return revision.status();
    if (*revision == 0u) return absl::FailedPreconditionError("nothing was recorded then");
    contents.revision = revision->value_or(0);
    return absl::OkStatus();
  }
  auto question = ReadQuestion(session, flags);
  if (!question.ok()) return question.status();
  v1::StatementQuery& query = question->query;
  v1::GetStatementRequest request;
  *request.mutable_query() = query;
  auto response = session.client.GetStatement(request);
  if (!response.ok()) return response.status();
  contents.statement = std::move(*response->mutable_statement());
  contents.revision = contents.statement.revision();
  if (contents.revision == 0) return absl::FailedPreconditionError("nothing was recorded then");
  const bool other_day = !query.on().empty() && query.on() != contents.statement.on();
  const bool other_revision = query.read_at().has_revision() && query.read_at().revision() != contents.revision;
  if (other_day || other_revision) return absl::DataLossError("the server answers of another day or revision");
  query.set_on(contents.statement.on());
  query.mutable_read_at()->set_revision(contents.revision);
  contents.query = std::move(query);
  return absl::OkStatus();
}

absl::Status WritePack(const Session& session, const std::string& parent, const Contents& contents, int fd) {
  FdStreamBuffer buffer(fd);
  std::ostream out(&buffer);
  PackWriter writer(out);
  writer.AddNote(contents.note);
  if (contents.query.has_value()) {
    writer.AddStatement(
        {.query = contents.query->SerializeAsString(), .statement = contents.statement.SerializeAsString()});
  }
  const absl::Status read =
      ReadLeaves(session.client, {.parent = parent, .last_revision = contents.revision}, [&](std::string_view leaf) {
        if (IsInterrupted(session.console)) return absl::CancelledError("interrupted");
        writer.AddLeaf(leaf);
        return out ? absl::OkStatus() : absl::InternalError("cannot be written");
      });
  if (read.ok()) writer.Finish();
  out.flush();
  if (buffer.error() != 0) return absl::InternalError(std::strerror(buffer.error()));
  return read;
}

absl::StatusOr<ExitCode> Export(Session& session, const ExportFlags& flags) {
  if (absl::Status asked = session.CheckWordsOnly("ledger export"); !asked.ok()) return asked;
  const auto ledger = LedgerAsked(session, flags.which);
  if (!ledger.ok()) return ledger.status();
  if (flags.which == Which::kPersonalReads && flags.measure != MeasureFlags()) {
    return absl::InvalidArgumentError("--access goes with no measure and no --at: it is another ledger, whole");
  }
  const auto keys = KeysFor(session, flags.keys);
  if (!keys.ok()) return keys.status();
  absl::Status replaced = ConfirmReplacing(session, flags.file, "evidence pack",
                                           [](std::string_view bytes) { return bytes.starts_with(kPackMagic); });
  if (!replaced.ok()) return replaced;
  Contents contents;
  if (absl::Status asked = AskQuestion(session, ledger->parent, flags.measure, contents); !asked.ok()) return asked;
  auto opened = FetchCheckpoint(session, *ledger, contents.revision, *keys);
  if (!opened.ok()) return opened.status();
  if (opened->checkpoint.size == 0) return absl::FailedPreconditionError("the ledger has no entries");
  if (opened->checkpoint.size > kPackLeavesMax) {
    return absl::FailedPreconditionError("the ledger has more entries than fit into one pack");
  }
  contents.note = std::move(opened->note);
  contents.revision = static_cast<uint32_t>(opened->checkpoint.size);
  // What was begun goes with it.
  session.console.catch_interrupts();
  auto file = PartialFile::Create(flags.file);
  if (!file.ok()) return file.status();
  if (absl::Status written = WritePack(session, ledger->parent, contents, file->fd()); !written.ok()) {
    absl::Status named(written.code(), flags.file + ": " + std::string(written.message()));
    written.ForEachPayload([&named](absl::string_view type, const absl::Cord& said) { named.SetPayload(type, said); });
    return named;
  }
  // What cannot be verified must not leave the house.
  const auto mapped = MappedFile::Map(file->fd(), flags.file);
  if (!mapped.ok()) return mapped.status();
  const auto verified = VerifyPack(mapped->bytes(), *keys);
  if (!verified.ok()) return verified.status();
  if (IsInterrupted(session.console)) return absl::CancelledError(flags.file + ": interrupted");
  if (absl::Status committed = file->Commit(); !committed.ok()) return committed;
  session.console.out << flags.file << "  " << PackText(*verified) << '\n';
  if (!session.quiet()) session.console.err << SubjectText(*verified) << '\n';
  return ExitCode::kAnswered;
}

}  // namespace

void AddLedgerExport(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<ExportFlags>();
  CLI::App* exported =
      AddLedgerVerb(line, noun, "export",
                    {"Write an evidence pack: every entry, the signed checkpoint and, with a measure, its statement",
                     "assay ledger export board-pack.assay in-2013/audits --on 2014-03-31\n"
                     "assay ledger export board-pack.assay --threshold adequate --at-least 75% --on 2014-03-31\n"
                     "assay ledger export ledger.assay --at 531"},
                    [flags](Session& session) { return Export(session, *flags); });
  exported->add_option("FILE", flags->file, "The file to write")->required();
  AddMeasureName(exported, flags->measure);
  AddMeasureFlags(exported, flags->measure);
  AddAccessFlag(exported, flags->which);
  AddKeyFlag(exported, flags->keys);
}

}  // namespace assay
