#include "service/usecases/personal_reads.h"

#include <memory>
#include <utility>
#include <vector>

#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/records/refusal.h"

namespace assay {

void RecordPersonalRead(const House& house, const PersonalRead& read, const std::string& actor,
                        std::function<void(const absl::Status&)> done) {
  RecordPersonalReads(house, {read}, actor, std::move(done));
}

void RecordPersonalReads(const House& house, const std::vector<PersonalRead>& reads, const std::string& actor,
                         std::function<void(const absl::Status&)> done) {
  if (reads.empty()) return done(absl::OkStatus());
  WriteRequest request{.ledger = AccessLedger(reads.front().authority), .bytes = 1'024 * reads.size()};
  for (const PersonalRead& read : reads) {
    Violations violations;
    if (!read.purpose.empty()) CheckCode({"purpose", read.purpose}, violations);
    if (!violations.empty()) return done(RefuseFields(violations));
    request.proposals.emplace_back(
        [body = EncodePersonalReadBody(read, actor)](const View&) -> absl::StatusOr<Decision> {
          return Decision{.draft = Draft{.kind = LeafKind::kPersonalRead, .body = body}};
        });
  }
  // Shared: on a full queue the ledger does not take the callback, and it is called here.
  auto answer = std::make_shared<std::function<void(const absl::Status&)>>(std::move(done));
  request.done = [answer](const std::vector<absl::StatusOr<Committed>>& results) {
    absl::Status status;
    for (const absl::StatusOr<Committed>& result : results) status.Update(result.status());
    (*answer)(status);
  };
  if (absl::Status status = house.ledger.Commit(std::move(request)); !status.ok()) (*answer)(status);
}

}  // namespace assay
