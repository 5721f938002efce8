// A file that appears whole or not at all.
#ifndef ASSAY_CLIENT_CLI_PARTIAL_FILE_H_
#define ASSAY_CLIENT_CLI_PARTIAL_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

// Written under another name and renamed at the end. Readable by its owner only (mode 0600). Not thread-safe.
class PartialFile {
 public:
  // What is written until then has the suffix in its name; a file that has that name is overwritten. A link to
  // a file is followed. INVALID_ARGUMENT, naming the file, where it cannot be created, or something is there that is no
  // file: a device or a pipe would be gone.
  static absl::StatusOr<PartialFile> Create(const std::string& path, const std::string& suffix = ".partial");
  // Removes what was not committed.
  ~PartialFile();
  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&&) = delete;

  // Open for reading and writing.
  int fd() const { return fd_; }

  // Puts the file on disk and in its place. INTERNAL where that fails; what stood there before then still does.
  absl::Status Commit();

 private:
  struct Names {
    std::string path;
    std::string partial;  // in the same folder
  };

  PartialFile(Names names, int fd) : names_(std::move(names)), fd_(fd) {}

  Names names_;
  int fd_;  // negative: committed, or moved from
};

// Replaces a file that several processes may replace at the same time; folders on the way are made with mode 0700.
// Errors as above.
absl::Status ReplaceFile(const std::string& path, std::string_view content);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_PARTIAL_FILE_H_
