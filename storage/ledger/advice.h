// What an operator is told to do about damage. One wording, so that it can be looked up.
#ifndef ASSAY_STORAGE_LEDGER_ADVICE_H_
#define ASSAY_STORAGE_LEDGER_ADVICE_H_

#include "absl/strings/string_view.h"

namespace assay {

// Entries are missing or changed.
inline constexpr absl::string_view kRestoreAdvice = "restore the database and its mark from the same backup";

// The entries are whole; what was derived from them is not.
inline constexpr absl::string_view kRebuildAdvice = "the entries are whole: rebuild what is derived from them";

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_ADVICE_H_
