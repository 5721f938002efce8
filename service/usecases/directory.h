// Authorities and scales: created once, listed by name, as they are or were.
#ifndef ASSAY_SERVICE_USECASES_DIRECTORY_H_
#define ASSAY_SERVICE_USECASES_DIRECTORY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/authority_service.pb.h"
#include "assay/v1/scale_service.pb.h"
#include "service/domain/authority.h"
#include "service/domain/scale.h"
#include "service/usecases/house.h"

namespace assay {

using CreateDone = std::function<void(absl::StatusOr<Committed>)>;

// Creates the authority with the first entry of its ledger. `shape` holds what the converter already found wrong.
// `done` is called exactly once, from this thread or the committer's, and must not block.
// ALREADY_EXISTS where the name is taken by other content, naming the fields that differ.
void CreateAuthority(const House& house, const Authority& authority, const Violations& shape,
                     const WriteContext& context, CreateDone done);

// Records a scale version in the registry, as CreateAuthority. INVALID_ARGUMENT (VERSION_GAP) unless the version is 1
// or follows the newest.
void CreateScale(const House& house, const Scale& scale, const Violations& shape, const WriteContext& context,
                 CreateDone done);

// Reads, at the revision or time asked for; see ResolveReadAt and, across ledgers, ResolveReadTime. NOT_FOUND for what
// is not recorded, or was not yet. A list's next page is read as its first: scales at the same revision, authorities at
// the same time.
absl::StatusOr<v1::GetAuthorityResponse> GetAuthority(const House& house, const v1::GetAuthorityRequest& request);
absl::StatusOr<v1::ListAuthoritiesResponse> ListAuthorities(const House& house,
                                                            const v1::ListAuthoritiesRequest& request,
                                                            const Caller& caller);
absl::StatusOr<v1::GetScaleResponse> GetScale(const House& house, const v1::GetScaleRequest& request);
absl::StatusOr<v1::ListScalesResponse> ListScales(const House& house, const v1::ListScalesRequest& request);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_DIRECTORY_H_
