#include "client/cli/confirm.h"

#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "client/cli/mapped_file.h"

namespace assay {
namespace {

constexpr size_t kAnswerBytes = 100;

std::string ReadAnswer(int fd) {
  std::string answer;
  char c = 0;
  while (answer.size() < kAnswerBytes && ::read(fd, &c, 1) == 1 && c != '\n') answer += absl::ascii_tolower(c);
  return answer;
}

}  // namespace

absl::Status Confirm(const Session& session, const std::string& question) {
  if (session.settings.confirmation == Confirmation::kGiven) return absl::OkStatus();
  const Console& console = session.console;
  const bool may_ask = session.settings.confirmation == Confirmation::kAsk;
  if (!may_ask || !console.in_is_terminal || !console.err_is_terminal) {
    return absl::InvalidArgumentError(question +
                                      " It cannot be undone, and nobody can be asked: confirm it with --yes");
  }
  console.err << question << " [y/N] " << std::flush;
  const std::string answer = ReadAnswer(console.in_fd);
  if (answer == "y" || answer == "yes") return absl::OkStatus();
  return absl::AbortedError("nothing was changed");
}

absl::Status ConfirmReplacing(const Session& session, const std::string& path, std::string_view kind,
                              const std::function<bool(std::string_view bytes)>& is_ours) {
  std::error_code none;
  // What is no file is for whoever writes it to name.
  if (!std::filesystem::is_regular_file(path, none) || std::filesystem::file_size(path, none) == 0) {
    return absl::OkStatus();
  }
  const auto there = MappedFile::Open(path);
  if (there.ok() && is_ours(there->bytes())) return absl::OkStatus();
  const std::string what = there.ok() ? "is no " + std::string(kind) : "cannot be read";
  return Confirm(session, path + " is there, and " + what + ". Replace it?");
}

}  // namespace assay
