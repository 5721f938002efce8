#include "client/cli/text_file.h"

#include <algorithm>
#include <array>

#include "client/cli/input.h"
#include "service/domain/text.h"

namespace assay {
namespace {

constexpr size_t kLineBytes = 4'096;

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const Console& console, const std::string& path, size_t max_bytes) {
  absl::StatusOr<Input> input = Input::Open(console, path);
  if (!input.ok()) return input.status();
  std::string text;
  std::array<char, 1 << 14> block;
  while (true) {
    const absl::StatusOr<size_t> got = input->Read(block.data(), block.size());
    if (!got.ok()) return got.status();
    if (*got == 0 && !IsUtf8(text)) return absl::InvalidArgumentError(input->name() + ": is not UTF-8");
    if (*got == 0) return text;
    text.append(block.data(), *got);
    if (text.size() > max_bytes) {
      return absl::InvalidArgumentError(input->name() + ": holds more than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

absl::StatusOr<std::string> ReadLineFile(const Console& console, const std::string& path) {
  absl::StatusOr<std::string> text = ReadTextFile(console, path, kLineBytes);
  if (!text.ok()) return text;
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  return text;
}

}  // namespace assay
