#include "service/usecases/backups.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "service/records/convert.h"
#include "service/records/refusal.h"
#include "storage/ledger/backup.h"
#include "storage/ledger/erasure_list.h"

namespace assay {
namespace {

constexpr std::string_view kPrefix = "backups/";

absl::Status CheckKept(const House& house) {
  if (!house.backup_directory.empty()) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNoBackups,
                "the server is not told where to keep backups: see backup-dir");
}

// What the directory's disk does to us is the log's to know, with its paths, and not the caller's.
absl::Status Failed(const absl::Status& status) { return absl::InternalError(status.message()); }

// All backups of the directory, the oldest first. The status is ready to be answered.
absl::StatusOr<std::vector<Backup>> OwnBackups(const House& house) {
  if (absl::Status kept = CheckKept(house); !kept.ok()) return kept;
  absl::StatusOr<std::vector<Backup>> all = assay::ListBackups(house.backup_directory, nullptr);
  if (!all.ok()) return Failed(all.status());
  for (const Backup& backup : *all) {
    if (backup.is_damaged || backup.note.deployment_id() == house.ledger.deployment_id()) continue;
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNoBackups,
                  "backup-dir holds backups of another deployment: give each server a directory of its own");
  }
  return all;
}

absl::Status UnknownBackup() {
  return Refuse(absl::StatusCode::kNotFound, reason::kUnknownBackup, "there is no backup of that name");
}

// The number in "backups/{number}"; nullopt: it is no such name.
std::optional<uint32_t> NumberOf(std::string_view name) {
  uint32_t number = 0;
  if (!name.starts_with(kPrefix)) return std::nullopt;
  const std::string digits(name.substr(kPrefix.size()));
  if (!absl::SimpleAtoi(digits, &number) || number == 0 || std::to_string(number) != digits) return std::nullopt;
  return number;
}

v1::Backup ToProto(const Backup& backup) {
  v1::Backup proto;
  proto.set_name(std::string(kPrefix) + std::to_string(backup.number));
  proto.set_damaged(backup.is_damaged);
  if (backup.is_damaged) return proto;
  *proto.mutable_created_at() = ToTimestamp(backup.created_at_us);
  proto.set_size_bytes(backup.size_bytes);
  proto.set_entries(backup.note.entries());
  return proto;
}

// The one of a name among them. The status is ready to be answered.
absl::StatusOr<Backup> Among(const std::vector<Backup>& all, std::string_view name) {
  const std::optional<uint32_t> number = NumberOf(name);
  if (!number) return UnknownBackup();
  for (const Backup& backup : all) {
    if (backup.number == *number) return backup;
  }
  return UnknownBackup();
}

// The backup of a name, as listed. The status is ready to be answered.
absl::StatusOr<Backup> Find(const House& house, std::string_view name) {
  const absl::StatusOr<std::vector<Backup>> all = OwnBackups(house);
  return all.ok() ? Among(*all, name) : all.status();
}

// The list beside the backups, without which a restoration brings back what was erased. DATA_LOSS: it is damaged, or
// names less than when the backup was made.
absl::Status CheckListed(const House& house, const Backup& backup) {
  const absl::StatusOr<size_t> listed = house.ledger.CountErasures(house.backup_directory + "/" + kErasuresFile);
  // Where it lies is the log's to know.
  if (absl::IsDataLoss(listed.status())) {
    return absl::DataLossError("the list of erasures beside the backups is missing or damaged");
  }
  if (!listed.ok()) return listed.status();
  if (*listed >= backup.note.erasures()) return absl::OkStatus();
  return absl::DataLossError("the list of erasures beside the backups is shorter than when this one was made");
}

// What keeps the directory of these backups from being written. The status is ready to be answered.
absl::Status CannotWrite(const absl::Status& status, const std::vector<Backup>& all) {
  const bool is_one_damaged = std::any_of(all.begin(), all.end(), [](const Backup& one) { return one.is_damaged; });
  // Else it is the ledger that is damaged.
  if (absl::IsDataLoss(status) && is_one_damaged) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNoBackups, std::string(status.message()));
  }
  if (absl::IsFailedPrecondition(status)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNoBackups,
                  "another process makes backups there, or it may not be written: the log has the cause");
  }
  return Failed(status);
}

}  // namespace

absl::StatusOr<v1::CreateBackupResponse> CreateBackup(const House& house, const v1::CreateBackupRequest&) {
  const absl::StatusOr<std::vector<Backup>> own = OwnBackups(house);
  if (!own.ok()) return own.status();
  const absl::StatusOr<uint32_t> number = house.ledger.BackUp(house.backup_directory);
  if (absl::IsUnavailable(number.status()) && absl::IsUnavailable(house.ledger.refusal())) return number.status();
  if (!number.ok()) return CannotWrite(number.status(), *own);
  absl::StatusOr<Backup> made = Find(house, std::string(kPrefix) + std::to_string(*number));
  if (!made.ok()) return made.status();
  v1::CreateBackupResponse response;
  *response.mutable_backup() = ToProto(*made);
  return response;
}

absl::StatusOr<v1::ListBackupsResponse> ListBackups(const House& house, const v1::ListBackupsRequest&) {
  const absl::StatusOr<std::vector<Backup>> all = OwnBackups(house);
  if (!all.ok()) return all.status();
  v1::ListBackupsResponse response;
  for (const Backup& backup : *all) *response.add_backups() = ToProto(backup);
  return response;
}

absl::StatusOr<v1::VerifyBackupResponse> VerifyBackup(const House& house, const v1::VerifyBackupRequest& request) {
  const absl::StatusOr<Backup> backup = Find(house, request.name());
  if (!backup.ok()) return backup.status();
  v1::VerifyBackupResponse response;
  *response.mutable_backup() = ToProto(*backup);
  absl::Status checked = assay::VerifyBackup(house.backup_directory, backup->number, nullptr).status();
  if (checked.ok()) checked = CheckListed(house, *backup);
  if (absl::IsDataLoss(checked)) {
    response.set_problem(std::string(checked.message()));
  } else if (!checked.ok()) {
    return Failed(checked);
  }
  return response;
}

absl::StatusOr<v1::DeleteBackupResponse> DeleteBackup(const House& house, const v1::DeleteBackupRequest& request) {
  const absl::StatusOr<std::vector<Backup>> own = OwnBackups(house);
  if (!own.ok()) return own.status();
  const absl::StatusOr<Backup> backup = Among(*own, request.name());
  if (!backup.ok()) return backup.status();
  if (absl::Status deleted = assay::DeleteBackup(house.backup_directory, backup->number, nullptr); !deleted.ok()) {
    return absl::IsNotFound(deleted) ? UnknownBackup() : CannotWrite(deleted, *own);
  }
  return v1::DeleteBackupResponse();
}

}  // namespace assay
