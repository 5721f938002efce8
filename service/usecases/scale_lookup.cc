#include "service/usecases/scale_lookup.h"

#include "service/records/names.h"
#include "service/records/refusal.h"
#include "storage/merkle/leaf.h"

namespace assay {
namespace {

// Copies a scale version into the authority's ledger unless it is there.
absl::StatusOr<Decision> DecideAdoption(const ScaleRef& ref, const std::string& body, const View& view) {
  absl::StatusOr<std::optional<Entry>> there = view.Find(ScaleKey(ref));
  if (!there.ok()) return there.status();
  if (*there) return Decision{.already_there = AlreadyThere{.revision = (*there)->revision}};
  return Decision{.draft = Draft{.kind = LeafKind::kScale, .body = body}};
}

}  // namespace

const std::optional<Scale>& ScaleLookup::Find(const std::string& text) {
  auto [it, added] = found_.try_emplace(text);
  if (!added) return it->second;
  const auto ref = ParseScaleRef(text);
  if (!ref || registry_ == nullptr) return it->second;
  if (auto recorded = registry_->FindScale(*ref)) {
    it->second = recorded->scale;
    if (!own_.FindScale(recorded->scale.ref)) to_adopt_.emplace(FormatScaleRef(recorded->scale.ref), *recorded);
  }
  return it->second;
}

absl::Status AddAdoptions(const House& house, const ScaleLookup& scales, WriteRequest& request) {
  for (const auto& [name, recorded] : scales.to_adopt()) {
    absl::StatusOr<Entry> entry = house.ledger.Read(kRegistryLedger, recorded.revision);
    if (!entry.ok()) return entry.status();
    absl::StatusOr<Leaf> leaf = DecodeLeaf(entry->leaf);
    if (!leaf.ok()) return leaf.status();
    request.proposals.emplace_back([ref = recorded.scale.ref, body = std::string(leaf->body)](const View& view) {
      return DecideAdoption(ref, body, view);
    });
  }
  return absl::OkStatus();
}

absl::Status UnknownScale(std::string_view field, const std::string& scale) {
  return RefuseFields({{.field = std::string(field),
                        .reason = std::string(reason::kUnknownScale),
                        .description = "no scale " + scale + " is recorded"}});
}

}  // namespace assay
