// A statement checked against the entries it was made from.
#ifndef ASSAY_CLIENT_SDK_STATEMENT_CHECK_H_
#define ASSAY_CLIENT_SDK_STATEMENT_CHECK_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/statement.pb.h"
#include "service/facts/question.h"
#include "service/fold/ledger_fold.h"
#include "storage/merkle/pack.h"

namespace assay {

// What the server's own code answers from all entries of the ledger. `root` is the ledger's, 32 bytes.
v1::Statement StatementOver(const LedgerFold& ledger, std::string_view root, const Question& question);

// The statement, where the packed question, put to all entries of the ledger, has exactly the packed answer. DATA_LOSS,
// naming the first field that differs, where it has another; and where the question cannot be read, is not one that a
// server answers, or is of another authority or another revision than the ledger's last. Thread-safe.
absl::StatusOr<v1::Statement> CheckStatement(const LedgerFold& ledger, std::string_view root,
                                             const PackedStatement& packed);

}  // namespace assay

#endif  // ASSAY_CLIENT_SDK_STATEMENT_CHECK_H_
