// With a context, the client remembers the last checkpoint it has seen of each authority's ledger, and believes no
// ledger that does not begin with that one: a server cannot show it a history that was rewritten or cut short.
//
// What is remembered is a signed note in $XDG_STATE_HOME/assay/CONTEXT/AUTHORITY.checkpoint, or under ~/.local/state.
#ifndef ASSAY_CLIENT_CLI_LEDGER_GUARD_H_
#define ASSAY_CLIENT_CLI_LEDGER_GUARD_H_

#include <string>

#include "absl/status/status.h"
#include "assay/v1/audit_service.pb.h"
#include "client/cli/command.h"

namespace assay {

// Asks for the ledger's newest checkpoint, checks who signed it where the context pins keys, and that the ledger
// remembered is the beginning of this one; then remembers the newer. OK at once without a context or an authority, and
// for a ledger that is neither there nor remembered. DATA_LOSS where the check fails: the note remembered stays. Other
// errors are the server's.
absl::Status CheckLedger(const Session& session, const std::string& authority);

// What was written, and what the server acknowledged it with.
struct Acknowledged {
  const std::string& name;  // "authorities/{authority}/audits/{audit}", or a record's
  const v1::Receipt& receipt;
};

// With a context, checks a receipt's proof: its checkpoint, and, where the server shows the entry's leaf, that this
// leaf is of that audit or record and in the checkpoint's ledger. DATA_LOSS where it does not hold; OK where there is
// no proof.
absl::Status CheckReceipt(const Session& session, const Acknowledged& acknowledged);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_LEDGER_GUARD_H_
