// All that the command line touches of the process it runs in, so that a test can be its own process.
#ifndef ASSAY_CLIENT_CLI_CONSOLE_H_
#define ASSAY_CLIENT_CLI_CONSOLE_H_

#include <atomic>
#include <functional>
#include <optional>
#include <ostream>
#include <string>

namespace assay {

struct Console {
  std::ostream& out;  // data; once it fails, nobody reads any more
  std::ostream& err;  // words
  int in_fd = 0;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // Set by Ctrl-C, or SIGTERM, while a command wants to end in good order.
  const std::atomic<bool>* interrupted = nullptr;
  // Begins such a stretch: until then Ctrl-C ends the process at once.
  std::function<void()> catch_interrupts = [] {};
  std::function<std::optional<std::string>(const std::string& name)> environment;
};

inline bool IsInterrupted(const Console& console) {
  return console.interrupted != nullptr && console.interrupted->load();
}

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CONSOLE_H_
