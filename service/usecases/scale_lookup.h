// The scales a write speaks of, and their copies into the authority's own ledger.
#ifndef ASSAY_SERVICE_USECASES_SCALE_LOOKUP_H_
#define ASSAY_SERVICE_USECASES_SCALE_LOOKUP_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "service/domain/scale.h"
#include "service/facts/facts.h"
#include "service/usecases/house.h"

namespace assay {

// Scale versions one request speaks of, each looked up once. For one thread.
class ScaleLookup {
 public:
  // Both outlive the lookup; `registry` may be null.
  ScaleLookup(const LedgerFacts& own, const LedgerFacts* registry) : own_(own), registry_(registry) {}

  // The scale the reference names, by the registry; null: none. Lives as long as the lookup.
  const Scale* Find(const std::string& text);

  // Scales found that the authority's ledger does not hold yet, by name.
  const std::map<std::string, std::shared_ptr<const RecordedScale>>& to_adopt() const { return to_adopt_; }

 private:
  const LedgerFacts& own_;
  const LedgerFacts* registry_;
  std::map<std::string, std::shared_ptr<const RecordedScale>> found_;
  std::map<std::string, std::shared_ptr<const RecordedScale>> to_adopt_;
};

// Every scale version the registry knows; null: none. For GradeNotOnScale.
std::vector<Scale> KnownScales(const LedgerFacts* registry);

// Adds proposals that copy the scales still to be adopted into the authority's ledger, byte for byte: a ledger stands
// alone. Where a scale is there after all when the committer looks, nothing is written.
absl::Status AddAdoptions(const House& house, const ScaleLookup& scales, std::vector<Proposal>& proposals);

// Adds a proposal that copies one entry of the registry, known there by `key`, likewise.
absl::Status AddCopy(const House& house, uint32_t revision, const std::string& key, std::vector<Proposal>& proposals);

// INVALID_ARGUMENT (UNKNOWN_SCALE) on the field.
absl::Status UnknownScale(std::string_view field, const std::string& scale);

}  // namespace assay

#endif  // ASSAY_SERVICE_USECASES_SCALE_LOOKUP_H_
