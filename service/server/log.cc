#include "service/server/log.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <ctime>

namespace assay {
namespace {

// Some thousand lines: what is handed over while one write is under way, many times over.
constexpr size_t kWaitingBytesMax = 1u << 20;
// Lines are gathered for as long before they are written: a busy server writes many at once, and wakes the writer
// seldom.
constexpr std::chrono::milliseconds kGather(20);
// How long an end waits for a reader that does not read.
constexpr int kLastWriteMs = 1'000;

std::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      break;
  }
  return "error";
}

void AppendPadded(std::string& out, int64_t value, int digits) {
  const std::string text = std::to_string(value);
  if (static_cast<int>(text.size()) < digits) out.append(digits - text.size(), '0');
  out += text;
}

// "2026-03-31T09:30:00.123456Z". What comes before the fraction is the same for a second's worth of lines.
void AppendTime(std::string& out, int64_t time_us) {
  thread_local time_t known_second = -1;
  thread_local char known_text[32];
  const time_t second = static_cast<time_t>(time_us / 1'000'000);
  if (second != known_second) {
    struct tm parts {};
    gmtime_r(&second, &parts);
    std::strftime(known_text, sizeof(known_text), "%Y-%m-%dT%H:%M:%S.", &parts);
    known_second = second;
  }
  out += known_text;
  AppendPadded(out, time_us % 1'000'000, 6);
  out += 'Z';
}

bool IsPlain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
}

void AppendEscaped(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  while (!text.empty()) {
    const size_t plain = std::find_if_not(text.begin(), text.end(), IsPlain) - text.begin();
    out += text.substr(0, plain);
    if (plain == text.size()) return;
    const char c = text[plain];
    const auto byte = static_cast<unsigned char>(c);
    text.remove_prefix(plain + 1);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      // Bytes of anything but ASCII are shown one by one: what is logged is codes and ids.
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
}

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  AppendEscaped(out, text);
  out += '"';
}

void AppendField(std::string& out, LogFormat format, const LogField& field) {
  if (format == LogFormat::kJson) {
    out += ",\"";
    out += field.name;
    out += "\":";
  } else {
    out += ' ';
    out += field.name;
    out += '=';
  }
  if (const auto* number = std::get_if<int64_t>(&field.value)) {
    out += std::to_string(*number);
    return;
  }
  const std::string_view text = std::get<std::string_view>(field.value);
  const bool bare = format == LogFormat::kText && !text.empty() && text.find_first_of(" =\"") == std::string_view::npos;
  bare ? AppendEscaped(out, text) : AppendQuoted(out, text);
}

}  // namespace

std::string FormatLogLine(LogFormat format, int64_t time_us, LogLevel level, std::string_view message,
                          std::initializer_list<LogField> fields) {
  std::string line;
  line.reserve(256);
  if (format == LogFormat::kJson) {
    line += "{\"time\":\"";
    AppendTime(line, time_us);
    line += "\",\"level\":\"";
    line += NameOf(level);
    line += "\",\"message\":";
    AppendQuoted(line, message);
  } else {
    AppendTime(line, time_us);
    line += ' ';
    line += NameOf(level);
    line += ' ';
    AppendEscaped(line, message);
  }
  for (const LogField& field : fields) AppendField(line, format, field);
  line += format == LogFormat::kJson ? "}\n" : "\n";
  return line;
}

Log::Log(int fd, LogFormat format) : fd_(fd), format_(format), thread_([this] { Loop(); }) {}

Log::~Log() {
  {
    MutexLock lock(&mutex_);
    ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void Log::Write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const int64_t now_us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  const std::string line = FormatLogLine(format_, now_us, level, message, fields);
  MutexLock lock(&mutex_);
  if (waiting_.size() + line.size() > kWaitingBytesMax) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  if (waiting_.empty()) changed_.NotifyAll();
  waiting_ += line;
}

void Log::Flush() {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::milliseconds(kLastWriteMs);
  MutexLock lock(&mutex_);
  while ((!waiting_.empty() || writing_) && changed_.WaitUntil(&mutex_, patience)) {
  }
}

void Log::Loop() {
  uint64_t told_dropped = 0;
  while (true) {
    std::string lines;
    {
      MutexLock lock(&mutex_);
      while (waiting_.empty() && !ending_) changed_.Wait(&mutex_);
      const auto gathered = std::chrono::steady_clock::now() + kGather;
      while (!ending_ && changed_.WaitUntil(&mutex_, gathered)) {
      }
      if (waiting_.empty()) return;
      lines.swap(waiting_);
      writing_ = true;
    }
    WriteOut(lines);
    {
      MutexLock lock(&mutex_);
      writing_ = false;
      changed_.NotifyAll();
    }
    const uint64_t now_dropped = dropped();
    if (now_dropped == told_dropped) continue;
    Write(LogLevel::kWarning, "log lines were dropped: nobody reads them fast enough",
          {{.name = "dropped", .value = static_cast<int64_t>(now_dropped - told_dropped)}});
    told_dropped = now_dropped;
  }
}

void Log::WriteOut(std::string_view lines) {
  while (!lines.empty()) {
    bool ending = false;
    {
      MutexLock lock(&mutex_);
      ending = ending_;
    }
    struct pollfd ready = {.fd = fd_, .events = POLLOUT, .revents = 0};
    // An end is not kept waiting for ever by whoever stopped reading.
    const int polled = poll(&ready, 1, ending ? kLastWriteMs : kLastWriteMs / 10);
    if (polled == 0 && ending) return;
    if (polled == 0 || (polled < 0 && errno == EINTR)) continue;
    // A pipe that can be written takes as much without blocking.
    const ssize_t written = write(fd_, lines.data(), std::min<size_t>(lines.size(), PIPE_BUF));
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    // Nobody is there to be told.
    if (written < 0) return;
    lines.remove_prefix(static_cast<size_t>(written));
  }
}

LogFormat ChooseFormat(LogChoice choice, int fd) {
  if (choice == LogChoice::kAuto) return isatty(fd) == 1 ? LogFormat::kText : LogFormat::kJson;
  return choice == LogChoice::kText ? LogFormat::kText : LogFormat::kJson;
}

}  // namespace assay
