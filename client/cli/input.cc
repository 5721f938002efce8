#include "client/cli/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "client/cli/text_file.h"

namespace assay {
namespace {

absl::Status CannotRead(const std::string& name, int error) {
  return absl::InvalidArgumentError(name + ": " + std::strerror(error));
}

}  // namespace

absl::StatusOr<Input> Input::Open(const Console& console, const std::string& path) {
  if (path == kStandardInput) return Input(console, console.in_fd, "standard input");
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotRead(path, errno);
  Input input(console, fd, path);
  struct stat about = {};
  if (::fstat(fd, &about) != 0) return CannotRead(path, errno);
  if (S_ISDIR(about.st_mode)) return CannotRead(path, EISDIR);
  input.rewindable_ = S_ISREG(about.st_mode);
  return input;
}

Input::~Input() {
  if (fd_ >= 0 && fd_ != console_.in_fd) ::close(fd_);
}

Input::Input(Input&& other) noexcept
    : console_(other.console_),
      fd_(std::exchange(other.fd_, -1)),
      name_(std::move(other.name_)),
      rewindable_(other.rewindable_) {}

absl::StatusOr<size_t> Input::Read(char* to, size_t size) {
  while (true) {
    if (IsInterrupted(console_)) return absl::CancelledError("interrupted");
    const ssize_t got = ::read(fd_, to, size);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR) return CannotRead(name_, errno);
  }
}

absl::Status Input::Rewind() { return ::lseek(fd_, 0, SEEK_SET) == 0 ? absl::OkStatus() : CannotRead(name_, errno); }

bool Input::IsSameFile(const std::string& path) const {
  struct stat own = {};
  struct stat other = {};
  return ::fstat(fd_, &own) == 0 && ::stat(path.c_str(), &other) == 0 && own.st_dev == other.st_dev &&
         own.st_ino == other.st_ino;
}

}  // namespace assay
