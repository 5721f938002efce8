#include "service/rpc/peers.h"

#include "service/domain/limits.h"

namespace assay {

// Calls of one connection that time out together are not an attack.
static_assert(limits::kUnreadCalls > 2 * limits::kStreamsPerConnection);
static_assert(limits::kStreamsHeld > 2 * limits::kStreamsPerConnection);

void Peers::Open(const std::string& name) {
  MutexLock lock(&mutex_);
  Peer& peer = peers_[name];
  if (peer.open == 0) peer = {.calls = peer.calls, .answers = peer.answers};
  ++peer.open;
  peer.is_known = false;
  peer.is_cut_off = false;
}

void Peers::Close(const std::string& name) {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end() || --found->second.open > 0) return;
  found->second = {.calls = found->second.calls, .answers = found->second.answers};
  if (found->second.calls == 0) peers_.erase(found);
}

bool Peers::Begin(const std::string& name, bool is_known) {
  // Those of a unix socket cannot be told from one another.
  const bool is_bounded = !name.starts_with("unix:");
  MutexLock lock(&mutex_);
  Peer& peer = peers_[name];
  peer.is_known = peer.is_known || is_known;
  ++peer.calls;
  return !is_bounded || peer.calls <= (peer.is_known ? limits::kStreamsPerConnection : limits::kStrangerStreams);
}

void Peers::End(const std::string& name, CallEnd end) {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end()) return;
  Peer& peer = found->second;
  if (end == CallEnd::kUnread) {
    const Clock::time_point now = Clock::now();
    if (now - peer.since > std::chrono::milliseconds(limits::kUnreadMs)) {
      peer.since = now;
      peer.unread = 0;
    }
    ++peer.unread;
  }
  if (--peer.calls == 0 && peer.open == 0) peers_.erase(found);
}

void Peers::CutOff(const std::string& name) {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found != peers_.end() && found->second.open > 0) found->second.is_cut_off = true;
}

bool Peers::Hold(const std::string& name, size_t bytes) {
  if (name.starts_with("unix:")) return true;
  MutexLock lock(&mutex_);
  Peer& peer = peers_[name];
  const bool are_many = answers_ > limits::kUnreadAnswerBytesInAll;
  if (peer.answers > (are_many ? limits::kUnreadAnswerBytesWhenMany : limits::kUnreadAnswerBytes)) return false;
  peer.answers += bytes;
  answers_ += bytes;
  return true;
}

void Peers::Release(const std::string& name, size_t bytes) {
  if (name.starts_with("unix:")) return;
  MutexLock lock(&mutex_);
  peers_[name].answers -= bytes;
  answers_ -= bytes;
}

PeerStanding Peers::StandingOf(const std::string& name) const {
  MutexLock lock(&mutex_);
  const auto found = peers_.find(name);
  if (found == peers_.end()) return {};
  const Peer& peer = found->second;
  return {.is_known = peer.is_known,
          .is_too_much = peer.is_cut_off || peer.unread > limits::kUnreadCalls || peer.calls > limits::kStreamsHeld,
          .calls = static_cast<uint64_t>(peer.calls)};
}

}  // namespace assay
