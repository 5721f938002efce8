#include "service/records/names.h"

namespace assay {
namespace {

constexpr std::string_view kAuthorities = "authorities/";
constexpr std::string_view kAudits = "/audits/";
constexpr std::string_view kScales = "scales/";

std::string Join(std::string_view a, std::string_view b) { return std::string(a).append(b); }

}  // namespace

std::optional<std::string> ParseAuthorityName(std::string_view name) {
  if (!name.starts_with(kAuthorities)) return std::nullopt;
  std::string_view id = name.substr(kAuthorities.size());
  if (id.empty() || id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

std::optional<AuditName> ParseAuditName(std::string_view name) {
  if (!name.starts_with(kAuthorities)) return std::nullopt;
  std::string_view rest = name.substr(kAuthorities.size());
  size_t split = rest.find('/');
  if (split == 0 || split == std::string_view::npos || !rest.substr(split).starts_with(kAudits)) return std::nullopt;
  std::string_view audit = rest.substr(split + kAudits.size());
  if (audit.empty() || audit.find('/') != std::string_view::npos) return std::nullopt;
  return AuditName{.authority = std::string(rest.substr(0, split)), .audit = std::string(audit)};
}

std::optional<ScaleRef> ParseScaleName(std::string_view name) {
  if (!name.starts_with(kScales)) return std::nullopt;
  return ParseScaleRef(name.substr(kScales.size()));
}

std::string AuthorityName(std::string_view authority) { return Join(kAuthorities, authority); }

std::string AuditResourceName(const AuditName& name) {
  return AuthorityName(name.authority).append(kAudits).append(name.audit);
}

std::string ScaleName(const ScaleRef& ref) { return Join(kScales, FormatScaleRef(ref)); }

std::string ScaleKey(const ScaleRef& ref) { return ScaleName(ref); }

std::string AuditKey(std::string_view audit) { return Join("audits/", audit); }

}  // namespace assay
