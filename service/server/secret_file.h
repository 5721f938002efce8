// A secret kept in a file of its own, readable by its owner only.
#ifndef ASSAY_SERVICE_SERVER_SECRET_FILE_H_
#define ASSAY_SERVICE_SERVER_SECRET_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

inline constexpr size_t kSecretBytes = 32;

// The secret in the file; the one that is given, written now, if there is no file. Made with mode 0600, written to a
// neighbour and renamed, so that a half-written secret is never read.
// FAILED_PRECONDITION: what the file has is neither kSecretBytes nor as long as the one that is given, or others than
// its owner may read or write it.
absl::StatusOr<std::string> LoadOrCreateSecret(const std::string& path, std::string_view if_new);

// Makes a file with this one line, mode 0600. ALREADY_EXISTS where there is one, which is left alone;
// FAILED_PRECONDITION where none can be made.
absl::Status WriteNewSecret(const std::string& path, std::string_view line);

// Puts another secret in the file's place, durably and whole.
absl::Status ReplaceSecret(const std::string& path, std::string_view secret);

// Makes what was created or renamed in the directory durable.
absl::Status SyncDirectory(const std::string& directory);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_SECRET_FILE_H_
