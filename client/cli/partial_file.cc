#include "client/cli/partial_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace assay {
namespace {

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

absl::Status Failed(const std::string& path, int error) {
  return absl::InternalError(path + ": " + std::strerror(error));
}

// The rename itself is on disk only once its folder is.
absl::Status SyncFolder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Failed(folder, errno);
  const int error = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  // Some file systems cannot sync a folder, and say so.
  return error == 0 || error == EINVAL ? absl::OkStatus() : Failed(folder, error);
}

absl::Status MakeFolders(const std::string& folder) {
  for (size_t slash = folder.find('/', 1); slash != std::string::npos; slash = folder.find('/', slash + 1)) {
    ::mkdir(folder.substr(0, slash).c_str(), S_IRWXU);  // whether it is there shows below
  }
  if (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return absl::OkStatus();
  return absl::InvalidArgumentError(folder + ": " + std::strerror(errno));
}

absl::Status WriteAll(int fd, const std::string& path, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed(path, errno);
    content.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PartialFile> PartialFile::Create(const std::string& path, const std::string& suffix) {
  struct stat info {};
  const bool is_there = ::stat(path.c_str(), &info) == 0;
  if (is_there && !S_ISREG(info.st_mode))
    return absl::InvalidArgumentError(path + ": there is something that is no file");
  std::error_code failed;
  const std::string target = is_there ? std::filesystem::canonical(path, failed).string() : path;
  if (failed) return absl::InvalidArgumentError(path + ": " + failed.message());
  Names names{.path = target, .partial = target + suffix};
  const int flags = O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
  const int fd = ::open(names.partial.c_str(), flags, S_IRUSR | S_IWUSR);
  if (fd < 0) return absl::InvalidArgumentError(names.partial + ": " + std::strerror(errno));
  PartialFile file(std::move(names), fd);
  // One that was there already keeps its mode.
  if (::fchmod(fd, S_IRUSR | S_IWUSR) != 0) return absl::InvalidArgumentError(std::strerror(errno));
  return file;
}

PartialFile::~PartialFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(names_.partial.c_str());
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : names_(std::move(other.names_)), fd_(std::exchange(other.fd_, -1)) {}

absl::Status PartialFile::Commit() {
  if (::fsync(fd_) != 0) return Failed(names_.partial, errno);
  if (std::rename(names_.partial.c_str(), names_.path.c_str()) != 0) return Failed(names_.path, errno);
  ::close(std::exchange(fd_, -1));
  return SyncFolder(FolderOf(names_.path));
}

absl::Status ReplaceFile(const std::string& path, std::string_view content) {
  if (absl::Status made = MakeFolders(FolderOf(path)); !made.ok()) return made;
  absl::StatusOr<PartialFile> file = PartialFile::Create(path, "." + std::to_string(::getpid()) + ".partial");
  if (!file.ok()) return file.status();
  if (absl::Status written = WriteAll(file->fd(), path, content); !written.ok()) return written;
  return file->Commit();
}

}  // namespace assay
