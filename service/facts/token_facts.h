// All tokens, by what their bearers show. A fold of the ledger of tokens: one writer, the committer; readers from any
// thread.
#ifndef ASSAY_SERVICE_FACTS_TOKEN_FACTS_H_
#define ASSAY_SERVICE_FACTS_TOKEN_FACTS_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "service/domain/event.h"
#include "storage/mutex.h"

namespace assay {

// Each event is a token's newest, and holds a Token.
using TokenEvents = std::vector<std::shared_ptr<const Event>>;

class TokenFacts {
 public:
  // A token created, or revoked.
  void Apply(const Event& event);

  // The token with this secret; null: there is none, or it is revoked. Two tokens that were created at the same moment
  // may have one secret: it is the first one's, and good until either is revoked. Earlier versions gave a revoked one
  // away again: it is good once more then.
  std::shared_ptr<const Event> BySecret(std::string_view sha256) const;
  // Whether there ever was a token with this secret.
  bool HasSecret(std::string_view sha256) const;

  // Those that name this certificate and are not revoked.
  TokenEvents ByCertificate(std::string_view name) const;

  // Those after `after`, by id, at most `limit`.
  TokenEvents List(std::string_view after, size_t limit) const;

  size_t size() const;
  // Those with a grant for it.
  size_t CountOf(std::string_view authority) const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::shared_ptr<const Event>, std::less<>> by_id_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, size_t, std::less<>> by_authority_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string, std::less<>> by_secret_ ABSL_GUARDED_BY(mutex_);  // ids
  // Ids of those that are not revoked, in the order of creation.
  std::map<std::string, std::vector<std::string>, std::less<>> by_certificate_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_TOKEN_FACTS_H_
