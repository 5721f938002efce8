// Reading a file of a size that is known to be small.
#ifndef ASSAY_SERVICE_SERVER_WHOLE_FILE_H_
#define ASSAY_SERVICE_SERVER_WHOLE_FILE_H_

#include <cstddef>
#include <optional>
#include <string>

namespace assay {

// All of it; nullopt: it cannot be read, as a directory cannot, or is longer.
std::optional<std::string> ReadWhole(const std::string& path, size_t bytes_max);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_WHOLE_FILE_H_
