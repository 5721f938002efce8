#include "service/usecases/personal_reads.h"

#include <memory>
#include <utility>
#include <vector>

#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"

namespace assay {

WriteRequest::Beside ComparisonBeside(const std::vector<PersonalRead>& compared, const std::string& actor) {
  PersonalRead read = compared.front();
  if (compared.size() > 1) read = {.authority = read.authority};
  read.purpose = kComparison;
  return {.ledger = AccessLedger(read.authority),
          .draft = {.kind = LeafKind::kPersonalRead, .body = EncodePersonalReadBody(read, actor)}};
}

void RecordPersonalRead(const House& house, const PersonalRead& read, const std::string& actor,
                        std::function<void(const absl::Status&)> done) {
  Violations violations;
  if (!read.purpose.empty()) CheckCode({"purpose", read.purpose}, violations);
  if (!violations.empty()) return done(RefuseFields(violations));
  // Shared: on a full queue the ledger does not take the callback, and it is called here.
  auto answer = std::make_shared<std::function<void(const absl::Status&)>>(std::move(done));
  WriteRequest request{.actor = actor, .ledger = AccessLedger(read.authority), .bytes = 1'024};
  request.proposals.emplace_back([body = EncodePersonalReadBody(read, actor)](const View&) -> absl::StatusOr<Decision> {
    return Decision{.draft = Draft{.kind = LeafKind::kPersonalRead, .body = body}};
  });
  request.done = [answer](const std::vector<absl::StatusOr<Committed>>& results) {
    (*answer)(results.front().status());
  };
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) (*answer)(status);
}

}  // namespace assay
