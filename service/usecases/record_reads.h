// What reads of records have in common: whose, at which revision, on which day.
#ifndef ASSAY_SERVICE_USECASES_RECORD_READS_H_
#define ASSAY_SERVICE_USECASES_RECORD_READS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "assay/v1/read.pb.h"
#include "service/facts/records_at.h"
#include "service/records/names.h"
#include "service/usecases/house.h"
#include "service/usecases/records.h"

namespace assay {

// One authority's records as known at a revision.
struct ReadScope {
  std::string authority;  // id
  const LedgerFacts* facts = nullptr;
  uint32_t revision = 0;
};

// NOT_FOUND for the authority, which may be empty; else as ResolveReadAt.
absl::StatusOr<ReadScope> OpenScope(const House& house, const std::string& authority, const v1::ReadAt& read_at);
// The same for a parent, "authorities/{authority}".
absl::StatusOr<ReadScope> OpenParent(const House& house, const std::string& parent, const v1::ReadAt& read_at);

// The day a question is about: the server's where none is named. INVALID_ARGUMENT (BAD_DATE) on "on".
absl::StatusOr<absl::CivilDay> DayAsked(const House& house, const std::string& on);

// A record found in its scope.
struct FoundRecord {
  ReadScope scope;
  std::shared_ptr<const Event> event;
};

// The newest entry of the record of this resource name. NOT_FOUND (UNKNOWN_NOTICE, UNKNOWN_RECORD).
template <typename T>
absl::StatusOr<FoundRecord> FindRecordByName(const House& house, const std::string& resource,
                                             const v1::ReadAt& read_at) {
  const std::string collection = std::string(kCollection<T>) + "/";
  const std::optional<RecordName> name = ParseRecordName(kCollection<T>, resource);
  if (!name) return UnknownRecord(collection);
  absl::StatusOr<ReadScope> scope = OpenScope(house, name->authority, read_at);
  if (!scope.ok()) return scope.status();
  std::shared_ptr<const Event> event = FindRecord<T>(*scope->facts, collection + name->id, scope->revision);
  if (event == nullptr) return UnknownRecord(collection + name->id);
  return FoundRecord{.scope = *std::move(scope), .event = std::move(event)};
}

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_RECORD_READS_H_
