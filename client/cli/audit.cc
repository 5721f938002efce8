// assay audit get|list|export; the other verbs have files of their own.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "client/cli/audit_commands.h"
#include "client/cli/audit_layout.h"
#include "client/cli/command.h"
#include "client/cli/flag_values.h"
#include "client/cli/paging.h"
#include "client/cli/text_cell.h"
#include "client/cli/text_file.h"
#include "service/records/names.h"

namespace assay {
namespace {

struct GetFlags {
  std::string id;
  std::string at;
  bool personal = false;
  std::string purpose;
};

void WriteDetails(const Session& session, const v1::Audit& audit) {
  for (const AuditDetail& detail : DetailsOf(audit)) {
    session.console.out << TextCell(detail.name + ": " + detail.value) << '\n';
  }
}

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  v1::GetAuditRequest request;
  request.set_name(*authority + "/audits/" + flags.id);
  request.set_view(flags.personal ? v1::AUDIT_VIEW_PERSONAL : v1::AUDIT_VIEW_PUBLIC);
  request.set_purpose(flags.purpose);
  *request.mutable_read_at() = *std::move(read_at);
  const auto response = session.client.GetAudit(request);
  if (!response.ok()) return response.status();
  const v1::Audit& audit = response->audit();
  const bool for_people = session.settings.format == Format::kTable;
  WriteOne(session.console.out, session.output(), for_people ? OneAuditLayout() : AuditLayout(), audit);
  if (for_people) WriteDetails(session, audit);
  if (response->personal_state() == v1::PERSONAL_STATE_ERASED) {
    session.console.err << "the personal part is erased\n";
  } else if (flags.personal && for_people) {
    WriteFields(session.console.out, {"case_ref", "narrative", "notes"},
                {audit.personal().case_ref(), audit.personal().narrative(), audit.personal().notes()});
  }
  return ExitCode::kAnswered;
}

struct ListFlags {
  v1::AuditFilter filter;
  std::string case_ref_file;
  std::string at;
  uint64_t limit = 0;  // 0: all
};

absl::StatusOr<v1::ListAuditsRequest> ToRequest(Session& session, const ListFlags& flags) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  for (const Flag& flag :
       {Flag{"--from", flags.filter.first_audit_date()}, Flag{"--to", flags.filter.last_audit_date()},
        Flag{"--recorded-from", flags.filter.first_recorded_date()},
        Flag{"--recorded-to", flags.filter.last_recorded_date()}}) {
    if (absl::Status checked = CheckDateFlag(flag); !checked.ok()) return checked;
  }
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  v1::ListAuditsRequest request;
  request.set_parent(*authority);
  if (flags.limit != 0) {
    request.set_page_size(static_cast<int32_t>(std::min<uint64_t>(flags.limit, limits::kPageSizeMax)));
  }
  *request.mutable_read_at() = *std::move(read_at);
  *request.mutable_filter() = flags.filter;
  if (!flags.case_ref_file.empty()) {
    const auto case_ref = ReadLineFile(session.console, flags.case_ref_file);
    if (!case_ref.ok()) return case_ref.status();
    request.mutable_filter()->set_case_ref(*case_ref);
  }
  return request;
}

absl::StatusOr<ExitCode> WriteAudits(Session& session, const ListFlags& flags, const OutputOptions& output) {
  const auto request = ToRequest(session, flags);
  if (!request.ok()) return request.status();
  ListWriter<v1::Audit> writer(session.console.out, output, AuditLayout());
  uint32_t revision = 0;
  const absl::Status listed =
      ForEachPage(session.client, &Client::ListAudits, *request, [&](const v1::ListAuditsResponse& page) {
        revision = page.revision();
        for (const auto& audit : page.audits()) {
          if (flags.limit != 0 && writer.count() == flags.limit) return Continue::kEnough;
          writer.Add(audit);
        }
        const bool enough = flags.limit != 0 && writer.count() == flags.limit;
        return enough || !session.console.out ? Continue::kEnough : Continue::kNextPage;
      });
  if (!listed.ok()) return listed;
  writer.Finish();
  if (!session.quiet()) {
    session.console.err << writer.count() << (writer.count() == 1 ? " audit" : " audits") << " at revision " << revision
                        << '\n';
  }
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Export(Session& session, const std::string& at) {
  const std::optional<Format>& asked = session.settings.format_asked;
  if (asked == Format::kTable || asked == Format::kName) {
    return absl::InvalidArgumentError("audit export writes csv, jsonl or json");
  }
  OutputOptions output = session.output();
  output.format = asked.value_or(Format::kCsv);
  ListFlags flags;
  flags.at = at;
  return WriteAudits(session, flags, output);
}

// An option that goes straight into a string field of a message.
CLI::Option* AddField(CLI::App* verb, const std::string& name, std::string* field, const std::string& description,
                      const std::string& type) {
  return verb->add_option(name, *field, description)->type_name(type);
}

void AddList(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<ListFlags>();
  CLI::App* list = AddLedgerVerb(line, noun, "list",
                                 {"List audits in the order they were recorded",
                                  "assay audit list --from 2014-01-01 --to 2014-03-31 --grade inadequate\n"
                                  "assay audit list --at 2014-05-21 -o csv"},
                                 [flags](Session& session) { return WriteAudits(session, *flags, session.output()); });
  v1::AuditFilter& filter = flags->filter;
  AddField(list, "--from", filter.mutable_first_audit_date(), "First audit date", "DATE");
  AddField(list, "--to", filter.mutable_last_audit_date(), "Last audit date", "DATE");
  AddField(list, "--recorded-from", filter.mutable_first_recorded_date(), "First day recorded, in UTC", "DATE");
  AddField(list, "--recorded-to", filter.mutable_last_recorded_date(), "Last day recorded, in UTC", "DATE");
  AddField(list, "--practice-area", filter.mutable_practice_area(), "Only this practice area", "CODE");
  AddField(list, "--team", filter.mutable_team(), "Only this team", "TEAM");
  CLI::Option* grade = AddField(list, "--grade", filter.mutable_grade(), "Only this grade, on any scale", "CODE");
  list->add_flag_callback(
          "--ungraded", [flags] { flags->filter.set_ungraded_only(true); }, "Only without a grade")
      ->excludes(grade);
  list->add_option_function<uint32_t>(
          "--case-number", [flags](uint32_t number) { flags->filter.set_case_number(number); },
          "Only this case, by the ledger's number")
      ->check(AboveZero())
      ->type_name("N");
  list->add_option("--case-ref-file", flags->case_ref_file, "Only the case whose reference the file holds")
      ->type_name("FILE|-");
  list->add_option("--limit", flags->limit, "At most so many")->check(AboveZero())->type_name("N");
  list->add_option("--at", flags->at, "As the ledger stood then")->type_name("REVISION|TIME");
}

}  // namespace

void AddAudit(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "audit",
                           {"Graded case audits",
                            "assay audit import march.csv --scale ofsted-2013 --dry-run\n"
                            "assay audit get plan-0233"});
  AddAuditSubmit(line, noun);
  AddAuditImport(line, noun);
  AddAuditChanges(line, noun);
  AddAuditHistory(line, noun);

  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(line, noun, "get", {"Show one audit", "assay audit get plan-0233 --at 531"},
                                [flags](Session& session) { return Get(session, *flags); });
  get->add_option("ID", flags->id, "Its id")->required();
  CLI::Option* personal =
      get->add_flag("--personal", flags->personal, "With the case reference, narrative and notes; it is recorded");
  get->add_option("--purpose", flags->purpose, "What for, as a public code that is recorded with it")
      ->needs(personal)
      ->type_name("CODE");
  get->add_option("--at", flags->at, "As the ledger stood then")->type_name("REVISION|TIME");

  AddList(line, noun);

  auto at = std::make_shared<std::string>();
  CLI::App* exported = AddLedgerVerb(line, noun, "export",
                                     {"Write all audits, without their personal parts, at one revision",
                                      "assay audit export > audits.csv\n"
                                      "assay audit export -o jsonl --at 531"},
                                     [at](Session& session) { return Export(session, *at); });
  exported->add_option("--at", *at, "As the ledger stood then")->type_name("REVISION|TIME");
}

}  // namespace assay
