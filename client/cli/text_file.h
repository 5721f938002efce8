// Small files a flag names.
#ifndef ASSAY_CLIENT_CLI_TEXT_FILE_H_
#define ASSAY_CLIENT_CLI_TEXT_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "client/cli/console.h"

namespace assay {

inline constexpr char kStandardInput[] = "-";

// Everything in the file, or on standard input for "-". INVALID_ARGUMENT where it cannot be opened or read, is a
// folder, or holds more than `max_bytes`. The error names the file and never what is in it.
absl::StatusOr<std::string> ReadTextFile(const Console& console, const std::string& path, size_t max_bytes);

// As ReadTextFile, for a file of one short line: its line break is taken off.
absl::StatusOr<std::string> ReadLineFile(const Console& console, const std::string& path);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_TEXT_FILE_H_
