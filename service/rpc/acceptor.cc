#include "service/rpc/acceptor.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr size_t kIpv6PrefixBytes = 8;
constexpr int kEventsAtOnce = 64;
// How long it waits for descriptors or memory before it tries again.
constexpr int kShortageMs = 20;
constexpr int kProbeMs = 1'000;
constexpr int kProbePollMs = 2;
constexpr int kLookMs = 20;
// Headers of 1 KiB each of as many calls as may be may have to wait for an answer, and a window besides.
static_assert(limits::kUnansweredBytes > limits::kWindowBytes + size_t{limits::kStreamsPerConnection} * 1'024);
// The other side says so much about settings and pings that asks for no answer.
constexpr uint64_t kChatBytes = 128;
// Whoever has brought far too much is let in again after so long.
constexpr uint64_t kSecondsOwed = 2;

absl::Status CannotListen(const std::string& address) {
  return absl::UnavailableError("cannot listen on " + address + ": " + std::strerror(errno));
}

absl::Status NoAddress(const std::string& address) {
  return absl::InvalidArgumentError("cannot listen on '" + address + "': it is no HOST:PORT and no unix:PATH");
}

absl::StatusOr<OwnedFd> ListenOnUnix(const std::string& address) {
  const std::string path = address.substr(kUnix.size());
  struct sockaddr_un at {};
  if (path.empty() || path.size() >= sizeof(at.sun_path)) return NoAddress(address);
  at.sun_family = AF_UNIX;
  std::memcpy(at.sun_path, path.data(), path.size());
  const auto* name = reinterpret_cast<const struct sockaddr*>(&at);
  OwnedFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd.get() < 0) return CannotListen(address);
  // A socket that a killed server left behind refuses; one that is answered on is somebody's.
  OwnedFd probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  struct stat info {};
  if (lstat(path.c_str(), &info) == 0 && S_ISSOCK(info.st_mode) && connect(probe.get(), name, sizeof(at)) != 0 &&
      errno == ECONNREFUSED) {
    unlink(path.c_str());
  }
  if (bind(fd.get(), name, sizeof(at)) != 0 || listen(fd.get(), SOMAXCONN) != 0) return CannotListen(address);
  return fd;
}

struct HostAndPort {
  std::string host;
  std::string port;
};

// "127.0.0.1:0" or "[::1]:0" in two.
absl::StatusOr<HostAndPort> Split(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) return NoAddress(address);
  HostAndPort parts{.host = address.substr(0, colon), .port = address.substr(colon + 1)};
  if (parts.port.find_first_not_of("0123456789") != std::string::npos || parts.port.size() > 5 ||
      std::stoi(parts.port) > 65'535) {
    return NoAddress(address);
  }
  if (parts.host.front() == '[' && parts.host.back() == ']') parts.host = parts.host.substr(1, parts.host.size() - 2);
  return parts;
}

absl::StatusOr<OwnedFd> ListenOnTcp(const std::string& address) {
  const absl::StatusOr<HostAndPort> parts = Split(address);
  if (!parts.ok()) return parts.status();
  struct addrinfo hints {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  struct addrinfo* found = nullptr;
  if (getaddrinfo(parts->host.c_str(), parts->port.c_str(), &hints, &found) != 0) return NoAddress(address);
  const std::unique_ptr<struct addrinfo, decltype(&freeaddrinfo)> results(found, freeaddrinfo);
  OwnedFd fd(socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  // A port whose last server has just ended may be had; one that is listened on may not.
  if (fd.get() < 0 || setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
      bind(fd.get(), found->ai_addr, found->ai_addrlen) != 0 || listen(fd.get(), SOMAXCONN) != 0) {
    return CannotListen(address);
  }
  return fd;
}

// In host order; 0: it has none.
uint16_t PortOf(const struct sockaddr_storage& at) {
  if (at.ss_family != AF_INET && at.ss_family != AF_INET6) return 0;
  // At the same place in both families.
  return ntohs(reinterpret_cast<const struct sockaddr_in&>(at).sin_port);
}

// The address with the port it got.
std::string WithPort(const std::string& address, int fd) {
  struct sockaddr_storage at {};
  socklen_t size = sizeof(at);
  if (getsockname(fd, reinterpret_cast<struct sockaddr*>(&at), &size) != 0) return address;
  return address.substr(0, address.rfind(':') + 1) + std::to_string(PortOf(at));
}

// What connections are counted by; empty: not counted.
std::string PeerOf(const struct sockaddr_storage& from) {
  if (from.ss_family == AF_INET) {
    const auto& address = reinterpret_cast<const struct sockaddr_in&>(from).sin_addr;
    return {reinterpret_cast<const char*>(&address), sizeof(address)};
  }
  if (from.ss_family == AF_INET6) {
    const auto& address = reinterpret_cast<const struct sockaddr_in6&>(from).sin6_addr;
    const std::string bytes(reinterpret_cast<const char*>(&address), sizeof(address));
    // An IPv4 address written as an IPv6 one has nothing else that tells it from others.
    return IN6_IS_ADDR_V4MAPPED(&address) ? bytes : bytes.substr(0, kIpv6PrefixBytes);
  }
  return {};
}

// As gRPC names the other end of a connection. Empty: not known; a unix socket's ends have no names.
std::string NameOf(const struct sockaddr_storage& from) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  if (from.ss_family == AF_INET) {
    const auto& at = reinterpret_cast<const struct sockaddr_in&>(from);
    inet_ntop(AF_INET, &at.sin_addr, text.data(), text.size());
    return std::string("ipv4:") + text.data() + ":" + std::to_string(PortOf(from));
  }
  if (from.ss_family != AF_INET6) return {};
  const auto& at = reinterpret_cast<const struct sockaddr_in6&>(from);
  if (IN6_IS_ADDR_V4MAPPED(&at.sin6_addr)) {
    inet_ntop(AF_INET, &at.sin6_addr.s6_addr[12], text.data(), text.size());
    return std::string("ipv4:") + text.data() + ":" + std::to_string(PortOf(from));
  }
  inet_ntop(AF_INET6, &at.sin6_addr, text.data(), text.size());
  // An address of one link alone is named with the link.
  const std::string link = at.sin6_scope_id == 0 ? "" : "%25" + std::to_string(at.sin6_scope_id);
  return std::string("ipv6:%5B") + text.data() + link + "%5D:" + std::to_string(PortOf(from));
}

// What the system has counted; nullopt: it is no TCP connection.
std::optional<struct tcp_info> InfoOf(int fd) {
  struct tcp_info info {};
  socklen_t size = sizeof(info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  return info;
}

// Resets the connection, and lets go of what has come and nobody has read.
void Cut(int fd) {
  struct sockaddr nobody {};
  nobody.sa_family = AF_UNSPEC;
  if (connect(fd, &nobody, sizeof(nobody)) != 0) shutdown(fd, SHUT_RDWR);
}

}  // namespace

OwnedFd::~OwnedFd() {
  if (fd_ >= 0) close(fd_);
}

OwnedFd& OwnedFd::operator=(OwnedFd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) close(fd_);
    fd_ = other.Release();
  }
  return *this;
}

int OwnedFd::Release() { return std::exchange(fd_, -1); }

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Listen(const std::string& address, const AcceptorBounds& bounds,
                                                           Peers& peers) {
  const bool is_unix = address.starts_with(kUnix);
  absl::StatusOr<OwnedFd> listener = is_unix ? ListenOnUnix(address) : ListenOnTcp(address);
  if (!listener.ok()) return listener.status();
  std::string bound = is_unix ? address : WithPort(address, listener->get());
  std::unique_ptr<Acceptor> acceptor(new Acceptor(*std::move(listener), std::move(bound), bounds, peers));
  struct epoll_event event {};
  event.events = EPOLLIN;
  event.data.fd = acceptor->listener_.get();
  bool polled = epoll_ctl(acceptor->poller_.get(), EPOLL_CTL_ADD, event.data.fd, &event) == 0;
  event.data.fd = acceptor->wake_.get();
  polled = polled && epoll_ctl(acceptor->poller_.get(), EPOLL_CTL_ADD, event.data.fd, &event) == 0;
  if (!polled || acceptor->reserve_.get() < 0) return CannotListen(address);
  return acceptor;
}

Acceptor::Acceptor(OwnedFd listener, std::string address, const AcceptorBounds& bounds, Peers& peers)
    : bounds_(bounds),
      peers_(peers),
      address_(std::move(address)),
      listener_(std::move(listener)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      poller_(epoll_create1(EPOLL_CLOEXEC)),
      reserve_(open("/dev/null", O_RDONLY | O_CLOEXEC)) {}

Acceptor::~Acceptor() { Stop(); }

void Acceptor::Start(Taker taker) {
  taker_ = std::move(taker);
  thread_ = std::thread([this] { Loop(); });
}

void Acceptor::Stop() {
  stopping_ = true;
  const uint64_t one = 1;
  // There is none where there was no descriptor left to listen with.
  if (wake_.get() >= 0 && write(wake_.get(), &one, sizeof(one)) < 0)
    std::abort();  // an eventfd that takes no 1 is no eventfd
  if (thread_.joinable()) thread_.join();
  // Nobody is kept waiting for those who may never say anything.
  for (const auto& [fd, watched] : watched_) {
    const PeerStanding standing = peers_.StandingOf(watched.name);
    if (!watched.name.empty() && !standing.is_known && standing.calls == 0) Cut(fd);
  }
  if (address_.starts_with(kUnix) && listener_.get() >= 0) unlink(address_.substr(kUnix.size()).c_str());
  listener_ = OwnedFd();
}

absl::Status Acceptor::Probe() {
  struct sockaddr_storage at {};
  socklen_t size = sizeof(at);
  auto* name = reinterpret_cast<struct sockaddr*>(&at);
  if (getsockname(listener_.get(), name, &size) != 0) return absl::UnavailableError("nobody listens");
  OwnedFd probe(socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (probe.get() < 0) return absl::UnavailableError("there is no descriptor to probe with");
  // Bound before it connects, so that it is told from a caller's.
  struct sockaddr_storage from {};
  from.ss_family = at.ss_family;
  socklen_t from_size = size;
  auto* from_name = reinterpret_cast<struct sockaddr*>(&from);
  if (at.ss_family != AF_UNIX &&
      (bind(probe.get(), from_name, from_size) != 0 || getsockname(probe.get(), from_name, &from_size) != 0)) {
    return absl::UnavailableError("there is no port to probe with");
  }
  probe_port_ = PortOf(from);
  const uint64_t probed_before = probed_;
  probing_ = true;
  bool is_seen = connect(probe.get(), name, size) == 0 || errno == EINPROGRESS;
  for (int waited_ms = 0; is_seen && probed_ == probed_before; waited_ms += kProbePollMs) {
    is_seen = waited_ms < kProbeMs;
    usleep(kProbePollMs * 1'000);
  }
  probing_ = false;
  return is_seen ? absl::OkStatus() : absl::UnavailableError("connections are not accepted");
}

bool Acceptor::IsProbe(int connection, uint16_t port) const {
  if (!probing_) return false;
  if (port != 0) return port == probe_port_;
  struct ucred peer {};
  socklen_t size = sizeof(peer);
  return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid == getpid();
}

AcceptorFigures& AcceptorFigures::operator+=(const AcceptorFigures& other) {
  accepted += other.accepted;
  refused += other.refused;
  failed += other.failed;
  cut += other.cut;
  open += other.open;
  return *this;
}

AcceptorFigures Acceptor::figures() const {
  return {.accepted = accepted_.load(),
          .refused = refused_.load(),
          .failed = failed_.load(),
          .cut = cut_.load(),
          .open = open_.load()};
}

void Acceptor::Loop() {
  std::array<struct epoll_event, kEventsAtOnce> events;
  bool is_short = false;
  while (!stopping_) {
    const bool looks = !watched_.empty() && !address_.starts_with(kUnix);
    const int count = epoll_wait(poller_.get(), events.data(), kEventsAtOnce, looks ? kLookMs : -1);
    for (int i = 0; i < count && !stopping_; ++i) {
      const int fd = events[static_cast<size_t>(i)].data.fd;
      if (fd == listener_.get()) {
        const uint64_t failed_before = failed_;
        AcceptAll();
        is_short = failed_ != failed_before;
      } else if (fd != wake_.get()) {
        Forget(fd);
      }
    }
    if (looks) LookAround();
    // Whoever waits goes on waiting: the listener would wake it at once, again and again.
    if (std::exchange(is_short, false)) usleep(kShortageMs * 1'000);
  }
}

void Acceptor::AcceptAll() {
  while (!stopping_ && AcceptOne()) {
  }
}

bool Acceptor::AcceptOne() {
  struct sockaddr_storage from {};
  socklen_t size = sizeof(from);
  auto* name = reinterpret_cast<struct sockaddr*>(&from);
  OwnedFd connection(accept4(listener_.get(), name, &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (connection.get() >= 0) {
    if (IsProbe(connection.get(), PortOf(from))) {
      probed_.fetch_add(1);
      return true;
    }
    accepted_.fetch_add(1);
    Admit(std::move(connection), PeerOf(from), NameOf(from));
    return true;
  }
  if (errno == ECONNABORTED || errno == EINTR) return true;
  if (errno == EAGAIN || errno == EWOULDBLOCK) return false;
  failed_.fetch_add(1);
  if (errno == EMFILE || errno == ENFILE) {
    // Turns one away rather than leave all of them waiting for an answer that never comes.
    reserve_ = OwnedFd();
    OwnedFd turned_away(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    turned_away = OwnedFd();
    reserve_ = OwnedFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
  }
  return false;
}

void Acceptor::Admit(OwnedFd connection, const std::string& peer, const std::string& name) {
  const bool is_counted = !peer.empty();
  const Clock::time_point now = Clock::now();
  const auto known = addresses_.find(peer);
  bool is_one_too_many = is_counted && known != addresses_.end() &&
                         (known->second.connections >= bounds_.per_address ||
                          known->second.by_strangers.Add(0, AllowanceOfAddress(), now));
  is_one_too_many = is_one_too_many || (watched_.size() >= bounds_.connections && !MakeRoom());
  OwnedFd second(is_one_too_many ? -1 : fcntl(connection.get(), F_DUPFD_CLOEXEC, 0));
  const int watched = second.get();
  struct epoll_event event {};
  event.events = 0;  // that it is shut is told unasked
  event.data.fd = watched;
  if (is_one_too_many || watched < 0 || epoll_ctl(poller_.get(), EPOLL_CTL_ADD, watched, &event) != 0) {
    refused_.fetch_add(1);
    return;
  }
  watched_.emplace(watched,
                   Watched{.fd = std::move(second), .peer = peer, .name = name, .since = now, .quiet_since = now});
  if (!name.empty()) peers_.Open(name);
  if (is_counted) ++addresses_[peer].connections;
  open_ = watched_.size();
  const int on = 1;
  // Refused by a unix socket, which never delays.
  setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  taker_(listener_.get(), connection.Release());
}

bool Acceptor::MakeRoom() {
  // A unix socket's cannot be told apart, and come from this machine.
  if (address_.starts_with(kUnix)) return false;
  const Clock::time_point latest = Clock::now() - std::chrono::milliseconds(limits::kIdleMsWhenFull);
  const Watched* strangers = nullptr;
  const Watched* idle = nullptr;
  for (const auto& [fd, watched] : watched_) {
    const PeerStanding standing = peers_.StandingOf(watched.name);
    if (watched.since > latest || (standing.is_known && standing.calls > 0)) continue;
    const Watched*& oldest = standing.is_known ? idle : strangers;
    if (oldest == nullptr || watched.since < oldest->since) oldest = &watched;
  }
  const Watched* const one = strangers != nullptr ? strangers : idle;
  if (one != nullptr) CutAndForget(one->fd.get());
  return one != nullptr;
}

void Acceptor::CutAndForget(int watched) {
  cut_.fetch_add(1);
  // What it brought is not known afterwards.
  Charge(watched_.at(watched));
  Cut(watched);
  Forget(watched);
}

void Acceptor::Charge(Watched& watched) {
  const PeerStanding standing = peers_.StandingOf(watched.name);
  if (watched.peer.empty() || (standing.is_known && !standing.is_too_much)) return;
  // Of one who is known and does what only strangers do, all of it.
  if (standing.is_known) watched.received = 0;
  const std::optional<struct tcp_info> info = InfoOf(watched.fd.get());
  if (info) BroughtTooMuch(watched, info->tcpi_bytes_received, Clock::now());
}

void Acceptor::LookAround() {
  const Clock::time_point now = Clock::now();
  if (now - looked_at_ < std::chrono::milliseconds(kLookMs)) return;
  looked_at_ = now;
  std::vector<int> cut;
  for (auto& [fd, watched] : watched_) {
    if (IsTooMuch(watched)) cut.push_back(fd);
  }
  for (const int fd : cut) CutAndForget(fd);
  std::erase_if(addresses_, [this](const auto& item) { return IsForgettable(item.second); });
}

// What is sent is an answer to something: an error, a window, a sign of life. Headers that never end have none.
bool Acceptor::IsTooMuch(Watched& watched) {
  const PeerStanding standing = peers_.StandingOf(watched.name);
  if (standing.is_too_much) return true;
  const std::optional<struct tcp_info> info = InfoOf(watched.fd.get());
  if (!info) return false;
  if (info->tcpi_bytes_sent != watched.sent) {
    watched.sent = info->tcpi_bytes_sent;
    watched.received_before = info->tcpi_bytes_received;
    watched.quiet_since = looked_at_;
  }
  const uint64_t brought = info->tcpi_bytes_received - watched.received_before;
  if (brought <= kChatBytes || (standing.is_known && standing.calls > 0)) watched.quiet_since = looked_at_;
  if (looked_at_ - watched.quiet_since > bounds_.unanswered_time) return true;
  if (standing.is_known) {
    if (info->tcpi_bytes_received != watched.received) watched.since = looked_at_;
    watched.received = info->tcpi_bytes_received;
    return brought > bounds_.unanswered_bytes * (1 + std::min<uint64_t>(standing.calls, limits::kUnansweredMessages));
  }
  return BroughtTooMuch(watched, info->tcpi_bytes_received, looked_at_);
}

bool Acceptor::BroughtTooMuch(Watched& watched, uint64_t received, Clock::time_point now) {
  // A connection that was cut says 0.
  const uint64_t more = received - std::min(received, watched.received);
  watched.received = received;
  const bool is_own = watched.by_stranger.Add(
      more, {.at_once = bounds_.stranger_bytes, .a_second = limits::kStrangerBytesASecond}, now);
  const bool is_of_all =
      by_strangers_.Add(more, {.at_once = bounds_.strangers_bytes, .a_second = limits::kStrangersBytesASecond}, now);
  const bool is_of_address = addresses_[watched.peer].by_strangers.Add(more, AllowanceOfAddress(), now);
  return is_own || is_of_address || (is_of_all && watched.by_stranger.bytes > limits::kStrangerBytesWhenMany);
}

bool Acceptor::IsForgettable(const Address& address) const {
  if (address.connections > 0) return false;
  Brought left = address.by_strangers;
  left.Add(0, AllowanceOfAddress(), Clock::now());
  return left.bytes <= limits::kAddressBytesASecond;
}

Acceptor::Allowance Acceptor::AllowanceOfAddress() const {
  return {.at_once = bounds_.address_bytes, .a_second = limits::kAddressBytesASecond};
}

bool Acceptor::Brought::Add(uint64_t more, const Allowance& allowance, Clock::time_point now) {
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(std::max(now, at) - at);
  // The first time it is long ago.
  const uint64_t made_up = static_cast<uint64_t>(passed.count()) * allowance.a_second / 1'000;
  // What is not a byte yet goes on being counted.
  if (made_up > 0) at = now;
  bytes = std::min(bytes - std::min(bytes, made_up) + more, allowance.at_once + kSecondsOwed * allowance.a_second);
  return bytes > allowance.at_once;
}

void Acceptor::Forget(int watched) {
  const auto found = watched_.find(watched);
  if (found == watched_.end()) return;
  Watched& gone = found->second;
  if (!gone.peer.empty()) {
    Charge(gone);
    const auto address = addresses_.find(gone.peer);
    --address->second.connections;
    if (IsForgettable(address->second)) addresses_.erase(address);
  }
  // Closing alone would not do: the connection itself is open for as long as its owner has it.
  epoll_ctl(poller_.get(), EPOLL_CTL_DEL, watched, nullptr);
  peers_.Close(gone.name);
  watched_.erase(found);
  open_ = watched_.size();
}

}  // namespace assay
