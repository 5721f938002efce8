#include "storage/merkle/checkpoint.h"

#include <gtest/gtest.h>

#include "storage/merkle/commitment.h"
#include "storage/merkle/encoding.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

using absl::StatusCode;

SigningKey Key() { return *SigningKey::FromSeed("assay.example", Sha256("seed")); }
std::vector<VerifierKey> Keys() { return {Key().verifier_key()}; }

Checkpoint Somerset() { return {.origin = "assay.example/somerset/1", .size = 532, .root = LeafHash("somerset")}; }

TEST(CheckpointTest, OpensWhatItSigned) {
  for (uint64_t size : {uint64_t{0}, uint64_t{1}, uint64_t{532}, UINT64_MAX}) {
    Checkpoint checkpoint = Somerset();
    checkpoint.size = size;
    const absl::StatusOr<std::string> note = SignCheckpoint(checkpoint, Key());
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(*OpenCheckpoint(*note, Keys()), checkpoint);
    EXPECT_EQ(*ReadCheckpointUnverified(*note), checkpoint);
  }
}

TEST(CheckpointTest, IsWrittenAsOtherToolsReadIt) {
  const std::string note = *SignCheckpoint(Somerset(), Key());
  const std::string text = "assay.example/somerset/1\n532\n" + Base64(BytesOf(Somerset().root)) + "\n";
  EXPECT_EQ(note, *SignNote(text, Key()));
}

TEST(CheckpointTest, ReadsTheExampleOfItsSpecification) {
  const absl::StatusOr<Checkpoint> checkpoint = ReadCheckpointUnverified(
      "example.com/behind-the-sofa\n"
      "20852163\n"
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
      "\n"
      "\u2014 example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n");
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20'852'163u);
}

TEST(CheckpointTest, RefusesEveryBitFlipped) {
  for (uint64_t size = 0; size <= 64; ++size) {
    Checkpoint checkpoint = Somerset();
    checkpoint.size = size;
    const std::string note = *SignCheckpoint(checkpoint, Key());
    for (size_t bit = 0; bit < 8 * note.size(); ++bit) {
      std::string changed = note;
      changed[bit / 8] ^= static_cast<char>(1 << bit % 8);
      ASSERT_FALSE(OpenCheckpoint(changed, Keys()).ok()) << size << " " << bit;
    }
  }
}

TEST(CheckpointTest, RefusesASignedTextThatIsNoCheckpoint) {
  const std::string root = Base64(BytesOf(Somerset().root));
  const std::vector<std::string> texts = {"origin\n",
                                          "origin\n1\n",
                                          "\n1\n" + root + "\n",
                                          "origin\n01\n" + root + "\n",
                                          "origin\n-1\n" + root + "\n",
                                          "origin\n\n" + root + "\n",
                                          "origin\n1\n\n",
                                          "origin\n1\nAAAA\n",
                                          "origin\n1\n" + root + "\nextension\n",
                                          "origin\n1\n" + root + "\n\n",
                                          "origin\n1\n" + root.substr(1) + "\n"};
  for (const std::string& text : texts) {
    const absl::StatusOr<std::string> note = SignNote(text, Key());
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(OpenCheckpoint(*note, Keys()).status().code(), StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(ReadCheckpointUnverified(*note).status().code(), StatusCode::kInvalidArgument) << text;
  }
}

TEST(CheckpointTest, SignsNoOriginThatIsNotOneLine) {
  for (const char* origin : {"", "a\nb", "a\n", "\xff"}) {
    Checkpoint checkpoint = Somerset();
    checkpoint.origin = origin;
    EXPECT_EQ(SignCheckpoint(checkpoint, Key()).status().code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace assay
