// Evidence packs: a whole ledger, its signed checkpoint and, if wanted, a statement over it, in one file that anybody
// can check without a server.
//
//   magic      "assay pack 1\n"
//   sections   type, 1 byte ‖ length, 4 bytes big-endian ‖ that many bytes
//
// Sections come in the order N, Q, S, L, H, E; each stands there exactly once but for L, which stands there once for
// each leaf, and for Q and S, which are both there or both not:
//
//   'N'  the signed note of the ledger's checkpoint
//   'Q'  a serialised assay.v1.StatementQuery, with its day and revision
//   'S'  the serialised assay.v1.Statement that the server answered
//   'L'  a leaf's bytes, in the ledger's order
//   'H'  the hashes of all leaves, 32 bytes each: where they lead to the checkpoint's root and a leaf does not have its
//        hash, it is that leaf which was changed
//   'E'  SHA-256 of every byte before this section
//
// Nothing follows. DO NOT CHANGE THESE VALUES; see storage/FORMAT.md. This file knows the frame only: whether what is
// in it holds is client/sdk/pack_verifier.h's to say. Safe from any thread, each writer from one at a time.
#ifndef ASSAY_STORAGE_MERKLE_PACK_H_
#define ASSAY_STORAGE_MERKLE_PACK_H_

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/merkle/running_sha256.h"
#include "storage/merkle/sha256.h"

namespace assay {

inline constexpr std::string_view kPackMagic = "assay pack 1\n";
// The list of hashes is one section.
inline constexpr size_t kPackLeavesMax = 0xffff'ffffu / kHashBytes;

// The question and the answer, each a serialised message.
struct PackedStatement {
  std::string_view query;
  std::string_view statement;
};

// What lies in a pack. All views are of the bytes that were read and live as long as they do.
struct Pack {
  std::string_view note;
  std::optional<PackedStatement> statement;
  std::vector<std::string_view> leaves;
  std::string_view leaf_hashes;  // kHashBytes for each leaf
  std::string_view digest;       // as the pack states it
  std::string_view digested;     // the bytes it is of
};

// Takes any bytes, in one pass and without copying them. DATA_LOSS, naming the section or entry and its offset, for
// what has another frame. The digest is not checked: whoever looks for what was changed wants to see the parts first.
absl::StatusOr<Pack> ReadPack(std::string_view bytes);

// Whether the bytes are those that were written.
bool DigestMatches(const Pack& pack);

// Writes a pack as its parts come, keeping nothing but the leaves' hashes. Failures are the stream's to tell.
class PackWriter {
 public:
  // `out` must outlive the writer.
  explicit PackWriter(std::ostream& out);
  PackWriter(const PackWriter&) = delete;
  PackWriter& operator=(const PackWriter&) = delete;

  // In this order: the note once, a statement at most once, the leaves, the end. No part may have 4 GiB or more, and no
  // pack more than kPackLeavesMax leaves (a programmer's error, as is another order).
  void AddNote(std::string_view note);
  void AddStatement(const PackedStatement& statement);
  void AddLeaf(std::string_view leaf);
  void Finish();

 private:
  enum class Stage { kNote, kStatement, kLeaves, kFinished };

  void Write(std::string_view bytes);
  void WriteSection(char type, std::string_view bytes);

  std::ostream& out_;
  RunningSha256 digest_;
  std::string leaf_hashes_;
  Stage stage_ = Stage::kNote;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_MERKLE_PACK_H_
