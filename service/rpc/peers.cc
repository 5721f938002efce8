#include "service/rpc/peers.h"

#include <algorithm>

#include "service/domain/limits.h"

namespace assay {

void Peers::Open(const std::string& name) {
  MutexLock lock(&mutex_);
  Peer& peer = peers_[name];
  peer = {.is_open = true, .calls = peer.calls};
}

void Peers::Close(const std::string& name) {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end()) return;
  found->second = {.calls = found->second.calls};
  if (found->second.calls == 0) peers_.erase(found);
}

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

void Peers::End(const std::string& name, CallEnd end) {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end()) return;
  Peer& peer = found->second;
  peer.given_up = end == CallEnd::kGivenUp ? peer.given_up + 1 : std::max(peer.given_up - 1, 0);
  if (--peer.calls == 0 && !peer.is_open) peers_.erase(found);
}

PeerStanding Peers::StandingOf(const std::string& name) const {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end()) return {};
  const Peer& peer = found->second;
  return {.is_known = peer.is_known, .gives_up_too_much = peer.given_up > limits::kGivenUpCalls};
}

}  // namespace assay
