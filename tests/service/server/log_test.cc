#include "service/server/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace assay {
namespace {

using testing::HasSubstr;

constexpr int64_t kTime = 1'396'258'200'000'042;  // 2014-03-31T09:30:00.000042Z

std::string Line(LogFormat format, std::string_view message, std::initializer_list<LogField> fields = {}) {
  return FormatLogLine(format, kTime, LogLevel::kInfo, message, fields);
}

// Both ends of a pipe; the log writes into one.
class Pipe {
 public:
  Pipe() {
    EXPECT_EQ(pipe(ends_), 0);
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~Pipe() {
    CloseReader();
    CloseWriter();
  }
  int writer() const { return ends_[1]; }
  void CloseReader() { Close(ends_[0]); }
  void CloseWriter() { Close(ends_[1]); }

  std::string ReadAll() {
    CloseWriter();
    std::string all;
    char buffer[4096];
    for (ssize_t got = 1; got > 0;) {
      got = read(ends_[0], buffer, sizeof(buffer));
      if (got > 0) all.append(buffer, static_cast<size_t>(got));
    }
    return all;
  }

 private:
  static void Close(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
  int ends_[2] = {-1, -1};
};

TEST(LogTest, ALineIsOneJsonObject) {
  EXPECT_EQ(Line(LogFormat::kJson, "ready", {{.name = "code", .value = "OK"}, {.name = "took_us", .value = 42}}),
            "{\"time\":\"2014-03-31T09:30:00.000042Z\",\"level\":\"info\",\"message\":\"ready\",\"code\":\"OK\","
            "\"took_us\":42}\n");
}

TEST(LogTest, APersonReadsText) {
  EXPECT_EQ(Line(LogFormat::kText, "ready", {{.name = "code", .value = "OK"}, {.name = "who", .value = "a b"}}),
            "2014-03-31T09:30:00.000042Z info ready code=OK who=\"a b\"\n");
}

TEST(LogTest, NothingInALineCanEndItOrLookLikeAnotherField) {
  for (const LogFormat format : {LogFormat::kJson, LogFormat::kText}) {
    const std::string line = Line(format, "one\ntwo\x1b[31m", {{.name = "who", .value = "x\",\"code\":\"OK\n\xff\0"}});
    EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
    EXPECT_EQ(line.find('\x1b'), std::string::npos) << line;
    EXPECT_THAT(line, HasSubstr("x\\\",\\\"code\\\":\\\"OK\\u000a\\u00ff"));
  }
}

TEST(LogTest, EverythingHandedOverIsWrittenBeforeItEnds) {
  Pipe pipe;
  {
    Log log(pipe.writer(), LogFormat::kJson);
    for (int i = 0; i < 100; ++i) log.Write(LogLevel::kInfo, "line", {{.name = "number", .value = i}});
  }
  const std::string all = pipe.ReadAll();
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 100);
  EXPECT_THAT(all, HasSubstr("\"number\":99}"));
}

TEST(LogTest, NobodyWaitsForAReaderThatDoesNotReadAndLinesAreCountedAsDropped) {
  Pipe pipe;
  uint64_t dropped = 0;
  {
    Log log(pipe.writer(), LogFormat::kJson);
    const std::string message(1'000, 'x');
    for (int i = 0; i < 3'000; ++i) log.Write(LogLevel::kInfo, message);
    dropped = log.dropped();
  }
  EXPECT_GT(dropped, 1'000u);
  EXPECT_LT(dropped, 3'000u);
}

TEST(LogTest, WhatIsFlushedIsWritten) {
  Pipe pipe;
  Log log(pipe.writer(), LogFormat::kJson);
  log.Write(LogLevel::kError, "last words");
  log.Flush();
  EXPECT_THAT(pipe.ReadAll(), HasSubstr("last words"));
}

TEST(LogTest, AFlushDoesNotWaitForEverForAReaderThatDoesNotRead) {
  Pipe pipe;
  Log log(pipe.writer(), LogFormat::kJson);
  for (int i = 0; i < 300; ++i) log.Write(LogLevel::kInfo, std::string(1'000, 'x'));
  log.Flush();
}

TEST(LogTest, AReaderThatHasGoneHurtsNobody) {
  Pipe pipe;
  pipe.CloseReader();
  Log log(pipe.writer(), LogFormat::kJson);
  log.Write(LogLevel::kError, "nobody hears this");
}

}  // namespace
}  // namespace assay
