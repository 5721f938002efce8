#include "service/usecases/chain.h"

#include <utility>

#include "service/records/leaf_codec.h"
#include "service/records/names.h"

namespace assay {

absl::StatusOr<Link> DecodeLink(Entry entry) {
  absl::StatusOr<Leaf> leaf = DecodeLeaf(entry.leaf);
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<Event> event = DecodeEvent(entry.revision, *leaf);
  if (!event.ok()) return event.status();
  if (event->kind == ChangeKind::kNone) return absl::DataLossError("an entry is not the audit it should be");
  return Link{.entry = std::move(entry), .event = *std::move(event)};
}

absl::StatusOr<std::optional<Link>> NewestLink(const View& view, std::string_view audit) {
  absl::StatusOr<std::optional<Entry>> entry = view.Find(AuditKey(audit));
  if (!entry.ok()) return entry.status();
  if (!*entry) return std::nullopt;
  absl::StatusOr<Link> link = DecodeLink(**std::move(entry));
  if (!link.ok()) return link.status();
  return *std::move(link);
}

absl::StatusOr<Link> EarlierLink(const View& view, const Link& link) {
  absl::StatusOr<Entry> entry = view.Read(link.event.superseded_revision);
  if (!entry.ok()) return entry.status();
  return DecodeLink(*std::move(entry));
}

absl::StatusOr<Link> SubmissionOf(const View& view, const LedgerFacts& facts, Link link) {
  const Rows rows = facts.Snapshot();
  while (link.event.superseded_revision != 0) {
    uint32_t earlier = link.event.superseded_revision;
    if (earlier <= rows.size()) earlier = rows.SubmissionOf(earlier - 1) + 1;
    absl::StatusOr<Entry> entry = view.Read(earlier);
    if (!entry.ok()) return entry.status();
    absl::StatusOr<Link> before = DecodeLink(*std::move(entry));
    if (!before.ok()) return before.status();
    link = *std::move(before);
  }
  return link;
}

absl::StatusOr<Link> ReadLink(const Ledger& ledger, std::string_view authority, uint32_t revision) {
  absl::StatusOr<Entry> entry = ledger.Read(authority, revision);
  if (!entry.ok()) return entry.status();
  return DecodeLink(*std::move(entry));
}

absl::StatusOr<std::optional<Link>> FindLink(const Ledger& ledger, const AuditAt& at) {
  absl::StatusOr<std::optional<Entry>> found = ledger.Find(at.authority, AuditKey(at.audit));
  if (!found.ok()) return found.status();
  if (!*found) return std::nullopt;
  absl::StatusOr<Link> link = DecodeLink(**std::move(found));
  while (link.ok() && link->entry.revision > at.revision) {
    if (link->event.superseded_revision == 0) return std::nullopt;
    link = ReadLink(ledger, at.authority, link->event.superseded_revision);
  }
  if (!link.ok()) return link.status();
  return *std::move(link);
}

absl::StatusOr<bool> MayTouch(const Ledger& ledger, std::string_view authority, const Link& link,
                              const Caller& caller) {
  if (caller.whose == Whose::kAll) return true;
  std::string actor = link.event.actor;
  for (uint32_t earlier = link.event.superseded_revision; earlier != 0;) {
    absl::StatusOr<Link> before = ReadLink(ledger, authority, earlier);
    if (!before.ok()) return before.status();
    actor = before->event.actor;
    earlier = before->event.superseded_revision;
  }
  return actor == caller.actor;
}

}  // namespace assay
