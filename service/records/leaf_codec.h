// Leaf bodies: domain structs to the bytes that are hashed and kept, and back. Thread-safe: pure functions.
//
// A body is serialised here once, when its entry is accepted; nothing is ever serialised again to be hashed or
// compared.
#ifndef ASSAY_SERVICE_RECORDS_LEAF_CODEC_H_
#define ASSAY_SERVICE_RECORDS_LEAF_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "service/domain/audit.h"
#include "service/domain/authority.h"
#include "service/domain/epoch.h"
#include "service/domain/event.h"
#include "service/domain/scale.h"
#include "storage/merkle/leaf.h"

namespace assay {

std::string EncodeAuthorityBody(const Authority& authority, std::string_view actor);
std::string EncodeScaleBody(const Scale& scale, std::string_view actor);
// A record of the regime. `reason` is empty where it takes no other's place.
struct RecordBody {
  const Record& record;
  std::string_view actor;
  std::string_view reason;
};
std::string EncodeRecordBody(const RecordBody& body);
std::string EncodeEpochBody(const Epoch& epoch, std::string_view actor);
std::string EncodeTokenBody(const Token& token, std::string_view actor);
std::string EncodePersonalReadBody(const PersonalRead& read, std::string_view actor);
// Leaves the personal part out: only its commitment stands in the leaf.
std::string EncodeAuditBody(const Audit& audit, std::string_view actor, std::string_view personal_commitment);

// A change: `audit` as it stands afterwards. `personal_commitment` is empty where the entry has no personal part.
struct ChangeBody {
  const Audit& audit;
  std::string_view actor;
  std::string_view reason;
  std::string_view personal_commitment;
};
std::string EncodeChangeBody(const ChangeBody& change);
// The leaf kind of a change. `kind` must be one.
LeafKind LeafKindOf(ChangeKind kind);

std::string EncodePersonal(const PersonalPart& personal);
// DATA_LOSS where the bytes are no PersonalPart.
absl::StatusOr<PersonalPart> DecodePersonal(std::string_view bytes);

// Fills in what is said by an entry's place and header, and not by its body.
void CompleteEvent(uint32_t revision, const LeafHeader& header, Event& event);

// DATA_LOSS where the body is not a message of the header's kind, or lacks what that kind must have.
absl::StatusOr<Event> DecodeEvent(uint32_t revision, const Leaf& leaf);

// The name the entry answers to in its ledger (see names.h); empty where the body cannot be read.
std::string LeafName(const Leaf& leaf);

// The case reference within personal bytes, which are those of an audit or of a change of one; empty where they cannot
// be read.
std::string LeafCaseRef(std::string_view personal);

}  // namespace assay

#endif  // ASSAY_SERVICE_RECORDS_LEAF_CODEC_H_
