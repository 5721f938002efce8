#include "service/restore.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/facts/facts.h"
#include "service/server/secret_file.h"
#include "service/server/whole_file.h"
#include "service/usecases/deep_check.h"
#include "service/usecases/facts_fold.h"
#include "service/usecases/house.h"
#include "service/usecases/notary.h"
#include "service/usecases/restoring.h"
#include "service/usecases/tokens.h"
#include "service/wiring.h"
#include "storage/ledger/audit.h"
#include "storage/ledger/backup.h"
#include "storage/ledger/erasure_list.h"
#include "storage/ledger/ledger.h"
#include "storage/merkle/commitment.h"
#include "storage/merkle/note.h"

namespace assay {
namespace {

constexpr size_t kNoteBytesMax = 64u << 10;
// Beside twice the backup: for logs, and for what is written again without what was erased.
constexpr uint64_t kRoomBytes = 64u << 20;

absl::Status CheckEmpty(const std::string& directory) {
  std::error_code failed;
  if (std::filesystem::is_empty(directory, failed)) return absl::OkStatus();
  if (failed) return absl::FailedPreconditionError("cannot read " + directory + ": " + failed.message());
  return absl::FailedPreconditionError(directory + " is not empty: restore into a directory of its own");
}

// A list never becomes shorter: the newest backup says how long it was, and the one to be restored. Those between may
// be of a list that was lost since.
absl::Status CheckErasuresAreWhole(const RestoreCommand& command) {
  std::set<ErasedEntry> listed;
  for (const std::string& path : {command.from + "/" + kErasuresFile, command.erasures}) {
    if (path.empty()) continue;
    const absl::StatusOr<std::vector<ErasedEntry>> some = ReadErasures(path, nullptr, TornLine::kDamage);
    if (!some.ok()) return some.status();
    listed.insert(some->begin(), some->end());
  }
  const absl::StatusOr<std::vector<Backup>> backups = ListBackups(command.from, nullptr);
  if (!backups.ok()) return backups.status();
  const auto newest =
      std::find_if(backups->rbegin(), backups->rend(), [](const Backup& backup) { return !backup.is_damaged; });
  for (const Backup& backup : *backups) {
    if (backup.is_damaged) continue;
    const bool is_asked = backup.number == command.number || backup.number == newest->number;
    if (!is_asked || backup.note.erasures() <= listed.size()) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "the list of erasures names ", listed.size(), ", and named ", backup.note.erasures(), " when backup ",
        backup.number, " was made: what is missing would come back. Copy it anew, name the lost directory's with ",
        "--erasures, or say --without-erasures"));
  }
  return absl::OkStatus();
}

// Every directory of backups has a list, of nothing perhaps, from the first start on.
absl::Status CheckErasures(const RestoreCommand& command) {
  std::error_code failed;
  if (!std::filesystem::is_directory(command.from, failed)) {
    return absl::NotFoundError(command.from + " is no directory that can be read");
  }
  if (!command.erasures.empty() && !std::filesystem::exists(command.erasures, failed)) {
    return absl::NotFoundError("there is no " + command.erasures);
  }
  const std::string list = command.from + "/" + kErasuresFile;
  const bool is_there = std::filesystem::exists(list, failed);
  if (command.without_erasures) return absl::OkStatus();
  if (is_there || !command.erasures.empty()) return CheckErasuresAreWhole(command);
  return absl::FailedPreconditionError(
      "there is no " + list + ", so what was erased or revoked since the backup would come back: copy it there, name " +
      "the lost directory's with --erasures, or say --without-erasures");
}

absl::StatusOr<std::vector<std::string>> ReadLostCheckpoints(const std::vector<std::string>& paths) {
  std::vector<std::string> notes;
  for (const std::string& path : paths) {
    std::optional<std::string> note = ReadWhole(path, kNoteBytesMax);
    if (!note) return absl::InvalidArgumentError(path + " cannot be read, or is too long for a checkpoint");
    notes.push_back(*std::move(note));
  }
  return notes;
}

// Nothing is signed while restoring: a key that nobody else has does.
absl::StatusOr<SigningKey> AnyKey(const Ledger& ledger) {
  return SigningKey::FromSeed(KeyName(ledger.deployment_id()), NewSalt());
}

struct Told {
  Replayed again;
  size_t good_tokens = 0;
};

// What the ledgers are told before they are served.
absl::StatusOr<Told> Tell(const std::string& directory, const Backup& backup, const std::vector<std::string>& lost) {
  Facts facts;
  FactsFold fold(&facts);
  absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(FoldedInto(&fold, directory));
  if (!ledger.ok()) return ledger.status();
  if (absl::Status status = fold.BeginServing(); !status.ok()) return status;
  absl::StatusOr<SigningKey> key = AnyKey(**ledger);
  if (!key.ok()) return key.status();
  Notary notary(**ledger, facts, *std::move(key));
  const House house{
      .ledger = **ledger, .facts = facts, .notary = notary, .now_us = [] { return absl::ToUnixMicros(absl::Now()); }};
  const LostHistory history{
      .previous_epoch = backup.note.epoch(), .restored_commits = backup.note.commit().number(), .checkpoints = lost};
  if (absl::Status begun = BeginEpoch(house, history); !begun.ok()) return begun;
  const absl::StatusOr<std::vector<ErasedEntry>> erasures = ReadErasures(directory + "/" + kErasuresFile, nullptr);
  if (!erasures.ok()) return erasures.status();
  const absl::StatusOr<Replayed> replayed = ReplayErasures(house, *erasures);
  if (!replayed.ok()) return replayed.status();
  if (absl::Status purged = (*ledger)->Purge(); !purged.ok()) return purged;
  return Told{.again = *replayed, .good_tokens = CountGoodTokens(house)};
}

// Reads everything that was restored, from the disk.
absl::StatusOr<DirectoryReport> VerifyWhole(const std::string& directory) {
  DeepCheck deep;
  DirectoryCheck check;
  check.content = [&deep](const VerifiedEntry& entry) { return deep.Add(entry); };
  check.summaries = deep.summaries();
  absl::StatusOr<DirectoryReport> report = VerifyDirectory(directory, check, nullptr);
  if (report.ok() && !report->problem.ok()) return absl::DataLossError(report->problem.message());
  // So it was in the backup, and nothing else brings back what is there.
  if (const absl::Status whole = deep.End(); !whole.ok()) {
    std::fprintf(stderr, "assayd: %s\n", std::string(whole.message()).c_str());
  }
  return report;
}

absl::Status GiveName(const std::string& data_directory) {
  std::error_code failed;
  std::filesystem::rename(PartialLedgerDirectory(data_directory), LedgerDirectory(data_directory), failed);
  if (failed) return absl::UnavailableError("cannot rename the restored ledger: " + failed.message());
  return SyncDirectory(data_directory);
}

std::string Count(size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

void Report(const Backup& backup, uint32_t epoch, const Told& told, const DirectoryReport& report) {
  std::printf("restored backup %u of %s: epoch %u, %s erased again, %s revoked again\n", backup.number,
              absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::FromUnixMicros(backup.created_at_us), absl::UTCTimeZone())
                  .c_str(),
              epoch, Count(told.again.audits, "audit").c_str(), Count(told.again.tokens, "token").c_str());
  for (const VerifiedLedger& ledger : report.ledgers) {
    std::printf("OK  %s: %u entries\n", ledger.name.c_str(), ledger.head.size);
  }
  if (told.good_tokens == 0) return;
  std::printf("%s of the backup %s good: see assay token list\n", Count(told.good_tokens, "token").c_str(),
              told.good_tokens == 1 ? "is" : "are");
}

// RocksDB aborts the process in the middle of some writes that the disk has no room for.
absl::Status CheckRoom(const RestoreCommand& command) {
  const absl::StatusOr<std::vector<Backup>> backups = ListBackups(command.from, nullptr);
  if (!backups.ok()) return backups.status();
  uint64_t bytes = 0;
  for (const Backup& backup : *backups) {
    if (command.number == 0 || backup.number == command.number) bytes = backup.size_bytes;
  }
  const uint64_t wanted = 2 * bytes + kRoomBytes;
  std::error_code failed;
  const std::filesystem::space_info space = std::filesystem::space(command.data_directory, failed);
  if (failed || space.available >= wanted) return absl::OkStatus();
  return absl::FailedPreconditionError(command.data_directory + ": " + std::to_string(space.available) +
                                       " bytes are free; restoring takes " + std::to_string(wanted));
}

// Restores into the partial directory, and gives it its name.
absl::Status RestoreInto(const std::string& partial, const RestoreCommand& command,
                         const std::vector<std::string>& lost) {
  const auto epoch = static_cast<uint32_t>(absl::ToUnixSeconds(absl::Now()));
  const absl::StatusOr<Backup> backup =
      RestoreBackup({.backups = command.from, .number = command.number, .target = partial, .epoch = epoch}, nullptr);
  if (!backup.ok()) return backup.status();
  if (!command.erasures.empty()) {
    absl::Status merged =
        MergeErasures({.from = command.erasures, .to = partial + "/" + kErasuresFile}, nullptr, TornLine::kDamage);
    if (!merged.ok()) return merged;
  }
  const absl::StatusOr<Told> told = Tell(partial, *backup, lost);
  if (!told.ok()) return told.status();
  const absl::StatusOr<DirectoryReport> report = VerifyWhole(partial);
  if (!report.ok()) return report.status();
  if (absl::Status named = GiveName(command.data_directory); !named.ok()) return named;
  Report(*backup, std::max(epoch, backup->note.epoch() + 1), *told, *report);
  return absl::OkStatus();
}

}  // namespace

absl::Status Restore(const RestoreCommand& command) {
  const absl::StatusOr<std::vector<std::string>> lost = ReadLostCheckpoints(command.lost_checkpoints);
  if (!lost.ok()) return lost.status();
  if (absl::Status status = CreateDataDirectory(command.data_directory); !status.ok()) return status;
  if (absl::Status status = CheckEmpty(command.data_directory); !status.ok()) return status;
  if (absl::Status status = CheckErasures(command); !status.ok()) return status;
  if (absl::Status status = CheckRoom(command); !status.ok()) return status;
  const std::string partial = PartialLedgerDirectory(command.data_directory);
  // Nobody else's, now or later.
  if (mkdir(partial.c_str(), 0700) != 0) {
    return absl::FailedPreconditionError("cannot make " + partial + ": " + std::strerror(errno));
  }
  absl::Status restored = RestoreInto(partial, command, *lost);
  // What was to be erased may still be in it.
  std::error_code failed;
  if (!restored.ok()) std::filesystem::remove_all(partial, failed);
  return restored;
}

}  // namespace assay
