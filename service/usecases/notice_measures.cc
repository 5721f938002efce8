#include "service/usecases/notice_measures.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/facts/records_at.h"
#include "service/records/names.h"
#include "service/records/refusal.h"
#include "service/usecases/crosswalks.h"
#include "service/usecases/scale_lookup.h"

namespace assay {
namespace {

// The measures of one notice being resolved.
class Resolver {
 public:
  Resolver(const House& house, const LedgerFacts& own)
      : house_(house), own_(own), registry_(house.facts.Find(kRegistryLedger)), scales_(own, registry_) {}

  // `path` is the definition's in the request.
  void Resolve(const std::string& path, Measure& definition, Violations& out) {
    if (!definition.crosswalk.empty() && !ResolveCrosswalk(path, definition, out)) return;
    if (definition.scale.empty()) {
      ChooseScale(path, definition, out);
    } else {
      CheckScale(path, definition, out);
    }
  }

  absl::Status AddCopies(std::vector<Proposal>& ahead) const {
    if (absl::Status status = AddAdoptions(house_, scales_, ahead); !status.ok()) return status;
    for (const auto& [key, revision] : crosswalks_) {
      if (FindRecord<Crosswalk>(own_, key, own_.size()) != nullptr) continue;
      if (absl::Status status = AddCopy(house_, revision, key, ahead); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  // False where a violation was found. The measure's scale is the crosswalk's where it is left open.
  bool ResolveCrosswalk(const std::string& path, Measure& definition, Violations& out) {
    const std::optional<ScaleRef> ref = ParseScaleRef(definition.crosswalk);
    const std::shared_ptr<const Event> event = ref ? FindCrosswalk(registry_, *ref) : nullptr;
    if (event == nullptr) {
      Refuse(out, path + ".crosswalk", reason::kUnknownCrosswalk,
             ref ? "no crosswalk " + FormatScaleRef(*ref) + " is recorded" : "no such crosswalk is recorded");
      return false;
    }
    const Crosswalk& crosswalk = RecordIn<Crosswalk>(*event);
    if (definition.scale.empty()) definition.scale = crosswalk.to_scale;
    const Scale* const scale = scales_.Find(definition.scale);
    if (scale && FormatScaleRef(scale->ref) != crosswalk.to_scale) {
      Refuse(out, path + ".crosswalk", reason::kNotAllowed,
             "leads to scale " + crosswalk.to_scale + ", not to the measure's, " + FormatScaleRef(scale->ref));
      return false;
    }
    scales_.Find(crosswalk.from_scale);
    crosswalks_.emplace(RecordKey(crosswalk), event->revision);
    definition.crosswalk = FormatScaleRef(crosswalk.ref);
    return true;
  }

  void CheckScale(const std::string& path, Measure& definition, Violations& out) {
    const Scale* const scale = scales_.Find(definition.scale);
    if (!scale) {
      return Refuse(out, path + ".scale", reason::kUnknownScale, "no scale " + definition.scale + " is recorded");
    }
    if (!scale->Rank(definition.threshold_grade)) {
      out.push_back(
          GradeNotOnScale(path + ".threshold_grade", definition.threshold_grade, *scale, KnownScales(registry_)));
      return;
    }
    definition.scale = FormatScaleRef(scale->ref);
  }

  // The newest version of each registered scale that has the grade; of those that the authority uses already, where
  // there are several.
  void ChooseScale(const std::string& path, Measure& definition, Violations& out) {
    std::map<std::string, Scale> newest;
    for (Scale& scale : KnownScales(registry_)) {
      Scale& kept = newest[scale.ref.id];
      if (kept.ref.version < scale.ref.version) kept = std::move(scale);
    }
    std::erase_if(newest, [&](const auto& item) { return !item.second.Rank(definition.threshold_grade); });
    if (newest.size() > 1) {
      std::map<std::string, Scale> used = newest;
      std::erase_if(used, [this](const auto& item) { return !Uses(item.first); });
      if (used.size() == 1) newest = std::move(used);
    }
    if (newest.size() == 1) {
      definition.scale = FormatScaleRef(newest.begin()->second.ref);
      scales_.Find(definition.scale);
      return;
    }
    if (newest.empty()) {
      return Refuse(out, path + ".threshold_grade", reason::kGradeNotOnScale,
                    "no scale that is recorded has this grade; name the measure's scale");
    }
    std::string names;
    for (const auto& [id, scale] : newest) names += (names.empty() ? "" : ", ") + FormatScaleRef(scale.ref);
    Refuse(out, path + ".scale", reason::kAmbiguousScale,
           "several scales have the threshold grade: name one of " + names);
  }

  bool Uses(const std::string& scale_id) const {
    const std::vector<RecordedScale> own = own_.Scales(own_.size());
    return std::any_of(own.begin(), own.end(), [&](const RecordedScale& one) { return one.scale.ref.id == scale_id; });
  }

  const House& house_;
  const LedgerFacts& own_;
  const LedgerFacts* registry_;
  ScaleLookup scales_;
  std::map<std::string, uint32_t> crosswalks_;  // by key: revisions in the registry
};

}  // namespace

absl::Status ResolveMeasures(const House& house, const LedgerFacts& own, std::vector<NoticeMeasure>& measures,
                             std::vector<Proposal>& ahead) {
  Resolver resolver(house, own);
  Violations violations;
  for (size_t i = 0; i < measures.size(); ++i) {
    resolver.Resolve(ElementPath("notice.measures", i) + ".definition", measures[i].definition, violations);
  }
  if (!violations.empty()) return RefuseFields(violations);
  return resolver.AddCopies(ahead);
}

}  // namespace assay
