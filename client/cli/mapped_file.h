// A file as bytes in memory, read as it is looked at.
#ifndef ASSAY_CLIENT_CLI_MAPPED_FILE_H_
#define ASSAY_CLIENT_CLI_MAPPED_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

// The file must not be cut shorter while it is mapped.
class MappedFile {
 public:
  // INVALID_ARGUMENT, naming the file, for one that cannot be read or is not a regular file.
  static absl::StatusOr<MappedFile> Open(const std::string& path);
  // Of an open descriptor, which may be closed afterwards. `name` stands in errors.
  static absl::StatusOr<MappedFile> Map(int fd, const std::string& name);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;

  std::string_view bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_MAPPED_FILE_H_
