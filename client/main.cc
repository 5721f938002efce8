// The command line client.
#include <google/protobuf/stubs/logging.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "client/cli/cli.h"
#include "client/cli/fd_stream.h"

namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

// A second Ctrl-C ends the process at once, whatever it is doing.
void CatchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = SA_RESETHAND;  // and no SA_RESTART: a read of standard input must return
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  // What matters of what they say is said by us.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  google::protobuf::SetLogHandler(nullptr);
  signal(SIGPIPE, SIG_IGN);  // a reader that goes away shows as EPIPE
  assay::FdStreamBuffer out_buffer(STDOUT_FILENO);
  std::ostream out(&out_buffer);
  assay::Console console{
      .out = out,
      .err = std::cerr,
      .in_fd = STDIN_FILENO,
      .in_is_terminal = isatty(STDIN_FILENO) == 1,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .interrupted = &interrupted,
      .catch_interrupts = CatchInterrupts,
      .environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
      },
  };
  const assay::ExitCode code = assay::RunCli({argv + 1, argv + argc}, console);
  out.flush();
  if (out_buffer.error() != 0 && out_buffer.error() != EPIPE) {
    std::cerr << "assay: standard output: " << std::strerror(out_buffer.error()) << '\n';
    std::_Exit(static_cast<int>(assay::ExitCode::kError));
  }
  // Not by way of exit: gRPC's threads may still be busy with OpenSSL, which would be taken down under them.
  std::cerr.flush();
  std::_Exit(static_cast<int>(code));
}
