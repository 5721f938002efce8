// Pages of a long answer: their size, and the opaque tokens that lead from one to the next.
//
// A token is bound by HMAC to everything else the request says and to the revision of the first page, so a list never
// shifts under its reader and a forged or borrowed token is refused.
#ifndef ASSAY_SERVICE_USECASES_PAGE_H_
#define ASSAY_SERVICE_USECASES_PAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// Where a page begins: after a row of a ledger, or after a name of a directory.
struct PagePosition {
  uint32_t row = 0;       // rows of the ledger already passed
  uint32_t revision = 0;  // the revision the whole list is read at
  std::string name;       // the last name already listed

  bool operator==(const PagePosition&) const = default;
};

// What a token is bound to: the deployment's secret and the request without its page_size and page_token.
struct PageBinding {
  std::string_view key;
  std::string_view arguments;
};

// Text safe in URLs and on command lines.
std::string EncodePageToken(const PageBinding& binding, const PagePosition& position);

// INVALID_ARGUMENT (BAD_PAGE_TOKEN).
absl::Status BadPageToken();

// BadPageToken for anything EncodePageToken did not make for this binding.
absl::StatusOr<PagePosition> DecodePageToken(const PageBinding& binding, std::string_view token);

// Where to begin: as the token says, or for an empty one at the first row of the revision that `resolve` answers. A
// token of a revision beyond `newest`, from before a restore, is refused like a forged one.
template <typename ResolveRevision>
absl::StatusOr<PagePosition> OpenPage(const PageBinding& binding, std::string_view token, uint32_t newest,
                                      ResolveRevision resolve) {
  if (!token.empty()) {
    absl::StatusOr<PagePosition> page = DecodePageToken(binding, token);
    return page.ok() && page->revision > newest ? BadPageToken() : page;
  }
  absl::StatusOr<uint32_t> revision = resolve();
  if (!revision.ok()) return revision.status();
  return PagePosition{.revision = *revision};
}

// The page size to use: the default for 0, at most the maximum; INVALID_ARGUMENT (OUT_OF_RANGE) below 0.
absl::StatusOr<uint32_t> PageSize(int32_t asked);

// What a request is bound by: its bytes without page_size and page_token, made of the same fields every time.
template <typename Request>
std::string PageArguments(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return request.GetTypeName() + "\n" + request.SerializeAsString();
}

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_PAGE_H_
