// Accepts connections, and hands them to whoever serves them.
//
// gRPC would do it too; but once it has run out of descriptors it never accepts again (CVE-2023-4785), and it knows no
// bound on connections. Here a connection too many is closed at once, and a lack of descriptors passes.
//
// Nobody can have it keep what never ends, least of all a stranger, who has shown neither a token that is good nor a
// certificate: see limits::kStrangerBytes and kUnansweredBytes. What a connection brings is told by the system; gRPC
// says nothing of it before a call is whole. A message has to be told to go on, after 1.25 MiB at the latest: more that
// nothing is sent for is headers without an end. Nor can anybody go on making calls that come to nothing, see
// limits::kUnreadCalls; and of what strangers bring, answered or not, there is a bound for a connection, for an
// address and for all of them, for every byte of it has to be read and refused. Connections of a unix socket have no
// names to be told apart by, and are not looked at.
//
// Thread-safety: all methods may be called from any thread.
#ifndef ASSAY_SERVICE_RPC_ACCEPTOR_H_
#define ASSAY_SERVICE_RPC_ACCEPTOR_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/domain/limits.h"
#include "service/rpc/peers.h"

namespace assay {

struct AcceptorBounds {
  size_t connections = 0;  // at once
  // At once from one address: an IPv4 address, or the /64 of an IPv6 one. A unix socket has none.
  size_t per_address = 0;
  // Of a stranger, answered or not; and unanswered, of others for each call under way and once besides. A connection
  // over one of these is cut.
  uint64_t stranger_bytes = limits::kStrangerBytes;
  std::chrono::milliseconds unanswered_time{limits::kUnansweredMs};
  uint64_t address_bytes = limits::kAddressBytes;      // of strangers, answered or not
  uint64_t strangers_bytes = limits::kStrangersBytes;  // of all of them
  uint64_t unanswered_bytes = limits::kUnansweredBytes;
};

struct AcceptorFigures {
  uint64_t accepted = 0;  // since the start, those refused included
  uint64_t refused = 0;   // closed at once: too many, or too much from that address
  uint64_t failed = 0;    // not accepted for want of descriptors or memory
  uint64_t cut = 0;       // called too much, or brought it, or one that made room
  size_t open = 0;        // now

  AcceptorFigures& operator+=(const AcceptorFigures& other);
};

// A descriptor that closes itself.
class OwnedFd {
 public:
  explicit OwnedFd(int fd = -1) : fd_(fd) {}
  ~OwnedFd();
  OwnedFd(OwnedFd&& other) noexcept : fd_(other.Release()) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept;

  int get() const { return fd_; }
  int Release();

 private:
  int fd_;
};

class Acceptor {
 public:
  // Takes a connected descriptor, which is its own from then on. From the acceptor's thread.
  using Taker = std::function<void(int listener_fd, int fd)>;

  // Listens on "HOST:PORT" ("[::1]:0", "localhost:7171"; port 0 picks a free one) or "unix:PATH"; accepts nothing yet.
  // A socket file that nobody listens on any more is replaced. `peers` outlives it. INVALID_ARGUMENT: no such address
  // can be; UNAVAILABLE: it cannot be had.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Listen(const std::string& address, const AcceptorBounds& bounds,
                                                          Peers& peers);

  // Stops.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // With the port it got: "127.0.0.1:41873".
  const std::string& address() const { return address_; }

  // Begins to accept. Once.
  void Start(Taker taker);

  // Accepts no more, and listens no more. Connections of strangers without calls are cut; others are not touched.
  void Stop();

  // Connects to itself, and waits for that to be accepted, which nobody else sees. UNAVAILABLE: it was not, within a
  // second. One at a time.
  absl::Status Probe();

  AcceptorFigures figures() const;

 private:
  using Clock = std::chrono::steady_clock;

  // What strangers may bring: so much at once, and so much more in each second.
  struct Allowance {
    uint64_t at_once = 0;
    uint64_t a_second = 0;
  };
  // What they have brought of that; it is made up for as time passes.
  struct Brought {
    uint64_t bytes = 0;
    Clock::time_point at;

    // Whether it is too much by now, with so many more.
    bool Add(uint64_t more, const Allowance& allowance, Clock::time_point now);
  };
  struct Address {
    size_t connections = 0;
    Brought by_strangers;
  };

  // A second descriptor of a connection, which tells when the first one's owner has shut it.
  struct Watched {
    OwnedFd fd;
    std::string peer;
    std::string name;         // gRPC's
    Clock::time_point since;  // it brought something, if it is no stranger's
    uint64_t received = 0;
    Brought by_stranger;
    // What has come since something was last sent.
    uint64_t sent = 0;
    uint64_t received_before = 0;
    Clock::time_point quiet_since;  // no more had come then than what needs no answer
  };

  Acceptor(OwnedFd listener, std::string address, const AcceptorBounds& bounds, Peers& peers);

  void Loop();
  void AcceptAll();
  // False: nobody waits, or nothing can be accepted now.
  bool AcceptOne();
  void Admit(OwnedFd connection, const std::string& peer, const std::string& name);
  Allowance AllowanceOfAddress() const;
  // There is nothing from it, and little was brought.
  bool IsForgettable(const Address& address) const;
  // Cuts the oldest stranger that has been there for a while or, where there is none, the connection without calls that
  // has brought nothing for longest.
  bool MakeRoom();
  void CutAndForget(int watched);
  // Adds what has come since it was last looked at to what strangers have brought, if it is one's.
  void Charge(Watched& watched);
  void LookAround();
  // Whether it calls too much, or brings it.
  bool IsTooMuch(Watched& watched);
  // Whether a stranger has brought too much, for itself, or with others. `received`: so far.
  bool BroughtTooMuch(Watched& watched, uint64_t received, Clock::time_point now);
  bool IsProbe(int connection, uint16_t port) const;
  void Forget(int watched);

  const AcceptorBounds bounds_;
  Peers& peers_;
  std::string address_;
  OwnedFd listener_;
  OwnedFd wake_;
  OwnedFd poller_;
  // Given up for a moment to accept, and close, a connection that there is no descriptor for.
  OwnedFd reserve_;
  Taker taker_;

  // Of the thread alone.
  std::map<int, Watched> watched_;
  Clock::time_point looked_at_;
  std::map<std::string, Address> addresses_;
  Brought by_strangers_;  // all of them

  std::atomic<uint64_t> probed_ = 0;
  std::atomic<bool> probing_ = false;
  std::atomic<uint16_t> probe_port_ = 0;  // of the probe under way; 0: it has none
  std::atomic<uint64_t> accepted_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  std::atomic<uint64_t> failed_ = 0;
  std::atomic<uint64_t> cut_ = 0;
  std::atomic<size_t> open_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_ACCEPTOR_H_
