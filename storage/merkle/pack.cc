#include "storage/merkle/pack.h"

#include <cstdint>
#include <cstdlib>
#include <limits>

#include "absl/status/status.h"
#include "storage/merkle/big_endian.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

enum SectionType : char { kNote = 'N', kQuery = 'Q', kStatement = 'S', kLeaf = 'L', kLeafHashes = 'H', kEnd = 'E' };

constexpr size_t kSectionHeaderBytes = 1 + sizeof(uint32_t);

// Reads sections one after another. An error names the section that was expected and where.
class SectionReader {
 public:
  explicit SectionReader(std::string_view pack) : pack_(pack) {}

  size_t offset() const { return offset_; }
  bool at_end() const { return offset_ == pack_.size(); }

  // The type of the next section; 0: there is none.
  char Peek() const { return at_end() ? '\0' : pack_[offset_]; }

  // The next section, which must be of this type.
  absl::StatusOr<std::string_view> Take(char type, const std::string& what) {
    if (Peek() != type) return Damaged(what + " is missing");
    const std::string_view rest = pack_.substr(offset_);
    if (rest.size() < kSectionHeaderBytes) return Damaged(what + " is cut off");
    const size_t length = ReadBigEndian<uint32_t>(rest.substr(1));
    if (rest.size() - kSectionHeaderBytes < length) return Damaged(what + " is cut off");
    offset_ += kSectionHeaderBytes + length;
    return rest.substr(kSectionHeaderBytes, length);
  }

  absl::Status Damaged(const std::string& why) const {
    return absl::DataLossError(why + ", at byte " + std::to_string(offset_));
  }

 private:
  const std::string_view pack_;
  size_t offset_ = kPackMagic.size();
};

absl::Status ReadStatement(SectionReader& reader, Pack& pack) {
  if (reader.Peek() != kQuery) return absl::OkStatus();
  const absl::StatusOr<std::string_view> query = reader.Take(kQuery, "the question");
  if (!query.ok()) return query.status();
  const absl::StatusOr<std::string_view> statement = reader.Take(kStatement, "the statement");
  if (!statement.ok()) return statement.status();
  pack.statement = {.query = *query, .statement = *statement};
  return absl::OkStatus();
}

absl::Status ReadLeaves(SectionReader& reader, Pack& pack) {
  while (reader.Peek() == kLeaf) {
    const absl::StatusOr<std::string_view> leaf = reader.Take(kLeaf, "entry " + std::to_string(pack.leaves.size() + 1));
    if (!leaf.ok()) return leaf.status();
    pack.leaves.push_back(*leaf);
  }
  const std::string last = std::to_string(pack.leaves.size());
  if (reader.Peek() != kLeafHashes) {
    return reader.Damaged(pack.leaves.empty() ? "entry 1 is missing, or what comes before it was changed"
                                              : "entry " + last + " or what follows it was changed");
  }
  const absl::StatusOr<std::string_view> hashes = reader.Take(kLeafHashes, "the list of hashes");
  if (!hashes.ok()) return hashes.status();
  if (hashes->size() % kHashBytes != 0 || hashes->size() / kHashBytes != pack.leaves.size()) {
    return reader.Damaged("the list of hashes is not of " + last + " entries");
  }
  pack.leaf_hashes = *hashes;
  return absl::OkStatus();
}

absl::Status ReadEnd(std::string_view bytes, SectionReader& reader, Pack& pack) {
  pack.digested = bytes.substr(0, reader.offset());
  const absl::StatusOr<std::string_view> digest = reader.Take(kEnd, "the digest");
  if (!digest.ok()) return digest.status();
  if (digest->size() != kHashBytes) return reader.Damaged("the digest is not one of 32 bytes");
  if (!reader.at_end()) return reader.Damaged("something follows the digest");
  pack.digest = *digest;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Pack> ReadPack(std::string_view bytes) {
  if (!bytes.starts_with(kPackMagic)) return absl::DataLossError("the first line is not that of an evidence pack");
  Pack pack;
  SectionReader reader(bytes);
  const absl::StatusOr<std::string_view> note = reader.Take(kNote, "the checkpoint");
  if (!note.ok()) return note.status();
  pack.note = *note;
  if (absl::Status read = ReadStatement(reader, pack); !read.ok()) return read;
  if (absl::Status read = ReadLeaves(reader, pack); !read.ok()) return read;
  if (absl::Status read = ReadEnd(bytes, reader, pack); !read.ok()) return read;
  return pack;
}

bool DigestMatches(const Pack& pack) { return BytesOf(Sha256Of({pack.digested})) == pack.digest; }

PackWriter::PackWriter(std::ostream& out) : out_(out) { Write(kPackMagic); }

void PackWriter::AddNote(std::string_view note) {
  if (stage_ != Stage::kNote) std::abort();
  WriteSection(kNote, note);
  stage_ = Stage::kStatement;
}

void PackWriter::AddStatement(const PackedStatement& statement) {
  if (stage_ != Stage::kStatement) std::abort();
  WriteSection(kQuery, statement.query);
  WriteSection(kStatement, statement.statement);
  stage_ = Stage::kLeaves;
}

void PackWriter::AddLeaf(std::string_view leaf) {
  if (stage_ != Stage::kStatement && stage_ != Stage::kLeaves) std::abort();
  WriteSection(kLeaf, leaf);
  leaf_hashes_ += BytesOf(LeafHash(leaf));
  stage_ = Stage::kLeaves;
}

void PackWriter::Finish() {
  if (stage_ != Stage::kStatement && stage_ != Stage::kLeaves) std::abort();
  WriteSection(kLeafHashes, leaf_hashes_);
  const Hash digest = digest_.Now();
  std::string end(1, kEnd);
  AppendBigEndian(static_cast<uint32_t>(kHashBytes), &end);
  end += BytesOf(digest);
  out_.write(end.data(), static_cast<std::streamsize>(end.size()));
  stage_ = Stage::kFinished;
}

void PackWriter::Write(std::string_view bytes) {
  digest_.Add(bytes);
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void PackWriter::WriteSection(char type, std::string_view bytes) {
  if (bytes.size() > std::numeric_limits<uint32_t>::max()) std::abort();
  std::string header(1, type);
  AppendBigEndian(static_cast<uint32_t>(bytes.size()), &header);
  Write(header);
  Write(bytes);
}

}  // namespace assay
