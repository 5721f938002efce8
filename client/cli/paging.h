// Lists that come in pages.
#ifndef ASSAY_CLIENT_CLI_PAGING_H_
#define ASSAY_CLIENT_CLI_PAGING_H_

#include "absl/status/statusor.h"
#include "client/sdk/client.h"
#include "service/domain/limits.h"

namespace assay {

enum class Continue { kNextPage, kEnough };

// Asks `method` for page after page and hands each to `use`, which says whether it wants another.
template <typename Request, typename Response, typename Use>
absl::Status ForEachPage(const Client& client, absl::StatusOr<Response> (Client::*method)(const Request&) const,
                         Request request, Use use) {
  if (request.page_size() == 0) request.set_page_size(limits::kPageSizeMax);
  while (true) {
    const absl::StatusOr<Response> page = (client.*method)(request);
    if (!page.ok()) return page.status();
    if (use(*page) == Continue::kEnough || page->next_page_token().empty()) return absl::OkStatus();
    if (page->next_page_token() == request.page_token()) return absl::DataLossError("the server's pages do not end");
    request.set_page_token(page->next_page_token());
  }
}

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_PAGING_H_
