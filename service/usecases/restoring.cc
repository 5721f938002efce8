#include "service/usecases/restoring.h"

#include <future>
#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "service/usecases/changes.h"
#include "service/usecases/tokens.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

constexpr char kActor[] = "assayd-restore";
constexpr char kReplayed[] = "erasure-replayed";

struct LostCheckpoint {
  uint64_t size = 0;
  std::string note;
};

// The name of the ledger that a checkpoint of this deployment and epoch speaks of.
absl::StatusOr<std::string> LedgerOf(const House& house, const Checkpoint& checkpoint, uint32_t epoch) {
  const std::string& id = house.ledger.deployment_id();
  const std::string before = absl::BytesToHexString(absl::string_view(id)) + "/";
  const std::string after = absl::StrCat("/", epoch);
  const std::string& origin = checkpoint.origin;
  if (!origin.starts_with(before) || !origin.ends_with(after) || origin.size() <= before.size() + after.size()) {
    return absl::InvalidArgumentError("the lost checkpoint of \"" + origin + "\" is not of this deployment and epoch");
  }
  return origin.substr(before.size(), origin.size() - before.size() - after.size());
}

absl::StatusOr<std::map<std::string, LostCheckpoint>> NewestLost(const House& house, const LostHistory& lost) {
  std::map<std::string, LostCheckpoint> newest;
  for (const std::string& note : lost.checkpoints) {
    const absl::StatusOr<Checkpoint> checkpoint = ReadCheckpointUnverified(note);
    if (!checkpoint.ok()) {
      return absl::InvalidArgumentError("a lost checkpoint cannot be read: " +
                                        std::string(checkpoint.status().message()));
    }
    const absl::StatusOr<std::string> ledger = LedgerOf(house, *checkpoint, lost.previous_epoch);
    if (!ledger.ok()) return ledger.status();
    if (house.ledger.Size(*ledger) == 0) {
      return absl::NotFoundError("the backup has no ledger " + *ledger + ", which a lost checkpoint of " +
                                 std::to_string(checkpoint->size) + " entries speaks of: that ledger is lost whole");
    }
    LostCheckpoint& known = newest[*ledger];
    if (checkpoint->size > known.size) known = {.size = checkpoint->size, .note = note};
  }
  return newest;
}

absl::Status Append(const House& house, const std::string& ledger, std::string body) {
  std::promise<absl::Status> decided;
  WriteRequest request{.ledger = ledger, .when_behind = WhenBehind::kWait};
  request.proposals.emplace_back([body = std::move(body)](const View&) -> absl::StatusOr<Decision> {
    return Decision{.draft = Draft{.kind = LeafKind::kEpoch, .body = body}};
  });
  request.done = [&decided](const std::vector<absl::StatusOr<Committed>>& results) {
    decided.set_value(results.front().status());
  };
  if (absl::Status queued = house.ledger.Commit(std::move(request)); !queued.ok()) return queued;
  return decided.get_future().get();
}

absl::Status Erase(const House& house, const std::string& ledger, const std::string& audit) {
  const absl::StatusOr<std::optional<Entry>> newest = house.ledger.Find(ledger, AuditKey(audit));
  if (!newest.ok()) return newest.status();
  if (!newest->has_value()) return absl::DataLossError("an erased audit is not to be found");
  const AuditChange change{.kind = ChangeKind::kErased,
                           .authority = ledger,
                           .id = audit,
                           .expected_revision = (*newest)->revision,
                           .reason = kReplayed};
  std::promise<absl::Status> decided;
  ChangeAudit(house, change, {}, {.actor = kActor, .when_behind = WhenBehind::kWait},
              [&decided](const absl::StatusOr<Submitted>& made) { decided.set_value(made.status()); });
  return decided.get_future().get();
}

// False: it was revoked before.
absl::StatusOr<bool> Revoke(const House& house, const std::string& token) {
  std::promise<absl::StatusOr<WrittenToken>> decided;
  RevokeToken(
      house, TokenName(token), {.actor = kActor}, [](std::string_view) { return true; },
      [&decided](const absl::StatusOr<WrittenToken>& written) { decided.set_value(written); });
  const absl::StatusOr<WrittenToken> written = decided.get_future().get();
  if (!written.ok()) return written.status();
  return written->committed.appended;
}

}  // namespace

absl::Status BeginEpoch(const House& house, const LostHistory& lost) {
  absl::StatusOr<std::map<std::string, LostCheckpoint>> newest = NewestLost(house, lost);
  if (!newest.ok()) return newest.status();
  for (const std::string& ledger : house.ledger.Names()) {
    const Epoch epoch{.number = house.ledger.epoch(),
                      .previous = lost.previous_epoch,
                      .lost_checkpoint = (*newest)[ledger].note,
                      .restored_commits = lost.restored_commits};
    if (absl::Status status = Append(house, ledger, EncodeEpochBody(epoch, kActor)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Replayed> ReplayErasures(const House& house, const std::vector<ErasedEntry>& erasures) {
  Replayed replayed;
  for (const ErasedEntry& listed : erasures) {
    if (listed.revision == 0 || listed.revision > house.ledger.Size(listed.ledger)) continue;
    const absl::StatusOr<Entry> entry = house.ledger.Read(listed.ledger, listed.revision);
    if (!entry.ok()) return entry.status();
    if (LeafHash(entry->leaf) != listed.leaf_hash) continue;
    const absl::StatusOr<Leaf> leaf = DecodeLeaf(entry->leaf);
    if (!leaf.ok()) return leaf.status();
    const absl::StatusOr<Event> event = DecodeEvent(listed.revision, *leaf);
    if (!event.ok()) return event.status();
    if (const auto* const audit = std::get_if<Audit>(&event->what); audit != nullptr) {
      // Erasing one entry's audit erased those of its other entries.
      if (entry->personal.empty()) continue;
      if (absl::Status status = Erase(house, listed.ledger, audit->id); !status.ok()) return status;
      ++replayed.audits;
    } else if (const auto* const token = std::get_if<Token>(&event->what); token != nullptr) {
      const absl::StatusOr<bool> revoked = Revoke(house, token->id);
      if (!revoked.ok()) return revoked.status();
      if (*revoked) ++replayed.tokens;
    } else {
      return absl::DataLossError("what is listed as erased or revoked is neither an audit's entry nor a token's");
    }
  }
  return replayed;
}

}  // namespace assay
