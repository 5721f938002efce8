#include "service/rpc/peers.h"

#include "service/domain/limits.h"

namespace assay {

bool Peers::Begin(const std::string& name, bool is_known) {
  // Those of a unix socket cannot be told from one another.
  const bool is_bounded = !name.starts_with("unix:");
  MutexLock lock(&mutex_);
  Peer& peer = peers_[name];
  peer.is_known = peer.is_known || is_known;
  if (is_bounded && peer.calls >= (peer.is_known ? limits::kStreamsPerConnection : limits::kStrangerStreams)) {
    return false;
  }
  ++peer.calls;
  return true;
}

void Peers::End(const std::string& name) {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end() || --found->second.calls > 0 || found->second.is_known) return;
  peers_.erase(found);
}

bool Peers::IsKnown(const std::string& name) const {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  return found != peers_.end() && found->second.is_known;
}

void Peers::Forget(const std::string& name) {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end()) return;
  // Calls of a connection that is gone are still to end.
  found->second.is_known = false;
  if (found->second.calls == 0) peers_.erase(found);
}

}  // namespace assay
