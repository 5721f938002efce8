// The leaves of one ledger, in order, as the server streams them.
#ifndef ASSAY_CLIENT_SDK_LEAF_READER_H_
#define ASSAY_CLIENT_SDK_LEAF_READER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "client/sdk/client.h"

namespace assay {

struct LeafRange {
  std::string parent;          // "authorities/{authority}"
  uint32_t last_revision = 0;  // at least 1; the first is 1
};

// Hands every leaf of the range to `use`, each once, without a gap. A stream that breaks is taken up again where it
// broke; the client's timeout is for a stretch that brings nothing. DATA_LOSS where the server sends something else
// than what was asked for; else the server's error, or that of `use`, which ends the reading. Thread-safe.
absl::Status ReadLeaves(const Client& client, const LeafRange& range,
                        const std::function<absl::Status(std::string_view leaf)>& use);

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_LEAF_READER_H_
