// Bytes from a file or from standard input.
#ifndef ASSAY_CLIENT_CLI_INPUT_H_
#define ASSAY_CLIENT_CLI_INPUT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/console.h"

namespace assay {

// An open descriptor for reading. Not thread-safe.
class Input {
 public:
  // "-" is standard input, which is not closed in the end. INVALID_ARGUMENT, naming the file, where it cannot be opened
  // or is a folder. `console` must outlive the input.
  static absl::StatusOr<Input> Open(const Console& console, const std::string& path);
  ~Input();
  Input(Input&& other) noexcept;
  Input& operator=(Input&&) = delete;

  // Up to `size` bytes; 0 at the end. CANCELLED once interrupted, INVALID_ARGUMENT where reading fails.
  absl::StatusOr<size_t> Read(char* to, size_t size);

  // Whether it can be read twice: a regular file.
  bool rewindable() const { return rewindable_; }
  absl::Status Rewind();

  // Whether `path` is this very file, by another name or link perhaps.
  bool IsSameFile(const std::string& path) const;

  // As given; "standard input" for "-".
  const std::string& name() const { return name_; }

 private:
  Input(const Console& console, int fd, std::string name) : console_(console), fd_(fd), name_(std::move(name)) {}

  const Console& console_;
  int fd_;
  std::string name_;
  bool rewindable_ = false;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_INPUT_H_
