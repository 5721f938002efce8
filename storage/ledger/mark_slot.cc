#include "storage/ledger/mark_slot.h"

#include <utility>

#include "storage/ledger/keys.h"
#include "storage/merkle/big_endian.h"
#include "storage/merkle/sha256.h"

namespace assay {
namespace {

constexpr std::string_view kMagic = "assaymrk";
constexpr size_t kDeploymentOffset = 8;
constexpr size_t kNumberOffset = 24;
constexpr size_t kDigestOffset = 32;
constexpr size_t kChecksumOffset = 64;
constexpr size_t kChecksumBytes = 8;
constexpr size_t kSlotUsedBytes = kChecksumOffset + kChecksumBytes;

std::string ChecksumOf(std::string_view bytes) {
  return std::string(BytesOf(Sha256Of({bytes})).substr(0, kChecksumBytes));
}

std::optional<Mark> DecodeSlot(std::string_view bytes) {
  const std::string_view checked = bytes.substr(0, kChecksumOffset);
  if (!checked.starts_with(kMagic)) return std::nullopt;
  if (bytes.substr(kChecksumOffset, kChecksumBytes) != ChecksumOf(checked)) return std::nullopt;
  Mark mark;
  mark.deployment_id = checked.substr(kDeploymentOffset, kDeploymentIdBytes);
  mark.commit.set_number(ReadBigEndian<uint64_t>(checked.substr(kNumberOffset)));
  mark.commit.set_digest(std::string(checked.substr(kDigestOffset, kHashBytes)));
  return mark;
}

}  // namespace

uint64_t SlotOffset(uint64_t commit_number) { return commit_number % 2 * kMarkSlotBytes; }

std::string EncodeSlot(const Mark& mark) {
  std::string bytes(kMagic);
  bytes.append(mark.deployment_id);
  AppendBigEndian<uint64_t>(mark.commit.number(), &bytes);
  bytes.append(mark.commit.digest());
  bytes.append(ChecksumOf(bytes));
  return bytes;
}

std::string EncodeMarkFile(const Mark& mark) {
  std::string bytes(kMarkFileBytes, '\0');
  bytes.replace(SlotOffset(mark.commit.number()), kSlotUsedBytes, EncodeSlot(mark));
  return bytes;
}

std::optional<Mark> DecodeMarkFile(std::string_view bytes) {
  std::optional<Mark> newest;
  for (size_t offset = 0; offset + kSlotUsedBytes <= bytes.size(); offset += kMarkSlotBytes) {
    std::optional<Mark> mark = DecodeSlot(bytes.substr(offset, kSlotUsedBytes));
    if (!mark.has_value() || SlotOffset(mark->commit.number()) != offset) continue;
    if (!newest.has_value() || mark->commit.number() > newest->commit.number()) newest = std::move(mark);
  }
  return newest;
}

}  // namespace assay
