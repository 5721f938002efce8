#include "service/usecases/originals.h"

#include <optional>
#include <string_view>
#include <utility>

#include "service/records/leaf_codec.h"
#include "service/records/refusal.h"
#include "service/usecases/chain.h"
#include "storage/merkle/commitment.h"

namespace assay {
namespace {

// The case reference that the entry keeps; nullopt: it keeps none, or it is erased.
absl::StatusOr<std::optional<std::string>> CaseRefOf(const Entry& entry) {
  if (entry.personal.size() < kSaltBytes) return std::nullopt;
  absl::StatusOr<PersonalPart> personal = DecodePersonal(std::string_view(entry.personal).substr(kSaltBytes));
  if (!personal.ok()) return personal.status();
  if (personal->case_ref.empty()) return std::nullopt;
  return std::move(personal->case_ref);
}

absl::Status OtherCase(const std::string& field) {
  return RefuseFields(
      {{.field = field, .reason = std::string(reason::kOtherCase), .description = "is an audit of another case"}});
}

}  // namespace

absl::StatusOr<uint32_t> FindOriginal(const View& view, const LedgerFacts& facts, const OriginalAsked& asked) {
  absl::StatusOr<std::optional<Link>> newest = NewestLink(view, asked.audit);
  if (!newest.ok()) return newest.status();
  if (!*newest) return 0;
  const absl::StatusOr<Link> submission = SubmissionOf(view, facts, **newest);
  if (!submission.ok()) return submission.status();
  const uint32_t revision = submission->entry.revision;
  const bool may_see = asked.whose == Whose::kAll || submission->event.actor == asked.actor;
  if (!may_see) return revision;
  // The newest reference that is kept is the case's: a correction may have set it right.
  absl::Status answer;
  bool is_compared = false;
  for (Link link = **std::move(newest);;) {
    const absl::StatusOr<std::optional<std::string>> kept = CaseRefOf(link.entry);
    if (!kept.ok()) return kept.status();
    if (*kept && !is_compared) {
      is_compared = true;
      if (**kept != asked.case_ref) answer = OtherCase(asked.field);
    }
    // Whoever corrected it may have left the reference as somebody else wrote it.
    if (*kept && link.event.actor != asked.actor) *asked.compared = link.entry.revision;
    if (link.event.superseded_revision == 0 || *asked.compared != 0) break;
    absl::StatusOr<Link> earlier = EarlierLink(view, link);
    if (!earlier.ok()) return earlier.status();
    link = *std::move(earlier);
  }
  if (!answer.ok()) return answer;
  return revision;
}

}  // namespace assay
