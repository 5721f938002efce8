#include "service/domain/sample.h"

#include <string_view>
#include <unordered_map>

#include "service/domain/audit.h"
#include "service/domain/civil_date.h"
#include "service/domain/limits.h"
#include "service/domain/text.h"

namespace assay {
namespace {

void CheckAllocations(const std::vector<Allocation>& allocations, Violations& out) {
  if (allocations.empty()) {
    return Refuse(out, "allocations", reason::kRequired, "a sample allocates at least one audit");
  }
  if (allocations.size() > limits::kAllocations) {
    return Refuse(out, "allocations", reason::kTooLong,
                  "at most " + std::to_string(limits::kAllocations) + " allocations are allowed; there are " +
                      std::to_string(allocations.size()));
  }
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < allocations.size() && out.size() < limits::kViolations; ++i) {
    const Allocation& allocation = allocations[i];
    const std::string path = ElementPath("allocations", i);
    CheckAuditId({path + ".audit", allocation.audit}, out);
    const auto [place, is_first] = places.try_emplace(allocation.audit, i);
    if (!is_first && !allocation.audit.empty()) {
      Refuse(out, path + ".audit", reason::kDuplicate,
             "each audit is allocated once; " + ElementPath("allocations", place->second) + " has it already");
    }
    if (!allocation.auditor.empty()) CheckPersonId({path + ".auditor", allocation.auditor}, out);
    CheckDate({path + ".due_date", allocation.due_date}, out);
  }
}

}  // namespace

Violations Validate(const Sample& sample) {
  Violations out;
  CheckAuthorityId({"name", sample.authority}, out);
  CheckItemId({"name", sample.id}, out);
  CheckLine({"title", sample.title}, limits::kTitleBytes, out);
  CheckCode({"practice_area", sample.practice_area}, out);
  if (sample.audit_type < 0 || sample.audit_type >= kAuditTypes) {
    Refuse(out, "audit_type", reason::kOutOfRange, std::to_string(sample.audit_type) + " is not an audit type");
  }
  if (sample.sampling_method < 0 || sample.sampling_method >= kSamplingMethods) {
    Refuse(out, "sampling_method", reason::kOutOfRange,
           std::to_string(sample.sampling_method) + " is not a sampling method");
  }
  if (sample.frame_size != 0 && sample.frame_size < sample.allocations.size()) {
    Refuse(out, "frame_size", reason::kOutOfRange,
           "a frame of " + std::to_string(sample.frame_size) + " cannot give " +
               std::to_string(sample.allocations.size()) + " allocations");
  }
  CheckOptionalDate({"drawn_on", sample.drawn_on}, out);
  CheckAllocations(sample.allocations, out);
  return out;
}

}  // namespace assay
