// What is known of the connections that there are: whether somebody has shown on it who they are, and how many calls
// are under way on it.
//
// gRPC 1.51 bounds the streams and the metadata of a connection only once the other side has acknowledged its settings,
// which it need not do.
#ifndef ASSAY_SERVICE_RPC_PEERS_H_
#define ASSAY_SERVICE_RPC_PEERS_H_

#include <string>
#include <unordered_map>

#include "storage/mutex.h"

namespace assay {

// By the other end's name as gRPC has it: "ipv4:127.0.0.1:41234", "ipv6:%5B::1%5D:41234"; all of a unix socket's are
// "unix:" together, and only known or not. Thread-safe.
class Peers {
 public:
  // A call begins, whose caller has shown who they are, or not. False, and End is not to be called: there are more of
  // the connection's than it may have.
  bool Begin(const std::string& name, bool is_known);
  void End(const std::string& name);

  bool IsKnown(const std::string& name) const;
  // The connection is gone, or another has come in its place.
  void Forget(const std::string& name);

 private:
  struct Peer {
    bool is_known = false;
    int calls = 0;
  };

  mutable Mutex mutex_;
  std::unordered_map<std::string, Peer> peers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PEERS_H_
