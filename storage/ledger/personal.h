// A personal part as it is stored: the salt of its commitment, then its bytes.
#ifndef ASSAY_STORAGE_LEDGER_PERSONAL_H_
#define ASSAY_STORAGE_LEDGER_PERSONAL_H_

#include <string_view>

#include "storage/merkle/commitment.h"

namespace assay {

// Whether the bytes can be a stored personal part.
inline bool HasSalt(std::string_view stored) { return stored.size() >= kSaltBytes; }

// The bytes after the salt, which must be there.
inline std::string_view WithoutSalt(std::string_view stored) { return stored.substr(kSaltBytes); }

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_PERSONAL_H_
