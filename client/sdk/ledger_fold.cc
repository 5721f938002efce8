#include "client/sdk/ledger_fold.h"

#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/domain/violation.h"
#include "service/records/leaf_codec.h"

namespace assay {
namespace {

absl::Status Wrong(const std::string& why) { return absl::DataLossError(why); }

// The first violation that counts: a leaf never holds the personal part, so it cannot be missing.
absl::Status CheckShape(const Violations& violations) {
  for (const Violation& violation : violations) {
    if (!violation.field.starts_with("personal.")) return Wrong(violation.field + " " + violation.description);
  }
  return absl::OkStatus();
}

absl::CivilDay DayOf(int64_t recorded_at_us) {
  return absl::ToCivilDay(absl::FromUnixMicros(recorded_at_us), absl::UTCTimeZone());
}

}  // namespace

absl::Status LedgerFold::Add(std::string_view leaf) {
  const std::string entry = "entry " + std::to_string(size_ + 1) + ": ";
  const absl::StatusOr<Leaf> decoded = DecodeLeaf(leaf);
  if (!decoded.ok()) return Wrong(entry + std::string(decoded.status().message()));
  const absl::StatusOr<Event> event = DecodeEvent(size_ + 1, *decoded);
  if (!event.ok()) return Wrong(entry + std::string(event.status().message()));
  if (absl::Status checked = Check(*event); !checked.ok()) return Wrong(entry + std::string(checked.message()));
  Apply(*event);
  return absl::OkStatus();
}

absl::Status LedgerFold::Check(const Event& event) const {
  if (size_ > 0 && event.recorded_at_us <= last_recorded_at_us_) {
    return Wrong("it is not recorded after the entry before it");
  }
  const auto* const authority = std::get_if<Authority>(&event.what);
  if ((size_ == 0) != (authority != nullptr)) {
    return Wrong(size_ == 0 ? "the first entry is not the authority's" : "a second authority's entry");
  }
  const auto* const audit = std::get_if<Audit>(&event.what);
  if (audit != nullptr) return CheckAudit(event, *audit);
  if (event.superseded_revision != 0) return Wrong("only an audit's entry may supersede another");
  if (authority != nullptr) return CheckShape(Validate(*authority));
  const auto& scale = std::get<Scale>(event.what);
  if (scales_.contains(FormatScaleRef(scale.ref))) return Wrong("the scale version is there already");
  return CheckShape(Validate(scale));
}

absl::Status LedgerFold::CheckAudit(const Event& event, const Audit& audit) const {
  if (absl::Status shape = CheckShape(Validate(audit, DayOf(event.recorded_at_us))); !shape.ok()) return shape;
  if (audit.authority != authority_) return Wrong("the audit is of another authority");
  const auto scale = scales_.find(audit.scale);
  if (scale == scales_.end()) return Wrong("the audit's scale is not in the ledger");
  const bool graded_elsewhere = !audit.grade.empty() && !scale->second.Rank(audit.grade).has_value();
  const bool moderated_elsewhere = audit.moderation.has_value() && !scale->second.Rank(audit.moderation->grade);
  if (graded_elsewhere || moderated_elsewhere) return Wrong("the grade is not on the audit's scale");
  const auto current = current_.find(audit.id);
  if (event.kind == ChangeKind::kSubmitted) {
    if (event.superseded_revision != 0) return Wrong("a submission supersedes nothing");
    if (current != current_.end()) return Wrong("the audit is there already");
    return absl::OkStatus();
  }
  if (current == current_.end() || event.superseded_revision != current->second) {
    return Wrong("it supersedes entry " + std::to_string(event.superseded_revision) +
                 ", which is not the current one of its audit");
  }
  return absl::OkStatus();
}

void LedgerFold::Apply(const Event& event) {
  ++size_;
  last_recorded_at_us_ = event.recorded_at_us;
  if (const auto* authority = std::get_if<Authority>(&event.what)) authority_ = authority->id;
  if (const auto* scale = std::get_if<Scale>(&event.what)) scales_.emplace(FormatScaleRef(scale->ref), *scale);
  if (const auto* audit = std::get_if<Audit>(&event.what)) current_[audit->id] = event.revision;
  facts_.Apply(event);
}

}  // namespace assay
