#include "storage/merkle/commitment.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <cstdlib>

#include "storage/merkle/big_endian.h"
#include "storage/merkle/sha256.h"

namespace assay {
namespace {

constexpr std::string_view kLabel = "assay/personal/v1";
constexpr size_t kBlockBytes = 64;  // of SHA-256
constexpr char kInnerPad = 0x36;
constexpr char kOuterPad = 0x5c;

// What a message is to be authenticated as: three pieces, any of them empty.
struct Message {
  std::string_view label;
  std::string_view length;
  std::string_view bytes;
};

// RFC 2104. Two plain digests are faster than the library's own HMAC, and need no joining of the pieces.
Hash Hmac(std::string_view key, const Message& message) {
  std::string inner(kBlockBytes, '\0');
  if (key.size() > kBlockBytes) {
    const Hash short_key = Sha256Of({key});
    inner.replace(0, short_key.size(), BytesOf(short_key));
  } else {
    inner.replace(0, key.size(), key);
  }
  std::string outer = inner;
  for (char& byte : inner) byte ^= kInnerPad;
  for (char& byte : outer) byte ^= kOuterPad;
  const Hash inner_hash = Sha256Of({inner, message.label, message.length, message.bytes});
  return Sha256Of({outer, BytesOf(inner_hash)});
}

}  // namespace

std::string NewSalt() {
  std::string salt(kSaltBytes, '\0');
  if (RAND_priv_bytes(reinterpret_cast<unsigned char*>(salt.data()), kSaltBytes) != 1) std::abort();
  return salt;
}

std::string Commit(const SaltedPersonal& personal) {
  if (personal.salt.size() != kSaltBytes) std::abort();
  std::string length;
  AppendBigEndian<uint64_t>(personal.bytes.size(), &length);
  return std::string(BytesOf(Hmac(personal.salt, {.label = kLabel, .length = length, .bytes = personal.bytes})));
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  return std::string(BytesOf(Hmac(key, {.label = {}, .length = {}, .bytes = bytes})));
}

std::string Sha256(std::string_view bytes) { return std::string(BytesOf(Sha256Of({bytes}))); }

}  // namespace assay
