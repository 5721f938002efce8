#include "storage/ledger/tile.h"

#include <cstring>

#include "storage/merkle/tree.h"

namespace assay {

std::string EncodeTile(const Tile& tile) {
  std::string bytes;
  bytes.reserve(kTileLeaves * kHashBytes);
  for (const Hash& hash : tile) bytes.append(BytesOf(hash));
  return bytes;
}

std::optional<Tile> DecodeTile(std::string_view bytes) {
  if (bytes.size() != kTileLeaves * kHashBytes) return std::nullopt;
  Tile tile(kTileLeaves);
  for (size_t i = 0; i < kTileLeaves; ++i) std::memcpy(tile[i].data(), bytes.data() + i * kHashBytes, kHashBytes);
  return tile;
}

}  // namespace assay
