#include "service/server/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace assay {
namespace {

// Found out once: where the terminal has gone since, that is the signal waited for.
bool IsOnTerminal() {
  static const bool is_on_terminal = isatty(STDERR_FILENO) != 0;
  return is_on_terminal;
}

sigset_t TerminationSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  // A terminal that goes away.
  if (IsOnTerminal()) sigaddset(&signals, SIGHUP);
  return signals;
}

void AwaitOne() {
  const sigset_t signals = TerminationSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
}

}  // namespace

void BlockTerminationSignals() {
  const sigset_t signals = TerminationSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  // To others it means: read your files again, which is done without.
  if (!IsOnTerminal()) std::signal(SIGHUP, SIG_IGN);
  // A write beyond a limit on files' size fails then, as one onto a full disk does.
  std::signal(SIGXFSZ, SIG_IGN);
}

void AwaitTermination() {
  AwaitOne();
  std::thread([] {
    AwaitOne();
    _exit(1);
  }).detach();
}

}  // namespace assay
