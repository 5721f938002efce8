// The server's log: lines for people on a terminal, JSON elsewhere, one object a line.
//
// A line is handed to a thread of its own: no caller ever waits for whoever reads them. Where nobody reads them fast
// enough, lines are dropped and counted.
//
// What must never stand in a line: anything a client sent but the few fields named in a call's line, and those only as
// they were checked. No request, no answer, no case reference.
#ifndef ASSAY_SERVICE_SERVER_LOG_H_
#define ASSAY_SERVICE_SERVER_LOG_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "storage/mutex.h"

namespace assay {

// What a person chooses; kAuto depends on whether the log is a terminal.
enum class LogChoice { kAuto, kText, kJson };

enum class LogFormat { kText, kJson };

enum class LogLevel { kInfo, kWarning, kError };

struct LogField {
  std::string_view name;  // a name of ours: written as it is
  std::variant<std::string_view, int64_t> value;
};

// One line, ended by '\n'. `time_us`: microseconds since 1970-01-01 UTC. Bytes that are no printable ASCII are escaped.
std::string FormatLogLine(LogFormat format, int64_t time_us, LogLevel level, std::string_view message,
                          std::initializer_list<LogField> fields);

// Thread-safe.
class Log {
 public:
  // Lines go to the descriptor, which outlives the Log.
  Log(int fd, LogFormat format);
  // Writes what was handed over.
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void Write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

  // Returns once what was handed over is written, or after a second: for the last words of a process that aborts.
  void Flush();

  // Lines that were not written, since the start.
  uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  void Loop();
  void WriteOut(std::string_view lines);

  const int fd_;
  const LogFormat format_;
  std::atomic<uint64_t> dropped_ = 0;

  Mutex mutex_;
  Condition changed_;
  std::string waiting_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last: it uses all of the above
};

// The format of a log on this descriptor.
LogFormat ChooseFormat(LogChoice choice, int fd);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_LOG_H_
