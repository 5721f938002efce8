// An output stream over a file descriptor that keeps the reason of its failure: a reader that went away (EPIPE) is no
// error, a full disk is. A standard stream keeps no reason.
#ifndef ASSAY_CLIENT_CLI_FD_STREAM_H_
#define ASSAY_CLIENT_CLI_FD_STREAM_H_

#include <array>
#include <streambuf>

namespace assay {

// Not thread-safe. Does not close the descriptor.
class FdStreamBuffer : public std::streambuf {
 public:
  explicit FdStreamBuffer(int fd);

  // The errno of the first write that failed; 0: none has.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  const int fd_;
  int error_ = 0;
  std::array<char, 1 << 16> buffer_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_FD_STREAM_H_
