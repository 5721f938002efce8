#include "service/server/signing_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "service/server/secret_file.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

absl::Status AppendDurably(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return absl::FailedPreconditionError("cannot write " + path + ": " + std::strerror(errno));
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  close(fd);
  return written ? absl::OkStatus() : absl::FailedPreconditionError("cannot write " + path);
}

// A note with the text's signature by either key.
absl::StatusOr<std::string> SignByBoth(const std::string& text, const SigningKey& old_key, const SigningKey& new_key) {
  absl::StatusOr<std::string> by_old = SignNote(text, old_key);
  absl::StatusOr<std::string> by_new = SignNote(text, new_key);
  if (!by_old.ok()) return by_old.status();
  if (!by_new.ok()) return by_new.status();
  // Below the text and its empty line a note has nothing but signature lines.
  return *by_old + by_new->substr(text.size() + 1);
}

// What the file holds: the seed, and the public key that grows from it.
std::string FileOf(std::string_view seed, const SigningKey& key) {
  const auto& bytes = key.verifier_key().public_key;
  return std::string(seed) + std::string(bytes.begin(), bytes.end());
}

}  // namespace

std::string SigningKeyPath(const std::string& data_directory) { return data_directory + "/signing.key"; }

absl::StatusOr<SigningKey> LoadSigningKey(const KeyPlace& place) {
  const std::string new_seed = NewSalt();
  const absl::StatusOr<SigningKey> new_key = SigningKey::FromSeed(place.name, new_seed);
  if (!new_key.ok()) return new_key.status();
  const std::string path = SigningKeyPath(place.directory);
  const absl::StatusOr<std::string> file = LoadOrCreateSecret(path, FileOf(new_seed, *new_key));
  if (!file.ok()) return file.status();
  const std::string_view seed = std::string_view(*file).substr(0, kSecretBytes);
  absl::StatusOr<SigningKey> key = SigningKey::FromSeed(place.name, seed);
  // The seed alone is what earlier versions wrote.
  if (!key.ok() || file->size() == kSecretBytes || *file == FileOf(seed, *key)) return key;
  return absl::DataLossError(path + " is damaged: restore it from a copy; with another key nobody could be followed");
}

absl::StatusOr<std::string> RotateSigningKey(const KeyPlace& place) {
  absl::StatusOr<SigningKey> old_key = LoadSigningKey(place);
  if (!old_key.ok()) return old_key.status();
  const std::string seed = NewSalt();
  absl::StatusOr<SigningKey> new_key = SigningKey::FromSeed(place.name, seed);
  if (!new_key.ok()) return new_key.status();
  const std::string text = "assay key rotation\nold " + FormatVerifierKey(old_key->verifier_key()) + "\nnew " +
                           FormatVerifierKey(new_key->verifier_key()) + "\n";
  absl::StatusOr<std::string> note = SignByBoth(text, *old_key, *new_key);
  if (!note.ok()) return note.status();
  if (absl::Status status = AppendDurably(place.directory + "/rotations", *note + "\n"); !status.ok()) return status;
  if (absl::Status status = ReplaceSecret(SigningKeyPath(place.directory), FileOf(seed, *new_key)); !status.ok()) {
    return status;
  }
  return note;
}

}  // namespace assay
