#include "storage/merkle/checkpoint.h"

#include <algorithm>
#include <array>
#include <optional>

#include "storage/merkle/encoding.h"

namespace assay {
namespace {

absl::StatusOr<Checkpoint> ParseCheckpoint(std::string_view text) {
  std::array<std::string_view, 3> lines;
  for (std::string_view& line : lines) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos)
      return absl::InvalidArgumentError("a checkpoint is an origin, a size and a root");
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) return absl::InvalidArgumentError("the checkpoint has more than an origin, a size and a root");
  if (lines[0].empty()) return absl::InvalidArgumentError("the checkpoint has no origin");
  const std::optional<uint64_t> size = ParseDecimal(lines[1]);
  if (!size.has_value()) return absl::InvalidArgumentError("the checkpoint's size is not a number");
  const std::optional<std::string> root = ParseBase64(lines[2]);
  if (!root.has_value() || root->size() != kHashBytes) {
    return absl::InvalidArgumentError("the checkpoint's root is not a hash");
  }
  Checkpoint checkpoint = {.origin = std::string(lines[0]), .size = *size, .root = {}};
  std::copy(root->begin(), root->end(), checkpoint.root.begin());
  return checkpoint;
}

}  // namespace

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  if (checkpoint.origin.empty() || checkpoint.origin.find('\n') != std::string::npos) {
    return absl::InvalidArgumentError("a checkpoint's origin is one line");
  }
  std::string text = checkpoint.origin;
  text.append("\n").append(std::to_string(checkpoint.size)).append("\n");
  text.append(Base64(BytesOf(checkpoint.root))).append("\n");
  return SignNote(text, key);
}

absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, const std::vector<VerifierKey>& keys) {
  const absl::StatusOr<std::string> text = OpenNote(note, keys);
  if (!text.ok()) return text.status();
  return ParseCheckpoint(*text);
}

absl::StatusOr<Checkpoint> ReadCheckpointUnverified(std::string_view note) {
  const absl::StatusOr<std::string> text = ReadNoteUnverified(note);
  if (!text.ok()) return text.status();
  return ParseCheckpoint(*text);
}

}  // namespace assay
