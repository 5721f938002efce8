// What is known of the connections that there are: whether somebody has shown on it who they are, how many calls are
// under way on it, and how many came to nothing.
//
// gRPC 1.51 bounds the streams and the metadata of a connection only once the other side has acknowledged its settings,
// which it need not do; and streams that are opened and reset at once it does not bound at all (CVE-2023-44487).
#ifndef ASSAY_SERVICE_RPC_PEERS_H_
#define ASSAY_SERVICE_RPC_PEERS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "storage/mutex.h"

namespace assay {

// Whether a message of it was read; of a call that was reset at once, none is.
enum class CallEnd { kRead, kUnread };

struct PeerStanding {
  bool is_known = false;  // somebody has shown who they are
  // More of its calls come to nothing than limits::kUnreadCalls, or it has more under way than limits::kStreamsHeld, or
  // it was cut off.
  bool is_too_much = false;
  uint64_t calls = 0;  // under way
};

// By the other end's name as gRPC has it: "ipv4:127.0.0.1:41234", "ipv6:%5B::1%5D:41234"; all of a unix socket's are
// "unix:" together, and known while any of their calls is under way. Thread-safe.
class Peers {
 public:
  // There is a connection of that name, and what was known of the name before is not known of it. Not of a unix socket.
  void Open(const std::string& name);
  // It is gone. Calls of it are still to end, and some even to begin.
  void Close(const std::string& name);

  // A call begins, whose caller has shown who they are, or not. False: there are more of the connection's than it may
  // have, and it is to be refused.
  bool Begin(const std::string& name, bool is_known);
  void End(const std::string& name, CallEnd end);

  // What came on it is too much, whatever comes of it. Not of a unix socket.
  void CutOff(const std::string& name);

  // A call that is under way has an answer of so many bytes to give. False: too much waits on the connection to be
  // read, and it is not to be given. Not of small ones: see limits::kSmallAnswerBytes. Not bounded, nor counted, for a
  // unix socket.
  bool Hold(const std::string& name, size_t bytes);
  // gRPC has written it, or never will. Before the call's End.
  void Release(const std::string& name, size_t bytes);

  PeerStanding StandingOf(const std::string& name) const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Peer {
    // Two where the end of one is seen after the beginning of the next, or one port calls two of the server's.
    int open = 0;
    bool is_known = false;
    bool is_cut_off = false;
    int calls = 0;
    size_t answers = 0;  // bytes held
    int unread = 0;      // since
    Clock::time_point since;
  };

  mutable Mutex mutex_;
  std::unordered_map<std::string, Peer> peers_ ABSL_GUARDED_BY(mutex_);
  size_t answers_ ABSL_GUARDED_BY(mutex_) = 0;  // of all
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PEERS_H_
