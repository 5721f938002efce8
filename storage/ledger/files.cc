#include "storage/ledger/files.h"

#include <sys/stat.h>

#include <filesystem>
#include <memory>

namespace assay {
namespace {

constexpr mode_t kOwnerOnly = 0700;

}  // namespace

std::string ParentOf(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

rocksdb::Status MakeDirectory(const std::string& path, rocksdb::Env* env) {
  // RocksDB would make directories that everybody can read.
  if (env == rocksdb::Env::Default()) ::mkdir(path.c_str(), kOwnerOnly);
  return env->CreateDirIfMissing(path);
}

rocksdb::Status SyncDirectory(const std::string& path, rocksdb::Env* env) {
  std::unique_ptr<rocksdb::Directory> directory;
  const rocksdb::Status status = env->NewDirectory(path, &directory);
  return status.ok() ? directory->Fsync() : status;
}

}  // namespace assay
