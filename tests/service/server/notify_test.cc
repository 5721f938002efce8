#include "service/server/notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace assay {
namespace {

class NotifyTest : public testing::TestWithParam<char> {
 protected:
  ~NotifyTest() override {
    unsetenv("NOTIFY_SOCKET");
    if (fd_ >= 0) close(fd_);
    unlink(path_.c_str());
  }

  void Listen() {
    struct sockaddr_un at {};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, path_.data(), path_.size());
    if (GetParam() == '@') at.sun_path[0] = '\0';
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    ASSERT_EQ(bind(fd_, reinterpret_cast<struct sockaddr*>(&at),
                   static_cast<socklen_t>(offsetof(struct sockaddr_un, sun_path) + path_.size())),
              0);
  }

  std::string Heard() const {
    char buffer[64];
    const ssize_t got = recv(fd_, buffer, sizeof(buffer), 0);
    return got < 0 ? "nothing" : std::string(buffer, static_cast<size_t>(got));
  }

  const std::string path_ = std::string(1, GetParam()) + "tmp/assay-notify-" + std::to_string(getpid());
  int fd_ = -1;
};

TEST_P(NotifyTest, TellsWhoeverListensAndNobodyElse) {
  Listen();
  NotifySupervisor("READY=1");
  EXPECT_EQ(Heard(), "nothing");
  setenv("NOTIFY_SOCKET", path_.c_str(), 1);
  NotifySupervisor("READY=1");
  EXPECT_EQ(Heard(), "READY=1");
}

INSTANTIATE_TEST_SUITE_P(FilesAndNames, NotifyTest, testing::Values('/', '@'));

TEST(NotifyNobodyTest, ASupervisorThatIsNotThereHurtsNobody) {
  for (const std::string& path : {std::string("/nowhere"), std::string("relative"), std::string(200, '/')}) {
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    NotifySupervisor("READY=1");
  }
  unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace assay
