#include "storage/ledger/erasure_list.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/ledger/files.h"
#include "storage/ledger/rocksdb_status.h"

namespace assay {
namespace {

rocksdb::Env* OrDefault(rocksdb::Env* env) { return env == nullptr ? rocksdb::Env::Default() : env; }

constexpr size_t kCheckBytes = 4;

std::string HexOf(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

// What a line says, and the check of it.
std::string TextOf(const ErasedEntry& entry) {
  return absl::StrCat(entry.ledger, " ", entry.revision, " ", HexOf(BytesOf(entry.leaf_hash)));
}
std::string CheckOf(const std::string& text) { return HexOf(BytesOf(Sha256Of({text})).substr(0, kCheckBytes)); }

std::string LineOf(const ErasedEntry& entry) {
  const std::string text = TextOf(entry);
  return absl::StrCat(text, " ", CheckOf(text), "\n");
}

std::optional<ErasedEntry> ParseLine(absl::string_view line) {
  const std::vector<std::string> parts = absl::StrSplit(line, ' ');
  ErasedEntry entry;
  if (parts.size() < 3 || parts[0].empty() || !absl::SimpleAtoi(parts[1], &entry.revision)) return std::nullopt;
  if (parts[2].size() != 2 * kHashBytes) return std::nullopt;
  const std::string hash = absl::HexStringToBytes(parts[2]);
  std::copy(hash.begin(), hash.end(), entry.leaf_hash.begin());
  entry.ledger = parts[0];
  // Lines were written without a check once.
  const std::string text = TextOf(entry);
  const bool is_whole = line == text || line == absl::StrCat(text, " ", CheckOf(text));
  return is_whole ? std::optional(entry) : std::nullopt;
}

// The whole lines of the file; empty where there is none.
absl::StatusOr<std::string> ReadLines(const std::string& path, rocksdb::Env* env, TornLine torn) {
  const rocksdb::Status found = env->FileExists(path);
  if (found.IsNotFound()) return std::string();
  std::string text;
  const rocksdb::Status status = found.ok() ? rocksdb::ReadFileToString(env, path, &text) : found;
  if (!status.ok()) return Explain(status);
  const size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0
  if (whole < text.size() && torn == TornLine::kDamage) {
    return absl::DataLossError(absl::StrCat("the list of erasures ", path,
                                            " ends within a line: copy it anew; if a crash cut it short, nobody was "
                                            "answered for that line, and it may be taken out"));
  }
  text.resize(whole);
  return text;
}

// A line that was cut short must not become the beginning of another.
rocksdb::Status CutTornLine(const std::string& path, rocksdb::Env* env) {
  std::string text;
  if (env->FileExists(path).IsNotFound()) return rocksdb::Status::OK();
  rocksdb::Status status = rocksdb::ReadFileToString(env, path, &text);
  if (!status.ok() || text.empty() || text.back() == '\n') return status;
  text.resize(text.rfind('\n') + 1);
  const std::string new_path = path + ".new";
  status = rocksdb::WriteStringToFile(env, text, new_path, /*should_sync=*/true);
  if (status.ok()) status = env->RenameFile(new_path, path);
  return status;
}

}  // namespace

absl::StatusOr<std::vector<ErasedEntry>> ReadErasures(const std::string& path, rocksdb::Env* env, TornLine torn) {
  const absl::StatusOr<std::string> text = ReadLines(path, OrDefault(env), torn);
  if (!text.ok()) return text.status();
  std::vector<ErasedEntry> entries;
  size_t number = 0;
  for (const absl::string_view line : absl::StrSplit(*text, '\n')) {
    ++number;
    if (line.empty()) continue;
    std::optional<ErasedEntry> entry = ParseLine(line);
    if (!entry) {
      return absl::DataLossError(absl::StrCat("line ", number, " of the list of erasures ", path,
                                              " is damaged: put in its place the one of the same entry, or the whole ",
                                              "list, from the data directory, the backups or a copy of either"));
    }
    entries.push_back(*std::move(entry));
  }
  return entries;
}

absl::Status AppendErasures(const std::string& path, const std::vector<ErasedEntry>& entries, rocksdb::Env* env) {
  env = OrDefault(env);
  std::string lines;
  for (const ErasedEntry& entry : entries) lines += LineOf(entry);
  rocksdb::Status status = CutTornLine(path, env);
  std::unique_ptr<rocksdb::WritableFile> file;
  if (status.ok()) status = env->ReopenWritableFile(path, &file, rocksdb::EnvOptions());
  if (status.ok()) status = file->Append(lines);
  if (status.ok()) status = file->Sync();
  if (status.ok()) status = file->Close();
  if (status.ok()) status = SyncDirectory(ParentOf(path), env);
  return Explain(status);
}

absl::Status MergeErasures(const ErasurePaths& paths, rocksdb::Env* env, TornLine torn) {
  const absl::StatusOr<std::vector<ErasedEntry>> from = ReadErasures(paths.from, env, torn);
  const absl::StatusOr<std::vector<ErasedEntry>> to = ReadErasures(paths.to, env);
  if (!from.ok()) return from.status();
  if (!to.ok()) return to.status();
  std::set<ErasedEntry> known(to->begin(), to->end());
  std::vector<ErasedEntry> missing;
  for (const ErasedEntry& entry : *from) {
    if (known.insert(entry).second) missing.push_back(entry);
  }
  const bool nothing_to_do = missing.empty() && OrDefault(env)->FileExists(paths.to).ok();
  return nothing_to_do ? absl::OkStatus() : AppendErasures(paths.to, missing, env);
}

}  // namespace assay
