// Resource names: "authorities/{authority}", "authorities/{authority}/audits/{audit}", "scales/{scale}@{version}"
// and so on.
// They say where the parts lie; whether a part is a well-formed id is the domain's to check. Thread-safe: pure
// functions.
#ifndef ASSAY_SERVICE_RECORDS_NAMES_H_
#define ASSAY_SERVICE_RECORDS_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

#include "service/domain/scale.h"

namespace assay {

struct AuditName {
  std::string authority;
  std::string audit;
};

// "authorities/{authority}/{collection}/{id}": a record of one authority.
struct RecordName {
  std::string authority;
  std::string id;
};

// "authorities/{authority}/notices/{notice}/measures/{measure}"
struct MeasureName {
  std::string authority;
  std::string notice;
  std::string measure;
};

std::optional<std::string> ParseAuthorityName(std::string_view name);
std::optional<AuditName> ParseAuditName(std::string_view name);
// `collection` is "notices", "reviews" and so on: see kCollection in service/domain/record.h.
std::optional<RecordName> ParseRecordName(std::string_view collection, std::string_view name);
std::optional<MeasureName> ParseMeasureName(std::string_view name);
// With or without "@version".
std::optional<ScaleRef> ParseScaleName(std::string_view name);
std::optional<ScaleRef> ParseCrosswalkName(std::string_view name);
// "tokens/{token}": the id.
std::optional<std::string> ParseTokenName(std::string_view name);
// The id in "authorities/{authority}" or anything below it: whose a request is. Empty where there is none.
std::string_view AuthorityIn(std::string_view name);

std::string AuthorityName(std::string_view authority);
std::string AuditResourceName(const AuditName& name);
std::string RecordResourceName(std::string_view collection, const RecordName& name);
std::string MeasureResourceName(const MeasureName& name);
std::string ScaleName(const ScaleRef& ref);
std::string CrosswalkName(const ScaleRef& ref);
std::string TokenName(std::string_view token);

// The names entries answer to inside a ledger. An authority's own entry, a scale version, an audit.
inline constexpr std::string_view kAuthorityKey = "authority";
std::string ScaleKey(const ScaleRef& ref);     // "scales/ofsted-2013@1"
std::string AuditKey(std::string_view audit);  // "audits/plan-0233"

// The ledger that holds every scale version; no authority id can be this, nor any of the following.
inline constexpr std::string_view kRegistryLedger = "_registry";
// The ledger of tokens.
inline constexpr std::string_view kTokenLedger = "_tokens";
// An authority's second ledger: who read which personal part. "access/somerset".
std::string AccessLedger(std::string_view authority);
// Whose second ledger this is; nullopt: it is none.
std::optional<std::string> AuthorityOfAccessLedger(std::string_view ledger);
// The ledger that "authorities/{authority}" or "authorities/{authority}/access" names.
struct LedgerName {
  std::string authority;
  std::string ledger;
};
std::optional<LedgerName> ParseLedgerName(std::string_view name);

}  // namespace assay

#endif  // ASSAY_SERVICE_RECORDS_NAMES_H_
