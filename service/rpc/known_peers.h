// The connections on which somebody has shown who they are.
#ifndef ASSAY_SERVICE_RPC_KNOWN_PEERS_H_
#define ASSAY_SERVICE_RPC_KNOWN_PEERS_H_

#include <string>
#include <unordered_set>

#include "storage/mutex.h"

namespace assay {

// By the other end's name as gRPC has it: "ipv4:127.0.0.1:41234", "ipv6:%5B::1%5D:41234". Thread-safe.
class KnownPeers {
 public:
  bool Contains(const std::string& peer) const {
    MutexLock lock(&mutex_);
    return peers_.contains(peer);
  }
  void Add(const std::string& peer) {
    MutexLock lock(&mutex_);
    peers_.insert(peer);
  }
  // The connection is gone.
  void Remove(const std::string& peer) {
    MutexLock lock(&mutex_);
    peers_.erase(peer);
  }

 private:
  mutable Mutex mutex_;
  std::unordered_set<std::string> peers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_KNOWN_PEERS_H_
