#include "storage/ledger/torn_log.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace assay {
namespace {

constexpr size_t kBlock = 32u << 10;
constexpr size_t kHeader = 7;
// The least that a disk writes or does not.
constexpr size_t kSector = 512;

enum RecordType : uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

constexpr std::array<uint32_t, 256> Crc32cTable() {
  constexpr uint32_t kReflectedPolynomial = 0x82f6'3b78u;
  std::array<uint32_t, 256> table = {};
  for (uint32_t i = 0; i < table.size(); ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kReflectedPolynomial : 0);
    table[i] = crc;
  }
  return table;
}

// As RocksDB keeps it: turned, and added to, so that the CRC of what holds CRCs is one of something else.
uint32_t MaskedCrc32c(std::string_view bytes) {
  static constexpr std::array<uint32_t, 256> kTable = Crc32cTable();
  uint32_t crc = ~0u;
  for (const char byte : bytes) crc = (crc >> 8) ^ kTable[(crc ^ static_cast<uint8_t>(byte)) & 0xff];
  crc = ~crc;
  return ((crc >> 15) | (crc << 17)) + 0xa282'ead8u;
}

uint32_t LittleEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
  return value;
}

bool IsZero(std::string_view bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

// Whether a sector that reaches into these bytes of the log is zeros from there on.
bool HasLostSector(std::string_view log, size_t begin, size_t end) {
  for (size_t sector = begin / kSector * kSector; sector < end; sector += kSector) {
    const size_t from = std::max(sector, begin);
    if (IsZero(log.substr(from, sector + kSector - from))) return true;
  }
  return false;
}

}  // namespace

LogState StateOfLog(std::string_view log) {
  bool is_torn = false;
  bool is_within_batch = false;
  size_t at = 0;
  while (at < log.size()) {
    const size_t block_end = std::min(at / kBlock * kBlock + kBlock, log.size());
    if (block_end - at < kHeader) {
      at = block_end;
      continue;
    }
    // What was never written.
    if (IsZero(log.substr(at))) break;
    const size_t size = LittleEndian(log.substr(at + 4, 2));
    const auto type = static_cast<uint8_t>(log[at + 6]);
    const bool fits = at + kHeader + size <= block_end && type >= kFull && type <= kLast;
    const size_t end = fits ? at + kHeader + size : block_end;
    if (fits && LittleEndian(log.substr(at, 4)) == MaskedCrc32c(log.substr(at + 6, 1 + size))) {
      if (is_torn && (type == kFull || type == kFirst)) return LogState::kDamaged;
      is_within_batch = type == kFirst || type == kMiddle;
    } else if (HasLostSector(log, at, end)) {
      is_torn = true;
    } else {
      return LogState::kDamaged;
    }
    at = end;
  }
  return is_torn || is_within_batch ? LogState::kTorn : LogState::kWhole;
}

}  // namespace assay
