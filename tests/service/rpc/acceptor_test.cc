#include "service/rpc/acceptor.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace assay {
namespace {

class AcceptorTest : public testing::Test {
 protected:
  void Listen(const AcceptorBounds& bounds, const std::string& address = "127.0.0.1:0") {
    auto acceptor = Acceptor::Listen(address, bounds, peers_);
    ASSERT_TRUE(acceptor.ok()) << acceptor.status();
    acceptor_ = *std::move(acceptor);
    acceptor_->Start([this](int, int fd) {
      std::lock_guard<std::mutex> lock(mutex_);
      taken_.emplace_back(fd);
      changed_.notify_all();
    });
  }

  // A connection from a loopback address of its own.
  OwnedFd Connect(const char* from = "127.0.0.1") {
    OwnedFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    struct sockaddr_in at {};
    at.sin_family = AF_INET;
    inet_pton(AF_INET, from, &at.sin_addr);
    EXPECT_EQ(bind(fd.get(), reinterpret_cast<struct sockaddr*>(&at), sizeof(at)), 0);
    Connect(fd);
    return fd;
  }
  void Connect(const OwnedFd& fd) {
    const std::string& address = acceptor_->address();
    struct sockaddr_in to {};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    EXPECT_EQ(connect(fd.get(), reinterpret_cast<struct sockaddr*>(&to), sizeof(to)), 0);
  }

  OwnedFd Connect(struct sockaddr_in6 to) {
    OwnedFd fd(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const std::string& address = acceptor_->address();
    to.sin6_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    EXPECT_EQ(connect(fd.get(), reinterpret_cast<struct sockaddr*>(&to), sizeof(to)), 0);
    return fd;
  }

  // Of any of the machine's links.
  static std::optional<struct sockaddr_in6> LinkLocalAddress() {
    struct ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return std::nullopt;
    std::optional<struct sockaddr_in6> found;
    for (const struct ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
      if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET6) continue;
      const auto& at = reinterpret_cast<const struct sockaddr_in6&>(*one->ifa_addr);
      if (IN6_IS_ADDR_LINKLOCAL(&at.sin6_addr)) found = at;
    }
    freeifaddrs(all);
    return found;
  }

  void WaitUntilTaken(size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, std::chrono::seconds(20), [&] { return taken_.size() == count; }))
        << taken_.size();
  }

  // Whether the other side closed it.
  static bool IsClosed(const OwnedFd& fd) {
    struct pollfd closed = {.fd = fd.get(), .events = POLLIN, .revents = 0};
    char byte = 0;
    return poll(&closed, 1, 20'000) == 1 && recv(fd.get(), &byte, 1, 0) <= 0;
  }

  static bool IsOpenFor(const OwnedFd& fd, int ms) {
    struct pollfd closed = {.fd = fd.get(), .events = POLLIN, .revents = 0};
    return poll(&closed, 1, ms) == 0;
  }

  // As gRPC names this end.
  static std::string NameOf(const OwnedFd& fd) {
    struct sockaddr_in at {};
    socklen_t size = sizeof(at);
    getsockname(fd.get(), reinterpret_cast<struct sockaddr*>(&at), &size);
    return "ipv4:127.0.0.1:" + std::to_string(ntohs(at.sin_port));
  }

  void AnswerTaken(size_t index) {
    std::lock_guard<std::mutex> lock(mutex_);
    EXPECT_EQ(send(taken_[index].get(), "x", 1, 0), 1);
  }

  void ShutTaken(size_t index) {
    std::lock_guard<std::mutex> lock(mutex_);
    shutdown(taken_[index].get(), SHUT_RDWR);
  }

  Peers peers_;
  std::unique_ptr<Acceptor> acceptor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<OwnedFd> taken_;
};

TEST_F(AcceptorTest, HandsOverWhatIsWithinBoundsAndClosesTheRest) {
  Listen({.connections = 3, .per_address = 2});
  const OwnedFd first = Connect();
  const OwnedFd second = Connect();
  WaitUntilTaken(2);
  EXPECT_TRUE(IsClosed(Connect()));
  const OwnedFd other = Connect("127.0.0.2");
  WaitUntilTaken(3);
  EXPECT_TRUE(IsClosed(Connect("127.0.0.3")));
  const AcceptorFigures figures = acceptor_->figures();
  EXPECT_EQ(figures.accepted, 5u);
  EXPECT_EQ(figures.refused, 2u);
  EXPECT_EQ(figures.open, 3u);
}

TEST_F(AcceptorTest, AConnectionThatWasShutMakesRoomForAnother) {
  Listen({.connections = 1, .per_address = 1});
  for (size_t i = 0; i < 5; ++i) {
    const OwnedFd connection = Connect();
    WaitUntilTaken(i + 1);
    ShutTaken(i);
    EXPECT_TRUE(IsClosed(connection));
    while (acceptor_->figures().open != 0) usleep(1'000);
  }
  EXPECT_EQ(acceptor_->figures().refused, 0u);
}

TEST_F(AcceptorTest, AcceptsAgainAfterItHadNoDescriptors) {
  Listen({.connections = 100, .per_address = 100});
  std::vector<OwnedFd> clients;
  for (int i = 0; i < 5; ++i) clients.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  struct rlimit before {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const OwnedFd next(dup(0));
  const struct rlimit none = {.rlim_cur = static_cast<rlim_t>(next.get()), .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  for (const OwnedFd& client : clients) {
    Connect(client);
    EXPECT_TRUE(IsClosed(client));
  }
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_GE(acceptor_->figures().failed, 1u);
  const OwnedFd late = Connect();
  WaitUntilTaken(1);
  EXPECT_EQ(acceptor_->Probe(), absl::OkStatus());
}

TEST_F(AcceptorTest, AProbeIsSeenByNobody) {
  Listen({.connections = 1, .per_address = 1});
  const OwnedFd connection = Connect();
  WaitUntilTaken(1);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(acceptor_->Probe(), absl::OkStatus());
  EXPECT_EQ(acceptor_->figures().accepted, 1u);
  EXPECT_EQ(acceptor_->figures().open, 1u);
}

TEST_F(AcceptorTest, AProbeThatNobodyAcceptsSaysSo) {
  auto acceptor = Acceptor::Listen("127.0.0.1:0", {.connections = 1, .per_address = 1}, peers_);
  ASSERT_TRUE(acceptor.ok());
  EXPECT_EQ((*acceptor)->Probe().code(), absl::StatusCode::kUnavailable);
  (*acceptor)->Start([](int, int fd) { close(fd); });
  EXPECT_EQ((*acceptor)->Probe(), absl::OkStatus());
  (*acceptor)->Stop();
  EXPECT_EQ((*acceptor)->Probe().code(), absl::StatusCode::kUnavailable);
}

// What a stranger brings is a byte at a time, so that it is looked at in between.
TEST_F(AcceptorTest, AStrangerWhoBringsTooMuchIsCut) {
  Listen({.connections = 9, .per_address = 9, .stranger_bytes = 1'000});
  const OwnedFd stranger = Connect();
  const OwnedFd quiet = Connect();
  WaitUntilTaken(2);
  const std::string much(1'001, 'x');
  ASSERT_EQ(send(stranger.get(), much.data(), much.size(), 0), 1'001);
  ASSERT_EQ(send(quiet.get(), much.data(), 1'000, 0), 1'000);
  EXPECT_TRUE(IsClosed(stranger));
  EXPECT_TRUE(IsOpenFor(quiet, 300));
  EXPECT_EQ(acceptor_->figures().cut, 1u);
}

TEST_F(AcceptorTest, AStrangerWhoGoesOnForTooLongUnansweredIsCut) {
  Listen({.connections = 9, .per_address = 9, .unanswered_time = std::chrono::milliseconds(200)});
  const OwnedFd stranger = Connect();
  const OwnedFd silent = Connect();
  WaitUntilTaken(2);
  const std::string some(200, 'x');
  ASSERT_EQ(send(stranger.get(), some.data(), some.size(), 0), 200);
  EXPECT_TRUE(IsClosed(stranger));
  EXPECT_TRUE(IsOpenFor(silent, 300));
}

TEST_F(AcceptorTest, WhoIsAnsweredMayGoOnUpToABoundAndWhoIsKnownWithout) {
  Listen({.connections = 9, .per_address = 9, .stranger_bytes = 20'000});
  const OwnedFd answered = Connect();
  WaitUntilTaken(1);
  const OwnedFd known = Connect();
  WaitUntilTaken(2);
  EXPECT_TRUE(peers_.Begin(NameOf(known), true));
  const std::string much(4'000, 'x');
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(send(answered.get(), much.data(), much.size(), 0), 4'000);
    ASSERT_EQ(send(known.get(), much.data(), much.size(), 0), 4'000);
    AnswerTaken(0);
    ASSERT_TRUE(IsOpenFor(known, 150));
  }
  char byte = 0;
  EXPECT_EQ(recv(answered.get(), &byte, 1, 0), 1);
  EXPECT_TRUE(IsOpenFor(known, 0));
  EXPECT_EQ(acceptor_->figures().cut, 0u);
  // So much more that the second or so that has passed makes up for some of it alone.
  for (const OwnedFd* fd : {&answered, &known}) {
    for (int i = 0; i < 3; ++i) ASSERT_EQ(send(fd->get(), much.data(), much.size(), 0), 4'000);
  }
  std::array<char, 8> rest = {};
  while (recv(answered.get(), rest.data(), rest.size(), 0) > 0) {
  }
  EXPECT_TRUE(IsOpenFor(known, 300));
  EXPECT_EQ(acceptor_->figures().cut, 1u);
}

TEST_F(AcceptorTest, StrangersOfOneAddressHaveABoundTogether) {
  Listen({.connections = 9, .per_address = 9, .address_bytes = 20'000});
  const OwnedFd first = Connect("127.0.0.3");
  const OwnedFd second = Connect("127.0.0.3");
  const OwnedFd silent = Connect("127.0.0.3");
  const OwnedFd other = Connect("127.0.0.4");
  WaitUntilTaken(4);
  const std::string much(40'000, 'x');
  for (const OwnedFd* fd : {&first, &second}) ASSERT_EQ(send(fd->get(), much.data(), much.size(), 0), 40'000);
  ASSERT_EQ(send(other.get(), much.data(), 19'000, 0), 19'000);
  EXPECT_TRUE(IsClosed(second));
  EXPECT_TRUE(IsClosed(Connect("127.0.0.3"))) << "until it is made up for";
  const OwnedFd elsewhere = Connect("127.0.0.4");
  EXPECT_TRUE(IsOpenFor(elsewhere, 100));
  EXPECT_TRUE(IsOpenFor(other, 0));
  EXPECT_TRUE(IsClosed(silent)) << "it is of those";
  bool is_let_in = false;
  for (int i = 0; i < 100 && !is_let_in; ++i) {
    const OwnedFd later = Connect("127.0.0.3");
    is_let_in = IsOpenFor(later, 100);
    if (!is_let_in) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_TRUE(is_let_in);
}

TEST_F(AcceptorTest, WhereAllStrangersHaveBroughtTooMuchEachMayBringLittle) {
  Listen({.connections = 99, .per_address = 99, .strangers_bytes = 50'000});
  std::vector<OwnedFd> many;
  for (int i = 0; i < 6; ++i) many.push_back(Connect(("127.0.0." + std::to_string(10 + i)).c_str()));
  const OwnedFd greeting = Connect("127.0.0.20");
  WaitUntilTaken(7);
  const std::string much(30'000, 'x');
  for (const OwnedFd& fd : many) ASSERT_EQ(send(fd.get(), much.data(), much.size(), 0), 30'000);
  ASSERT_EQ(send(greeting.get(), much.data(), 8'000, 0), 8'000);
  for (const OwnedFd& fd : many) EXPECT_TRUE(IsClosed(fd));
  EXPECT_TRUE(IsOpenFor(greeting, 100));
  const OwnedFd later = Connect("127.0.0.10");
  EXPECT_TRUE(IsOpenFor(later, 100));
}

TEST_F(AcceptorTest, WhoIsKnownAndCutOffCountsAsStrangersDo) {
  Listen({.connections = 9, .per_address = 9, .address_bytes = 20'000});
  const OwnedFd known = Connect();
  WaitUntilTaken(1);
  EXPECT_TRUE(peers_.Begin(NameOf(known), true));
  const std::string much(60'000, 'x');
  ASSERT_EQ(send(known.get(), much.data(), much.size(), 0), 60'000);
  ASSERT_TRUE(IsOpenFor(known, 100));
  peers_.CutOff(NameOf(known));
  EXPECT_TRUE(IsClosed(known));
  EXPECT_TRUE(IsClosed(Connect()));
  EXPECT_TRUE(IsOpenFor(Connect("127.0.0.2"), 100));
}

TEST_F(AcceptorTest, WhoIsKnownMayGoOnUnansweredWithACallUnderWayAlone) {
  Listen({.connections = 9, .per_address = 9, .unanswered_time = std::chrono::milliseconds(200)});
  const OwnedFd without = Connect();
  const OwnedFd with = Connect();
  WaitUntilTaken(2);
  for (const OwnedFd* fd : {&without, &with}) EXPECT_TRUE(peers_.Begin(NameOf(*fd), true));
  peers_.End(NameOf(without), CallEnd::kRead);
  const std::string some(200, 'x');
  for (const OwnedFd* fd : {&without, &with}) ASSERT_EQ(send(fd->get(), some.data(), some.size(), 0), 200);
  EXPECT_TRUE(IsClosed(without));
  EXPECT_TRUE(IsOpenFor(with, 300));
}

TEST_F(AcceptorTest, OneWithoutCallsMakesRoomWhereThereIsNoStranger) {
  Listen({.connections = 3, .per_address = 3});
  const OwnedFd calling = Connect();
  const OwnedFd older = Connect();
  const OwnedFd newer = Connect();
  WaitUntilTaken(3);
  for (const OwnedFd* fd : {&calling, &older, &newer}) EXPECT_TRUE(peers_.Begin(NameOf(*fd), true));
  for (const OwnedFd* fd : {&older, &newer}) peers_.End(NameOf(*fd), CallEnd::kRead);
  std::this_thread::sleep_for(std::chrono::milliseconds(limits::kIdleMsWhenFull));
  ASSERT_EQ(send(older.get(), "x", 1, 0), 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const OwnedFd first = Connect("127.0.0.3");
  WaitUntilTaken(4);
  EXPECT_TRUE(IsClosed(newer));
  EXPECT_TRUE(IsClosed(Connect("127.0.0.4"))) << "nobody has been idle for long";
  for (const OwnedFd* fd : {&calling, &older, &first}) EXPECT_TRUE(IsOpenFor(*fd, 50));
}

TEST_F(AcceptorTest, AStopCutsStrangersAlone) {
  Listen({.connections = 9, .per_address = 9});
  const OwnedFd stranger = Connect();
  const OwnedFd known = Connect();
  const OwnedFd calling = Connect();
  WaitUntilTaken(3);
  EXPECT_TRUE(peers_.Begin(NameOf(known), true));
  EXPECT_TRUE(peers_.Begin(NameOf(calling), false));
  acceptor_->Stop();
  EXPECT_TRUE(IsClosed(stranger));
  EXPECT_TRUE(IsOpenFor(known, 50));
  EXPECT_TRUE(IsOpenFor(calling, 50));
}

TEST_F(AcceptorTest, TheOldestStrangerMakesRoomOnceItHasBeenThereForAWhile) {
  Listen({.connections = 3, .per_address = 3});
  const OwnedFd known = Connect();
  WaitUntilTaken(1);
  EXPECT_TRUE(peers_.Begin(NameOf(known), true));
  const OwnedFd older = Connect("127.0.0.2");
  WaitUntilTaken(2);
  const OwnedFd newer = Connect("127.0.0.2");
  WaitUntilTaken(3);
  EXPECT_TRUE(IsClosed(Connect("127.0.0.3"))) << "they have only come";
  std::this_thread::sleep_for(std::chrono::milliseconds(limits::kIdleMsWhenFull));
  const OwnedFd another = Connect("127.0.0.3");
  WaitUntilTaken(4);
  EXPECT_TRUE(IsClosed(older));
  for (const OwnedFd* fd : {&known, &newer, &another}) EXPECT_TRUE(IsOpenFor(*fd, 50));
  EXPECT_EQ(acceptor_->figures().cut, 1u);
  EXPECT_EQ(acceptor_->figures().refused, 1u);
}

TEST_F(AcceptorTest, WhoBringsMoreUnansweredThanAnybodyMayIsCutThoughKnown) {
  Listen({.connections = 9, .per_address = 9, .unanswered_bytes = 1'000});
  const OwnedFd endless = Connect();
  const OwnedFd patient = Connect();
  const OwnedFd calling = Connect();
  WaitUntilTaken(3);
  for (const OwnedFd* fd : {&endless, &patient, &calling}) EXPECT_TRUE(peers_.Begin(NameOf(*fd), true));
  for (const OwnedFd* fd : {&endless, &patient}) peers_.End(NameOf(*fd), CallEnd::kRead);
  const std::string much(2'000, 'x');
  ASSERT_EQ(send(endless.get(), much.data(), 1'001, 0), 1'001);
  ASSERT_EQ(send(patient.get(), much.data(), 1'000, 0), 1'000);
  // As much again for the message of its call.
  ASSERT_EQ(send(calling.get(), much.data(), much.size(), 0), 2'000);
  EXPECT_TRUE(IsClosed(endless));
  EXPECT_TRUE(IsOpenFor(patient, 300));
  EXPECT_TRUE(IsOpenFor(calling, 0));
  EXPECT_EQ(acceptor_->figures().cut, 1u);
}

TEST_F(AcceptorTest, WhoseCallsComeToNothingIsCut) {
  Listen({.connections = 9, .per_address = 9});
  const OwnedFd patient = Connect();
  const OwnedFd fickle = Connect();
  WaitUntilTaken(2);
  for (int i = 0; i <= limits::kUnreadCalls; ++i) {
    EXPECT_TRUE(peers_.Begin(NameOf(patient), true));
    peers_.End(NameOf(patient), CallEnd::kRead);
    EXPECT_TRUE(peers_.Begin(NameOf(fickle), true));
    peers_.End(NameOf(fickle), CallEnd::kUnread);
  }
  EXPECT_TRUE(IsClosed(fickle));
  EXPECT_TRUE(IsOpenFor(patient, 300));
  EXPECT_EQ(acceptor_->figures().cut, 1u);
}

// As gRPC names the other end, who is known by it: with the link that its address is of.
TEST_F(AcceptorTest, StrangersOfOneLinkAreCutTooAndWhoIsKnownThereIsNot) {
  const std::optional<struct sockaddr_in6> here = LinkLocalAddress();
  if (!here) GTEST_SKIP() << "SKIPPED: this machine has no link-local address";
  Listen({.connections = 9, .per_address = 9, .stranger_bytes = 1'000}, "[::]:0");
  const OwnedFd stranger = Connect(*here);
  const OwnedFd known = Connect(*here);
  WaitUntilTaken(2);
  std::array<char, INET6_ADDRSTRLEN> text = {};
  inet_ntop(AF_INET6, &here->sin6_addr, text.data(), text.size());
  struct sockaddr_in6 at {};
  socklen_t size = sizeof(at);
  getsockname(known.get(), reinterpret_cast<struct sockaddr*>(&at), &size);
  EXPECT_TRUE(peers_.Begin("ipv6:%5B" + std::string(text.data()) + "%25" + std::to_string(here->sin6_scope_id) +
                               "%5D:" + std::to_string(ntohs(at.sin6_port)),
                           true));
  const std::string much(1'001, 'x');
  ASSERT_EQ(send(stranger.get(), much.data(), much.size(), 0), 1'001);
  ASSERT_EQ(send(known.get(), much.data(), much.size(), 0), 1'001);
  EXPECT_TRUE(IsClosed(stranger));
  EXPECT_TRUE(IsOpenFor(known, 300));
}

TEST_F(AcceptorTest, AUnixSocketIsReplacedOnlyWhereNobodyListens) {
  const std::string path = testing::TempDir() + "acceptor-" + std::to_string(getpid());
  Listen({.connections = 2, .per_address = 1}, "unix:" + path);
  EXPECT_EQ(acceptor_->Probe(), absl::OkStatus());
  EXPECT_EQ(Acceptor::Listen("unix:" + path, {}, peers_).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(acceptor_->Probe(), absl::OkStatus());
  acceptor_.reset();
  EXPECT_NE(access(path.c_str(), F_OK), 0);
  {
    // Left behind, as by a killed process.
    OwnedFd left(socket(AF_UNIX, SOCK_STREAM, 0));
    struct sockaddr_un at {};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, path.data(), path.size());
    ASSERT_EQ(bind(left.get(), reinterpret_cast<struct sockaddr*>(&at), sizeof(at)), 0);
  }
  Listen({.connections = 2, .per_address = 1}, "unix:" + path);
  EXPECT_EQ(acceptor_->Probe(), absl::OkStatus());
}

TEST_F(AcceptorTest, RefusesWhatIsNoAddressAndAPortInUse) {
  for (const char* address : {"", "127.0.0.1", "127.0.0.1:", ":7171", "127.0.0.1:99999", "127.0.0.1:http",
                              "unix:", "no such host.invalid:1"}) {
    EXPECT_EQ(Acceptor::Listen(address, {}, peers_).status().code(), absl::StatusCode::kInvalidArgument) << address;
  }
  Listen({.connections = 1, .per_address = 1});
  EXPECT_EQ(Acceptor::Listen(acceptor_->address(), {}, peers_).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Acceptor::Listen("unix:/nowhere/at/all", {}, peers_).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(AcceptorTest, ListensOnIpv6) {
  auto acceptor = Acceptor::Listen("[::1]:0", {.connections = 1, .per_address = 1}, peers_);
  if (!acceptor.ok()) GTEST_SKIP() << "no IPv6 here: " << acceptor.status();
  (*acceptor)->Start([](int, int fd) { close(fd); });
  EXPECT_EQ((*acceptor)->address().substr(0, 6), "[::1]:");
  EXPECT_EQ((*acceptor)->Probe(), absl::OkStatus());
}

}  // namespace
}  // namespace assay
