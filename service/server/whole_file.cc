#include "service/server/whole_file.h"

#include <array>
#include <fstream>

namespace assay {

std::optional<std::string> ReadWhole(const std::string& path, size_t bytes_max) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes;
  std::array<char, 4'096> part;
  while (in.is_open() && bytes.size() <= bytes_max && (in.read(part.data(), part.size()) || in.gcount() > 0)) {
    bytes.append(part.data(), static_cast<size_t>(in.gcount()));
  }
  if (!in.eof() || in.bad() || bytes.size() > bytes_max) return std::nullopt;
  return bytes;
}

}  // namespace assay
