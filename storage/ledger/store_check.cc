// Whether a database that could be opened is the one, and all of it.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/ledger/advice.h"
#include "storage/ledger/options.h"
#include "storage/ledger/rocksdb_status.h"
#include "storage/ledger/slices.h"
#include "storage/ledger/store.h"
#include "storage/merkle/commitment.h"
#include "storage/merkle/sha256.h"

namespace assay {

absl::StatusOr<uint32_t> Store::CheckFormat(const std::optional<Mark>& mark, Access access) {
  const absl::StatusOr<std::optional<std::string>> row = ReadRow(default_, kFormatKey);
  if (!row.ok()) return row.status();
  store::v1::Format format;
  if (!row->has_value()) {
    if (mark.has_value()) {
      return absl::DataLossError(
          absl::StrCat("the format row is missing, and the mark says that the database reached commit ",
                       mark->commit.number(), ": ", kRestoreAdvice));
    }
    const absl::StatusOr<bool> empty = IsEmpty();
    if (!empty.ok()) return empty.status();
    if (!*empty || access == Access::kReadOnly) return absl::DataLossError("the format row is missing");
    deployment_id_ = NewSalt().substr(0, kDeploymentIdBytes);
    if (absl::Status status = WriteFormat(); !status.ok()) return status;
    return kFormatVersion;
  }
  if (!format.ParseFromString(**row) || format.version() == 0) return absl::DataLossError("the format row is damaged");
  if (format.version() > kFormatVersion) {
    return absl::FailedPreconditionError(absl::StrCat("the data directory is of a newer format: version ",
                                                      format.version(), ", known up to ", kFormatVersion));
  }
  if (format.deployment_id().size() != kDeploymentIdBytes) return absl::DataLossError("the format row is damaged");
  deployment_id_ = format.deployment_id();
  if (format.epoch() != 0) epoch_ = format.epoch();
  return format.version();
}

absl::Status Store::WriteFormat() {
  store::v1::Format format;
  format.set_version(kFormatVersion);
  format.set_deployment_id(deployment_id_);
  if (epoch_ != 1) format.set_epoch(epoch_);
  return Explain(database_->Put(SyncedWrite(), default_, ToSlice(kFormatKey), format.SerializeAsString()));
}

absl::Status Store::CheckCommit() {
  const absl::StatusOr<std::optional<std::string>> row = ReadRow(default_, kCommitKey);
  if (!row.ok()) return row.status();
  commit_ = NoCommit();
  if (!row->has_value()) {
    const absl::StatusOr<Heads> heads = ReadHeads();
    if (!heads.ok()) return heads.status();
    return heads->empty() ? absl::OkStatus() : absl::DataLossError("the commit row is missing");
  }
  if (!commit_.ParseFromString(**row) || commit_.number() == 0 || commit_.digest().size() != kHashBytes) {
    return absl::DataLossError("the commit row is damaged");
  }
  return absl::OkStatus();
}

absl::Status Store::CheckMark(const std::optional<Mark>& mark) const {
  if (!mark.has_value()) {
    // A first start that was cut short has no mark yet, and nothing that could be lost.
    if (commit_.number() == 0) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(
        "the mark file ", mark_path(),
        " is missing, so nobody can tell whether the database is whole: ", "put it back, or ", kRestoreAdvice));
  }
  if (mark->deployment_id != deployment_id_) {
    return absl::FailedPreconditionError(absl::StrCat("the mark file ", mark_path(), " is of deployment ",
                                                      absl::BytesToHexString(mark->deployment_id), ", the database of ",
                                                      absl::BytesToHexString(deployment_id_),
                                                      ": put back the mark that belongs to the database"));
  }
  const uint64_t reached = commit_.number();
  const uint64_t marked = mark->commit.number();
  if (reached < marked) {
    const uint64_t behind = marked - reached;
    return absl::DataLossError(absl::StrCat("the database is ", behind, behind == 1 ? " commit" : " commits",
                                            " behind its mark: it reached commit ", reached, ", and commit ", marked,
                                            " was acknowledged: ", kRestoreAdvice));
  }
  if (reached == marked && commit_.digest() != mark->commit.digest()) {
    return absl::DataLossError(absl::StrCat("the database has another history than its mark: both reached commit ",
                                            reached, ", with different digests: ", kRestoreAdvice));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Store::IsEmpty() const {
  for (rocksdb::ColumnFamilyHandle* family : families()) {
    const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(SequentialRead(), family));
    row->SeekToFirst();
    if (row->Valid()) return false;
    if (!row->status().ok()) return Explain(row->status());
  }
  return true;
}

}  // namespace assay
