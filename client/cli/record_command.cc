#include "client/cli/record_command.h"

#include <CLI/CLI.hpp>

#include "client/cli/output.h"
#include "client/sdk/error.h"
#include "service/domain/violation.h"
#include "service/records/names.h"

namespace assay {
namespace {

constexpr uint32_t kRevisionMax = 4'294'967'295;

std::string OutcomeOf(const v1::Receipt& receipt) {
  switch (receipt.outcome()) {
    case v1::WRITE_OUTCOME_ALREADY_THERE:
      return "already there";
    case v1::WRITE_OUTCOME_VALID:
      return "valid";
    default:
      return "added";
  }
}

std::string Sentence(const Recorded& recorded) {
  switch (recorded.receipt.outcome()) {
    case v1::WRITE_OUTCOME_ALREADY_THERE:
      return recorded.id + " revision " + std::to_string(recorded.receipt.revision()) + ", already there";
    case v1::WRITE_OUTCOME_VALID:
      return recorded.id + " could be recorded; nothing was";
    default:
      return recorded.id + " revision " + std::to_string(recorded.receipt.revision());
  }
}

}  // namespace

absl::StatusOr<std::string> RecordNameOf(const Session& session, std::string_view collection, const std::string& id) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  if (id.empty() || id.find('/') != std::string::npos) {
    return absl::InvalidArgumentError("\"" + id + "\" cannot be an id: it is empty or holds a \"/\"");
  }
  return RecordResourceName(collection, {ParseAuthorityName(*authority).value_or(""), id});
}

std::string LastPart(const std::string& name) {
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

void AddReplaceFlags(CLI::App* verb, ReplaceFlags& flags) {
  verb->add_option("--expect", flags.expect, "Take the place of the entry with this revision, as get shows it")
      ->check(CLI::Range(1u, kRevisionMax))
      ->type_name("REVISION");
  verb->add_option("--reason", flags.reason, "With --expect, why: a code, which is public")->type_name("CODE");
  verb->add_flag("--dry-run", flags.dry_run, "Check everything, change nothing");
}

absl::StatusOr<v1::RecordWrite> ToWrite(const ReplaceFlags& flags) {
  if (flags.expect == 0 && !flags.reason.empty()) {
    return absl::InvalidArgumentError(
        "--reason goes with --expect: which revision is it that this takes the place of?");
  }
  if (flags.expect != 0 && flags.reason.empty()) {
    return absl::InvalidArgumentError("--expect needs a --reason: a code, such as typing-error, that says why");
  }
  v1::RecordWrite write;
  write.set_expected_revision(flags.expect);
  write.set_reason(flags.reason);
  write.set_validate_only(flags.dry_run);
  return write;
}

void AddOnFlag(CLI::App* verb, AsOfFlags& flags) {
  verb->add_option("--on", flags.on, "The day the question is about (default: today)")->type_name("DATE");
}

void AddAtFlag(CLI::App* verb, AsOfFlags& flags) {
  verb->add_option("--at", flags.at, "As the ledger stood then (default: now)")->type_name("REVISION|TIME");
}

absl::Status ExplainStale(const absl::Status& status) {
  if (ReasonOf(status) != reason::kStaleRevision) return status;
  return absl::InvalidArgumentError(status.message());
}

void WriteRecorded(const Session& session, const Recorded& recorded, const google::protobuf::Message& response) {
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kJson:
      out << ToJson(response, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    case Format::kJsonl:
      out << ToJson(response, Whitespace::kNone, Defaults::kLeftOut) << '\n';
      break;
    case Format::kCsv:
      if (session.settings.headers == Headers::kShown) out << CsvLine({"id", "outcome", "revision"});
      out << CsvLine({recorded.id, OutcomeOf(recorded.receipt), std::to_string(recorded.receipt.revision())});
      break;
    case Format::kName:
      out << recorded.id << '\n';
      break;
    case Format::kTable:
      out << Sentence(recorded) << '\n' << recorded.lines;
      break;
  }
}

void SayRevision(const Session& session, uint32_t revision) {
  if (!session.quiet()) session.console.err << "revision " << revision << '\n';
}

void SayListed(const Session& session, const Listed& listed) {
  if (session.quiet()) return;
  session.console.err << listed.count << ' ' << (listed.count == 1 ? listed.one : listed.many) << " at revision "
                      << listed.revision << '\n';
}

}  // namespace assay
