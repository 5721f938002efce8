// assay inspection import
//
// One row is one inspection of the authority it names; its own id is made of the inspectorate and a date.

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <utility>

#include "assay/v1/inspection_service.pb.h"
#include "client/cli/civil_text.h"
#include "client/cli/inspection_commands.h"
#include "client/cli/inspection_row.h"
#include "client/cli/record_command.h"
#include "client/cli/record_import.h"
#include "client/cli/text_cell.h"
#include "service/domain/record.h"
#include "service/records/names.h"

namespace assay {
namespace {

struct ImportFlags {
  RecordImportFlags file;
  std::string inspectorate = "ofsted";
  std::string id_prefix;  // empty: the inspectorate
  std::string source;
  bool create_authorities = false;
};

class InspectionImport : public RecordImport {
 public:
  InspectionImport(const Session& session, const ImportFlags& flags)
      : session_(session),
        flags_(flags),
        defaults_{.inspectorate = flags.inspectorate,
                  .id_prefix = flags.id_prefix.empty() ? flags.inspectorate : flags.id_prefix,
                  .source = flags.source,
                  .authority = session.settings.authority} {}

  absl::Status Plan(const std::vector<std::string>& header) override {
    auto columns = PlanInspectionColumns(header, flags_.file.maps);
    if (!columns.ok()) return columns.status();
    columns_ = *std::move(columns);
    return absl::OkStatus();
  }

  void Survey(const CsvRow& row) override {
    const auto read = ReadInspectionRow(columns_, row, defaults_);
    if (!read.ok()) return;
    shared_codes_.Add(*read);
    titles_.emplace(read->authority, read->authority_title);
  }

  absl::StatusOr<v1::Receipt> Send(const CsvRow& row) override {
    auto read = ReadInspectionRow(columns_, row, defaults_);
    if (!read.ok()) return read.status();
    if (const std::string& first = titles_[read->authority]; first != read->authority_title) {
      return absl::InvalidArgumentError("local_authority: makes the same id, " + read->authority + ", as \"" + first +
                                        "\" on a line before");
    }
    const auto presence = FindAuthority(*read);
    if (!presence.ok()) return presence.status();
    if (shared_codes_.Shares(*read)) read->inspection.add_flags(oddity::kCodeShared);
    v1::RecordInspectionRequest request;
    *request.mutable_inspection() = std::move(read->inspection);
    request.mutable_write()->set_validate_only(flags_.file.dry_run);
    request.mutable_write()->set_omit_receipt(session_.settings.context.empty());
    if (*presence == Presence::kToBeCreated) return Count(request.inspection(), ReceiptOfDryRun());
    const auto response = SendRecord(session_, &Client::RecordInspection, request, request.inspection().name());
    if (!response.ok()) return response.status();
    return Count(response->has_inspection() ? response->inspection() : request.inspection(), response->receipt());
  }

  std::string Closing() const override {
    std::string text;
    if (created_ > 0) {
      text += "  " + Counted(created_, "authority", "authorities") +
              (flags_.file.dry_run ? " would be created\n" : " created\n");
    }
    for (const auto& [flag, count] : flagged_) {
      text += "  " + PadLeft(std::to_string(count), 3) + "  " + TextCell(flag) + '\n';
    }
    return text;
  }

 private:
  enum class Presence { kThere, kToBeCreated };

  static v1::Receipt ReceiptOfDryRun() {
    v1::Receipt receipt;
    receipt.set_outcome(v1::WRITE_OUTCOME_VALID);
    return receipt;
  }

  v1::Receipt Count(const v1::Inspection& inspection, const v1::Receipt& receipt) {
    for (const std::string& flag : inspection.flags()) ++flagged_[flag];
    return receipt;
  }

  // Looks once for each authority, and creates it where that was asked for and this is no rehearsal.
  absl::StatusOr<Presence> FindAuthority(const InspectionRow& row) {
    if (const auto known = presence_.find(row.authority); known != presence_.end()) return known->second;
    v1::GetAuthorityRequest request;
    request.set_name(AuthorityName(row.authority));
    const absl::Status found = session_.client.GetAuthority(request).status();
    if (found.ok()) return presence_[row.authority] = Presence::kThere;
    if (!absl::IsNotFound(found)) return found;
    if (!flags_.create_authorities) {
      return absl::NotFoundError("there is no authority " + row.authority +
                                 "; create it, or all that are missing with --create-authorities");
    }
    if (!flags_.file.dry_run) {
      if (absl::Status created = CreateAuthority(row); !created.ok()) return created;
    }
    ++created_;
    return presence_[row.authority] = flags_.file.dry_run ? Presence::kToBeCreated : Presence::kThere;
  }

  // As reported: its title, and its codes without days of validity, which the file does not say.
  absl::Status CreateAuthority(const InspectionRow& row) const {
    v1::CreateAuthorityRequest request;
    v1::Authority& authority = *request.mutable_authority();
    authority.set_name(AuthorityName(row.authority));
    authority.set_title(row.authority_title.empty() ? row.authority : row.authority_title);
    *authority.mutable_codes() = row.inspection.codes();
    return session_.client.CreateAuthority(request).status();
  }

  const Session& session_;
  const ImportFlags& flags_;
  const InspectionDefaults defaults_;
  InspectionColumns columns_;
  SharedCodes shared_codes_;
  std::map<std::string, std::string> titles_;  // by authority id, as first reported
  std::map<std::string, Presence> presence_;   // by authority id
  std::map<std::string, uint64_t> flagged_;    // rows by flag
  uint64_t created_ = 0;
};

absl::StatusOr<ExitCode> Import(Session& session, const ImportFlags& flags) {
  InspectionImport import(session, flags);
  return RunRecordImport(session, flags.file, import);
}

}  // namespace

void AddInspectionImport(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* import = AddVerb(line, noun, "import",
                             {"Record the inspections of a CSV file, each of the authority its row names",
                              "assay inspection import ofsted-ilacs-judgements.csv --create-authorities"
                              " --source \"Ofsted reports, Open Government Licence v3\"\n"
                              "assay inspection import judgements.csv --dry-run"
                              " --map \"Council=local_authority,Overall=overall_effectiveness_grade\""},
                             [flags](Session& session) { return Import(session, *flags); });
  AddRecordImportFlags(import, flags->file);
  import->add_flag("--create-authorities", flags->create_authorities,
                   "Create the authorities that are missing, with title and codes as reported");
  import->add_option("--inspectorate", flags->inspectorate, "Whose judgements they are (default: ofsted)")
      ->type_name("CODE");
  import->add_option("--id-prefix", flags->id_prefix, "Before the date in their ids (default: the inspectorate)")
      ->type_name("TEXT");
  import->add_option("--source", flags->source, "Where the file was taken from")->type_name("TEXT");
}

}  // namespace assay
