// The key that signs checkpoints: where it is kept, and how it is replaced.
//
// "signing.key" in the data directory holds the current key's secret, mode 0600, made at first start, and its public
// key, by which damage is known. A rotation writes a new secret and appends a note to "rotations": both keys' texts,
// signed by both, so that whoever pinned the old key can follow to the new one, and nobody can claim a rotation that
// the old key did not agree to.
#ifndef ASSAY_SERVICE_SERVER_SIGNING_KEY_H_
#define ASSAY_SERVICE_SERVER_SIGNING_KEY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/merkle/note.h"

namespace assay {

// Where a key lives and the name it signs under.
struct KeyPlace {
  std::string directory;  // the data directory
  std::string name;       // see KeyName in service/usecases/notary.h
};

// The file that holds the current key's secret.
std::string SigningKeyPath(const std::string& data_directory);

// The current key, made now if there is none. Errors as LoadOrCreateSecret; DATA_LOSS: it is damaged.
absl::StatusOr<SigningKey> LoadSigningKey(const KeyPlace& place);

// Replaces the current key by a new one and answers the rotation's note. The server must not be running. A crash leaves
// either the old key, or the new one with its note written: the note goes to disk first.
absl::StatusOr<std::string> RotateSigningKey(const KeyPlace& place);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_SIGNING_KEY_H_
