#include "service/facts/token_facts.h"

#include <set>

namespace assay {
namespace {

using Index = std::map<std::string, std::vector<std::string>, std::less<>>;

void Update(Index& index, const std::string& key, const Token& token) {
  if (key.empty()) return;
  std::vector<std::string>& ids = index[key];
  std::erase(ids, token.id);
  if (!token.revoked) ids.push_back(token.id);
  if (ids.empty()) index.erase(key);
}

std::set<std::string> AuthoritiesOf(const Token& token) {
  std::set<std::string> authorities;
  for (const Grant& grant : token.grants) authorities.insert(grant.authority);
  return authorities;
}

}  // namespace

void TokenFacts::Apply(const Event& event) {
  const auto& token = std::get<Token>(event.what);
  auto kept = std::make_shared<const Event>(event);
  MutexLock lock(&mutex_);
  if (!by_id_.contains(token.id)) {
    for (const std::string& authority : AuthoritiesOf(token)) ++by_authority_[authority];
  }
  by_id_[token.id] = std::move(kept);
  if (!token.secret_sha256.empty()) {
    std::string& whose = by_secret_.try_emplace(token.secret_sha256, token.id).first->second;
    const bool is_over = std::get<Token>(by_id_.find(whose)->second->what).revoked;
    // Earlier versions gave a revoked secret to another token.
    if (token.revoked || is_over) whose = token.id;
  }
  Update(by_certificate_, token.certificate, token);
}

std::shared_ptr<const Event> TokenFacts::BySecret(std::string_view sha256) const {
  MutexLock lock(&mutex_);
  const auto found = by_secret_.find(sha256);
  if (found == by_secret_.end()) return nullptr;
  const auto& event = by_id_.find(found->second)->second;
  return std::get<Token>(event->what).revoked ? nullptr : event;
}

bool TokenFacts::HasSecret(std::string_view sha256) const {
  MutexLock lock(&mutex_);
  return by_secret_.contains(sha256);
}

TokenEvents TokenFacts::ByCertificate(std::string_view name) const {
  MutexLock lock(&mutex_);
  TokenEvents events;
  const auto found = by_certificate_.find(name);
  if (found == by_certificate_.end()) return events;
  for (const std::string& id : found->second) events.push_back(by_id_.find(id)->second);
  return events;
}

TokenEvents TokenFacts::List(std::string_view after, size_t limit) const {
  MutexLock lock(&mutex_);
  TokenEvents events;
  for (auto it = by_id_.upper_bound(after); it != by_id_.end() && events.size() < limit; ++it) {
    events.push_back(it->second);
  }
  return events;
}

size_t TokenFacts::CountOf(std::string_view authority) const {
  MutexLock lock(&mutex_);
  const auto found = by_authority_.find(authority);
  return found == by_authority_.end() ? 0 : found->second;
}

size_t TokenFacts::size() const {
  MutexLock lock(&mutex_);
  return by_id_.size();
}

}  // namespace assay
