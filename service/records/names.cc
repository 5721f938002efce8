#include "service/records/names.h"

#include <utility>

namespace assay {
namespace {

constexpr std::string_view kAuthorities = "authorities/";
constexpr std::string_view kMeasures = "/measures/";
constexpr std::string_view kScales = "scales/";
constexpr std::string_view kCrosswalks = "crosswalks/";
constexpr std::string_view kTokens = "tokens/";
constexpr std::string_view kAccess = "access/";
constexpr std::string_view kAccessOf = "/access";

std::string Join(std::string_view a, std::string_view b) { return std::string(a).append(b); }

}  // namespace

std::optional<std::string> ParseAuthorityName(std::string_view name) {
  if (!name.starts_with(kAuthorities)) return std::nullopt;
  std::string_view id = name.substr(kAuthorities.size());
  if (id.empty() || id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

std::optional<RecordName> ParseRecordName(std::string_view collection, std::string_view name) {
  if (!name.starts_with(kAuthorities)) return std::nullopt;
  const std::string_view rest = name.substr(kAuthorities.size());
  const size_t first = rest.find('/');
  const size_t second = first == std::string_view::npos ? first : rest.find('/', first + 1);
  if (first == 0 || second == std::string_view::npos) return std::nullopt;
  const std::string_view id = rest.substr(second + 1);
  if (rest.substr(first + 1, second - first - 1) != collection || id.empty() ||
      id.find('/') != std::string_view::npos) {
    return std::nullopt;
  }
  return RecordName{.authority = std::string(rest.substr(0, first)), .id = std::string(id)};
}

std::optional<AuditName> ParseAuditName(std::string_view name) {
  std::optional<RecordName> parsed = ParseRecordName("audits", name);
  if (!parsed) return std::nullopt;
  return AuditName{.authority = std::move(parsed->authority), .audit = std::move(parsed->id)};
}

std::optional<MeasureName> ParseMeasureName(std::string_view name) {
  const size_t split = name.rfind(kMeasures);
  if (split == std::string_view::npos) return std::nullopt;
  const std::string_view measure = name.substr(split + kMeasures.size());
  std::optional<RecordName> notice = ParseRecordName("notices", name.substr(0, split));
  if (!notice || measure.empty() || measure.find('/') != std::string_view::npos) return std::nullopt;
  return MeasureName{
      .authority = std::move(notice->authority), .notice = std::move(notice->id), .measure = std::string(measure)};
}

std::optional<ScaleRef> ParseScaleName(std::string_view name) {
  if (!name.starts_with(kScales)) return std::nullopt;
  return ParseScaleRef(name.substr(kScales.size()));
}

std::optional<ScaleRef> ParseCrosswalkName(std::string_view name) {
  if (!name.starts_with(kCrosswalks)) return std::nullopt;
  return ParseScaleRef(name.substr(kCrosswalks.size()));
}

std::optional<std::string> ParseTokenName(std::string_view name) {
  if (!name.starts_with(kTokens) || name.size() == kTokens.size()) return std::nullopt;
  return std::string(name.substr(kTokens.size()));
}

std::string_view AuthorityIn(std::string_view name) {
  if (!name.starts_with(kAuthorities)) return {};
  name.remove_prefix(kAuthorities.size());
  return name.substr(0, name.find('/'));
}

std::string AccessLedger(std::string_view authority) { return Join(kAccess, authority); }

std::optional<std::string> AuthorityOfAccessLedger(std::string_view ledger) {
  if (!ledger.starts_with(kAccess)) return std::nullopt;
  return std::string(ledger.substr(kAccess.size()));
}

std::optional<LedgerName> ParseLedgerName(std::string_view name) {
  // First as a whole: an authority may be called "access".
  if (std::optional<std::string> authority = ParseAuthorityName(name)) {
    return LedgerName{.authority = *authority, .ledger = *authority};
  }
  if (!name.ends_with(kAccessOf)) return std::nullopt;
  name.remove_suffix(kAccessOf.size());
  const std::optional<std::string> authority = ParseAuthorityName(name);
  if (!authority) return std::nullopt;
  return LedgerName{.authority = *authority, .ledger = AccessLedger(*authority)};
}

std::string TokenName(std::string_view token) { return Join(kTokens, token); }

std::string AuthorityName(std::string_view authority) { return Join(kAuthorities, authority); }

std::string RecordResourceName(std::string_view collection, const RecordName& name) {
  return AuthorityName(name.authority).append("/").append(collection).append("/").append(name.id);
}

std::string AuditResourceName(const AuditName& name) {
  return RecordResourceName("audits", {.authority = name.authority, .id = name.audit});
}

std::string MeasureResourceName(const MeasureName& name) {
  return RecordResourceName("notices", {.authority = name.authority, .id = name.notice})
      .append(kMeasures)
      .append(name.measure);
}

std::string CrosswalkName(const ScaleRef& ref) { return Join(kCrosswalks, FormatScaleRef(ref)); }

std::string ScaleName(const ScaleRef& ref) { return Join(kScales, FormatScaleRef(ref)); }

std::string ScaleKey(const ScaleRef& ref) { return ScaleName(ref); }

std::string AuditKey(std::string_view audit) { return Join("audits/", audit); }

}  // namespace assay
