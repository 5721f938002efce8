// Inspections as people write and read them. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_INSPECTION_TEXT_H_
#define ASSAY_CLIENT_CLI_INSPECTION_TEXT_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/inspection.pb.h"
#include "client/cli/output.h"

namespace assay {

// "[x]" not available, "[z]" not applicable, "[c]" suppressed; nullopt for any other text.
std::optional<v1::Marker> ParseMarker(const std::string& text);
std::string FormatMarker(v1::Marker marker);

// "help-and-protection=good" or "overall-effectiveness=[z]". INVALID_ARGUMENT for anything else.
absl::StatusOr<v1::Judgement> ParseJudgement(const std::string& text);

// An inspection with every judgement, flag and reported field.
std::string InspectionText(const v1::Inspection& inspection);

const Layout<v1::Inspection>& InspectionLayout();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_INSPECTION_TEXT_H_
