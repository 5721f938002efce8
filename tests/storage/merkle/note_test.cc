#include "storage/merkle/note.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

using absl::StatusCode;

std::string Bytes(const char* hex) { return absl::HexStringToBytes(hex); }

SigningKey KeyOf(const std::string& name) { return *SigningKey::FromSeed(name, Sha256(name)); }

std::string SignedNote() { return *SignNote("line one\n\nline three\n", KeyOf("ledger.example/a")); }

// A key and a note of Go's golang.org/x/mod/sumdb/note.
constexpr char kForeignKey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kForeignText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kForeignSignature[] =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(NoteTest, SignsAsRfc8032Does) {
  const absl::StatusOr<SigningKey> key =
      SigningKey::FromSeed("name", Bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  ASSERT_TRUE(key.ok());
  const auto& public_key = key->verifier_key().public_key;
  EXPECT_EQ(std::string(public_key.begin(), public_key.end()),
            Bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
  EXPECT_EQ(key->Sign("\x72"), Bytes("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
}

TEST(NoteTest, OpensANoteThatAnotherToolSigned) {
  const absl::StatusOr<VerifierKey> key = ParseVerifierKey(kForeignKey);
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string note = std::string(kForeignText) + "\n" + kForeignSignature;
  const absl::StatusOr<std::string> text = OpenNote(note, {*key});
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, kForeignText);
}

TEST(NoteTest, ReadsKeysThatOtherToolsWrote) {
  for (const char* text : {kForeignKey, "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"}) {
    const absl::StatusOr<VerifierKey> key = ParseVerifierKey(text);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(FormatVerifierKey(*key), text);
  }
}

TEST(NoteTest, RefusesEveryBitFlippedInAKey) {
  const std::string text = kForeignKey;
  const VerifierKey key = *ParseVerifierKey(text);
  for (size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string changed = text;
    changed[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_FALSE(ParseVerifierKey(changed).ok()) << changed;
  }
  for (size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(ParseVerifierKey(text.substr(0, size)).ok()) << size;
  EXPECT_FALSE(ParseVerifierKey(text + "A").ok());
  // The id in capitals.
  EXPECT_FALSE(ParseVerifierKey("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").ok());
}

TEST(NoteTest, RefusesNamesThatNoKeyMayHave) {
  for (const char* name : {"", "a b", "a+b", "a\tb", "a\nb", "a\u00a0b", "a\u2003b", "a\u3000b", "\x01", "\xff"}) {
    EXPECT_EQ(SigningKey::FromSeed(name, std::string(32, 's')).status().code(), StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(SigningKey::FromSeed("gemeinde-k\u00f6ln/a", std::string(32, 's')).ok());
  EXPECT_FALSE(SigningKey::FromSeed("a", std::string(31, 's')).ok());
  EXPECT_FALSE(SigningKey::FromSeed("a", std::string(33, 's')).ok());
}

TEST(NoteTest, OpensWhatItSigned) {
  const std::string note = SignedNote();
  EXPECT_TRUE(note.starts_with("line one\n\nline three\n\n\u2014 ledger.example/a "));
  const absl::StatusOr<std::string> text =
      OpenNote(note, {KeyOf("other").verifier_key(), KeyOf("ledger.example/a").verifier_key()});
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, "line one\n\nline three\n");
  EXPECT_EQ(*ReadNoteUnverified(note), *text);
}

TEST(NoteTest, RefusesEveryBitFlippedInANote) {
  const std::string note = SignedNote();
  const std::vector<VerifierKey> keys = {KeyOf("ledger.example/a").verifier_key()};
  ASSERT_TRUE(OpenNote(note, keys).ok());
  for (size_t bit = 0; bit < 8 * note.size(); ++bit) {
    std::string changed = note;
    changed[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_FALSE(OpenNote(changed, keys).ok()) << bit;
  }
  for (size_t size = 0; size < note.size(); ++size) EXPECT_FALSE(OpenNote(note.substr(0, size), keys).ok()) << size;
}

TEST(NoteTest, RefusesANoteOfUnknownKeysOnly) {
  EXPECT_EQ(OpenNote(SignedNote(), {}).status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(OpenNote(SignedNote(), {KeyOf("other").verifier_key()}).status().code(), StatusCode::kUnauthenticated);
  // The same key under another name.
  VerifierKey renamed = KeyOf("ledger.example/a").verifier_key();
  renamed.name = "ledger.example/b";
  EXPECT_EQ(OpenNote(SignedNote(), {renamed}).status().code(), StatusCode::kUnauthenticated);
  // The same name with another key.
  VerifierKey forged = KeyOf("other").verifier_key();
  forged.name = "ledger.example/a";
  EXPECT_EQ(OpenNote(SignedNote(), {forged}).status().code(), StatusCode::kUnauthenticated);
}

std::string LinesOf(const std::string& note) { return note.substr(note.rfind("\n\n") + 2); }

TEST(NoteTest, IgnoresSignaturesOfOthersButNotWrongOnesOfItsKeys) {
  const std::string note = SignedNote();
  const std::vector<VerifierKey> keys = {KeyOf("ledger.example/a").verifier_key()};
  const std::string witness = LinesOf(*SignNote("line one\n\nline three\n", KeyOf("witness.example")));
  EXPECT_TRUE(OpenNote(note + witness, keys).ok());
  EXPECT_TRUE(OpenNote(note + kForeignSignature, keys).ok());
  EXPECT_TRUE(OpenNote(note + LinesOf(note), keys).ok());
  const std::string wrong = LinesOf(*SignNote("something else\n", KeyOf("ledger.example/a")));
  EXPECT_EQ(OpenNote(note + wrong, keys).status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(OpenNote("line one\n\nline three\n\n" + wrong + LinesOf(note), keys).status().code(),
            StatusCode::kUnauthenticated);
}

TEST(NoteTest, RefusesLinesThatAreNoSignatures) {
  const std::string note = SignedNote();
  const std::vector<VerifierKey> keys = {KeyOf("ledger.example/a").verifier_key()};
  for (const char* line :
       {"- witness AAAAAAA=\n", "\u2014witness AAAAAAA=\n", "\u2014 witness\n", "\u2014 witness AAAA\n",
        "\u2014  AAAAAAA=\n", "\u2014 wit+ness AAAAAAA=\n", "\u2014 witness AAAAAAB=\n", "\u2014 witness AAAAAAA= \n",
        "\u2014 witness AAAAAAA=", "\u2014 wit\u00a0ness AAAAAAA=\n", "\u2014 witness  AAAAAAA=\n"}) {
    EXPECT_EQ(OpenNote(note + line, keys).status().code(), StatusCode::kInvalidArgument) << line;
  }
  EXPECT_TRUE(OpenNote(note + "\u2014 witness AAAAAAA=\n", keys).ok());
}

TEST(NoteTest, TakesOnlySoManySignaturesAndBytes) {
  const std::vector<VerifierKey> keys = {KeyOf("ledger.example/a").verifier_key()};
  std::string note = SignedNote();
  for (size_t i = 1; i < kNoteSignaturesMax; ++i) note += "\u2014 witness AAAAAAA=\n";
  EXPECT_TRUE(OpenNote(note, keys).ok());
  EXPECT_FALSE(OpenNote(note + "\u2014 witness AAAAAAA=\n", keys).ok());
  EXPECT_FALSE(SignNote(std::string(kNoteBytesMax, 'x') + "\n", KeyOf("a")).ok());
  EXPECT_FALSE(OpenNote(std::string(kNoteBytesMax, '\n') + SignedNote(), keys).ok());
}

TEST(NoteTest, SignsOnlyLinesOfText) {
  for (const char* text : {"", "no line break", "tab\there\n", "carriage\r\n", "\xff\n"}) {
    EXPECT_EQ(SignNote(text, KeyOf("a")).status().code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace assay
