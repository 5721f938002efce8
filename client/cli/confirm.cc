#include "client/cli/confirm.h"

#include <unistd.h>

#include <cstddef>

#include "absl/strings/ascii.h"

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

}  // namespace assay
