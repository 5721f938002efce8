#include "service/server/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace assay {
namespace {

absl::Status Failed(const std::string& what, const std::string& path) {
  return absl::FailedPreconditionError("cannot " + what + " " + path + ": " + std::strerror(errno));
}

std::string FolderOf(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

// A file descriptor that closes itself.
class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

}  // namespace

absl::Status WriteNewSecret(const std::string& path, std::string_view line) {
  File file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0 && errno == EEXIST) return absl::AlreadyExistsError(path + " is there already");
  if (file.get() < 0) return Failed("create", path);
  const std::string text = std::string(line) + "\n";
  if (fchmod(file.get(), 0600) != 0 ||
      write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) || fsync(file.get()) != 0) {
    absl::Status failed = Failed("write", path);
    unlink(path.c_str());
    return failed;
  }
  const absl::Status synced = SyncDirectory(FolderOf(path));
  if (!synced.ok()) unlink(path.c_str());
  return synced;
}

absl::Status ReplaceSecret(const std::string& path, std::string_view secret) {
  const std::string unfinished = path + ".new";
  File file(open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0 || fchmod(file.get(), 0600) != 0) return Failed("create", unfinished);
  if (write(file.get(), secret.data(), secret.size()) != static_cast<ssize_t>(secret.size()) ||
      fsync(file.get()) != 0 || rename(unfinished.c_str(), path.c_str()) != 0) {
    return Failed("write", unfinished);
  }
  return SyncDirectory(FolderOf(path));
}

absl::Status SyncDirectory(const std::string& directory) {
  File file(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.get() < 0 || fsync(file.get()) != 0) return Failed("sync", directory);
  return absl::OkStatus();
}

absl::StatusOr<std::string> LoadOrCreateSecret(const std::string& path, std::string_view if_new) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
    if (absl::Status status = ReplaceSecret(path, if_new); !status.ok()) return status;
  }
  File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat info {};
  if (file.get() < 0 || fstat(file.get(), &info) != 0) return Failed("read", path);
  if ((info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(path + " can be read by others; make it 0600: chmod 600 " + path);
  }
  std::string secret(if_new.size() + 1, '\0');
  const ssize_t got = read(file.get(), secret.data(), secret.size());
  if (got != static_cast<ssize_t>(kSecretBytes) && got != static_cast<ssize_t>(if_new.size())) {
    return absl::FailedPreconditionError(path + " does not hold a secret of " + std::to_string(if_new.size()) +
                                         " bytes");
  }
  secret.resize(static_cast<size_t>(got));
  return secret;
}

}  // namespace assay
