#include "service/ops/ops_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>

static std::atomic<int> files_looked_for = 0;

// In the place of the C library's: what serves HTTP calls this one.
extern "C" int stat64(const char* path, struct stat64* info) {
  ++files_looked_for;
  return fstatat64(AT_FDCWD, path, info, 0);
}

namespace assay {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Send(const std::string& address, const std::string& request) {
  struct sockaddr_in to {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(connect(fd, reinterpret_cast<const struct sockaddr*>(&to), sizeof(to)), 0);
  EXPECT_EQ(send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t got = 1; got > 0;) {
    got = recv(fd, buffer, sizeof(buffer), 0);
    if (got > 0) answer.append(buffer, static_cast<size_t>(got));
  }
  close(fd);
  return answer;
}

std::string Get(const std::string& address, const std::string& path) {
  return Send(address, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

class OpsServerTest : public testing::Test {
 protected:
  OpsServerTest() {
    auto started = OpsServer::Start(
        {.listen = "127.0.0.1:0",
         .checks = {{.name = "first", .check = [] { return absl::OkStatus(); }},
                    {.name = "second",
                     .check = [this] { return holds_ ? absl::OkStatus() : absl::UnavailableError("it broke"); }}},
         .metrics = [] { return std::string("assay_ready 1\n"); }});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  std::atomic<bool> holds_ = true;
  std::unique_ptr<OpsServer> server_;
};

TEST_F(OpsServerTest, IsReadyWhileEveryCheckHolds) {
  EXPECT_THAT(Get(server_->address(), "/readyz"), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(Get(server_->address(), "/readyz"), EndsWith("\r\n\r\nok\n"));
  EXPECT_THAT(Get(server_->address(), "/readyz?verbose"), EndsWith("\r\n\r\n[+] first\n[+] second\nok\n"));
  holds_ = false;
  EXPECT_THAT(Get(server_->address(), "/readyz"), StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(Get(server_->address(), "/readyz"), EndsWith("\r\n\r\n[-] second: it broke\nnot ready\n"));
  EXPECT_THAT(Get(server_->address(), "/readyz?verbose"),
              EndsWith("\r\n\r\n[+] first\n[-] second: it broke\nnot ready\n"));
}

TEST_F(OpsServerTest, IsAliveWhateverTheChecksSay) {
  holds_ = false;
  EXPECT_THAT(Get(server_->address(), "/livez"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(OpsServerTest, LooksForNoFileBeforeItSaysThatItIsAlive) {
  const int before = files_looked_for;
  EXPECT_THAT(Get(server_->address(), "/livez"), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(files_looked_for, before);
}

TEST_F(OpsServerTest, AnswersWhatItKnowsAndNothingElse) {
  EXPECT_THAT(Get(server_->address(), "/metrics"), EndsWith("\r\n\r\nassay_ready 1\n"));
  for (const char* path : {"/", "/metrics/", "/livez/../metrics2", "/etc/passwd", "/../../etc/passwd"}) {
    EXPECT_THAT(Get(server_->address(), path), Not(StartsWith("HTTP/1.1 200"))) << path;
  }
  EXPECT_THAT(Send(server_->address(), "POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"),
              StartsWith("HTTP/1.1 405"));
  const std::string endless = "GET /livez HTTP/1.1\r\nX: " + std::string(100'000, 'a');
  EXPECT_THAT(Send(server_->address(), endless), Not(HasSubstr("200 OK")));
}

TEST(OpsServerAddressTest, IsLoopbackOnly) {
  for (const char* listen :
       {"0.0.0.0:0", "192.0.2.1:7172", "7172", "localhost:0", "127.0.0.1", "127.0.0.1:", "[::]:0"}) {
    EXPECT_EQ(OpsServer::Start({.listen = listen}).status().code(), absl::StatusCode::kInvalidArgument) << listen;
  }
}

TEST_F(OpsServerTest, AnAddressInUseIsRefused) {
  EXPECT_EQ(OpsServer::Start({.listen = server_->address()}).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace assay
