// assay backup create|list|verify|delete

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/backup_service.pb.h"
#include "client/cli/audit_layout.h"
#include "client/cli/command.h"
#include "client/cli/confirm.h"
#include "client/cli/output.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

constexpr char kLatest[] = "latest";
constexpr std::string_view kPrefix = "backups/";

std::string NumberOf(const std::string& name) { return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name; }
std::string NumberOfBackup(const v1::Backup& backup) { return NumberOf(backup.name()); }
std::string CreatedOf(const v1::Backup& backup) {
  return backup.damaged() ? "damaged" : FormatTime(backup.created_at());
}

const Layout<v1::Backup>& BackupLayout() {
  static const std::vector<Column<v1::Backup>> columns = {
      {"backup", Align::kRight, NumberOfBackup},
      {"created", Align::kLeft, CreatedOf},
      {"entries", Align::kRight, [](const v1::Backup& backup) { return std::to_string(backup.entries()); }},
      {"bytes", Align::kRight, [](const v1::Backup& backup) { return std::to_string(backup.size_bytes()); }}};
  static const Layout<v1::Backup> layout = {.table = columns, .csv = columns, .name = NumberOfBackup};
  return layout;
}

absl::StatusOr<ExitCode> Create(Session& session) {
  const auto response = session.client.CreateBackup({});
  if (!response.ok()) return response.status();
  WriteOne(session.console.out, session.output(), BackupLayout(), response->backup());
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> List(Session& session) {
  const auto response = session.client.ListBackups({});
  if (!response.ok()) return response.status();
  ListWriter<v1::Backup> writer(session.console.out, session.output(), BackupLayout());
  for (const v1::Backup& backup : response->backups()) writer.Add(backup);
  writer.Finish();
  return ExitCode::kAnswered;
}

// "backups/3" for "3" or, where there are three, "latest".
absl::StatusOr<std::string> NameOf(const Session& session, const std::string& id) {
  if (id != kLatest) return std::string(kPrefix) + id;
  const auto response = session.client.ListBackups({});
  if (!response.ok()) return response.status();
  if (response->backups().empty()) return absl::NotFoundError("there are no backups");
  return response->backups().rbegin()->name();
}

absl::StatusOr<ExitCode> Verify(Session& session, const std::string& id) {
  const auto name = NameOf(session, id);
  if (!name.ok()) return name.status();
  v1::VerifyBackupRequest request;
  request.set_name(*name);
  const auto response = session.client.VerifyBackup(request);
  if (!response.ok()) return response.status();
  if (!response->problem().empty()) return absl::DataLossError(response->problem());
  WriteOne(session.console.out, session.output(), BackupLayout(), response->backup());
  if (!session.quiet()) session.console.err << "every file is there and has its checksum\n";
  return ExitCode::kAnswered;
}

absl::StatusOr<ExitCode> Delete(Session& session, const std::string& id) {
  if (absl::Status asked = session.CheckWordsOnly("backup delete"); !asked.ok()) return asked;
  const auto name = NameOf(session, id);
  if (!name.ok()) return name.status();
  const std::string number = TextCell(NumberOf(*name));
  if (absl::Status confirmed = Confirm(session, "Delete backup " + number + "? Nothing can bring it back.");
      !confirmed.ok()) {
    return confirmed;
  }
  v1::DeleteBackupRequest request;
  request.set_name(*name);
  const auto response = session.client.DeleteBackup(request);
  if (!response.ok()) return response.status();
  session.console.out << number << " deleted\n";
  return ExitCode::kAnswered;
}

}  // namespace

void AddBackup(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "backup",
                           {"Backups of the whole server, kept where it keeps them",
                            "assay backup create && assay backup verify latest\nassay backup list"});
  AddVerb(line, noun, "create", {"Make a backup now; the server goes on serving", "assay backup create"}, Create);
  AddVerb(line, noun, "list", {"List the backups, the oldest first", "assay backup list -o json"}, List);
  auto id = std::make_shared<std::string>();
  const auto add = [&](const char* name, const Help& help,
                       absl::StatusOr<ExitCode> (*command)(Session&, const std::string&)) {
    CLI::App* verb = AddVerb(line, noun, name, help, [id, command](Session& session) { return command(session, *id); });
    verb->add_option("N|latest", *id, "Its number")->required();
  };
  add("verify", {"Read every file of a backup and compare checksums", "assay backup verify latest"}, Verify);
  add("delete", {"Delete a backup, and the personal parts in it", "assay backup delete 3"}, Delete);
}

}  // namespace assay
