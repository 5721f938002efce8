#include "client/cli/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace assay {
namespace {

absl::Status CannotRead(const std::string& name, const std::string& why) {
  return absl::InvalidArgumentError(name + ": " + why);
}

}  // namespace

absl::StatusOr<MappedFile> MappedFile::Open(const std::string& path) {
  // A pipe that nobody writes to must not hold us up before it is refused.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return CannotRead(path, std::strerror(errno));
  absl::StatusOr<MappedFile> file = Map(fd, path);
  ::close(fd);
  return file;
}

absl::StatusOr<MappedFile> MappedFile::Map(int fd, const std::string& name) {
  struct stat about = {};
  if (::fstat(fd, &about) != 0) return CannotRead(name, std::strerror(errno));
  if (!S_ISREG(about.st_mode)) return CannotRead(name, "is not a regular file");
  if (about.st_size == 0) return MappedFile({});
  const auto size = static_cast<size_t>(about.st_size);
  void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (start == MAP_FAILED) return CannotRead(name, std::strerror(errno));
  return MappedFile({static_cast<const char*>(start), size});
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

}  // namespace assay
