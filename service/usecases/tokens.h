// Tokens: created, listed, revoked, each step a new entry of the ledger of tokens.
#ifndef ASSAY_SERVICE_USECASES_TOKENS_H_
#define ASSAY_SERVICE_USECASES_TOKENS_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/token_service.pb.h"
#include "service/domain/event.h"
#include "service/domain/token.h"
#include "service/domain/violation.h"
#include "service/usecases/house.h"

namespace assay {

// Tokens that are neither revoked nor expired: the newest entry of each, which holds a Token.
using GoodTokens = std::vector<std::shared_ptr<const Event>>;

// The one whose secret this is, or none. Thread-safe, from memory, as the next.
GoodTokens TokensOfBearer(const House& house, std::string_view secret);
// Those that name this certificate.
GoodTokens TokensOfCertificate(const House& house, std::string_view name);
// How many there are.
size_t CountGoodTokens(const House& house);

// What was committed, or was there before, and the token as recorded.
struct WrittenToken {
  Committed committed;
  Event event;
};
using TokenDone = std::function<void(absl::StatusOr<WrittenToken>)>;

// In what follows a caller manages a token if it administers every authority the token has a grant for: see
// TokenService. `shape` holds what the converter already found wrong. `done` is called exactly once, from this thread
// or the committer's, and must not block. PERMISSION_DENIED for a token the caller would not manage; ALREADY_EXISTS for
// a name that is taken by other content, or for a secret that a token has or had; FAILED_PRECONDITION (TOO_LONG) beyond
// limits::kTokens.
void CreateToken(const House& house, const Token& token, const Violations& shape, const WriteContext& context,
                 const MaySee& administers, TokenDone done);

// NOT_FOUND (UNKNOWN_TOKEN) where there is none that the caller manages. `done` as above.
void RevokeToken(const House& house, const std::string& name, const WriteContext& context, const MaySee& administers,
                 TokenDone done);

// Those that the caller manages. Looks at all there are, in memory: for the reader pool.
absl::StatusOr<v1::ListTokensResponse> ListTokens(const House& house, const v1::ListTokensRequest& request,
                                                  const Caller& caller);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_TOKENS_H_
