#include "service/usecases/scale_lookup.h"

#include <utility>

#include "service/records/names.h"
#include "service/records/refusal.h"
#include "storage/merkle/leaf.h"

namespace assay {
namespace {

// Copies an entry into the authority's ledger unless it is there.
absl::StatusOr<Decision> DecideCopy(const std::string& key, LeafKind kind, const std::string& body, const View& view) {
  absl::StatusOr<std::optional<Entry>> there = view.Find(key);
  if (!there.ok()) return there.status();
  if (*there) return Decision{.already_there = AlreadyThere{.revision = (*there)->revision}};
  return Decision{.draft = Draft{.kind = kind, .body = body}};
}

}  // namespace

const Scale* ScaleLookup::Find(const std::string& text) {
  auto [it, added] = found_.try_emplace(text);
  if (!added) return it->second == nullptr ? nullptr : &it->second->scale;
  const auto ref = ParseScaleRef(text);
  if (!ref || registry_ == nullptr) return nullptr;
  it->second = registry_->FindScale(*ref);
  if (it->second == nullptr) return nullptr;
  const Scale& scale = it->second->scale;
  if (own_.FindScale(scale.ref) == nullptr) to_adopt_.emplace(FormatScaleRef(scale.ref), it->second);
  return &scale;
}

std::vector<Scale> KnownScales(const LedgerFacts* registry) {
  std::vector<Scale> known;
  if (registry == nullptr) return known;
  for (RecordedScale& recorded : registry->Scales(registry->size())) known.push_back(std::move(recorded.scale));
  return known;
}

absl::Status AddCopy(const House& house, uint32_t revision, const std::string& key, std::vector<Proposal>& proposals) {
  absl::StatusOr<Entry> entry = house.ledger.Read(kRegistryLedger, revision);
  if (!entry.ok()) return entry.status();
  absl::StatusOr<Leaf> leaf = DecodeLeaf(entry->leaf);
  if (!leaf.ok()) return leaf.status();
  proposals.emplace_back([key, kind = leaf->header.kind, body = std::string(leaf->body)](const View& view) {
    return DecideCopy(key, kind, body, view);
  });
  return absl::OkStatus();
}

absl::Status AddAdoptions(const House& house, const ScaleLookup& scales, std::vector<Proposal>& proposals) {
  for (const auto& [name, recorded] : scales.to_adopt()) {
    absl::Status added = AddCopy(house, recorded->revision, ScaleKey(recorded->scale.ref), proposals);
    if (!added.ok()) return added;
  }
  return absl::OkStatus();
}

absl::Status UnknownScale(std::string_view field, const std::string& scale) {
  return RefuseFields({{.field = std::string(field),
                        .reason = std::string(reason::kUnknownScale),
                        .description = "no scale " + scale + " is recorded"}});
}

}  // namespace assay
