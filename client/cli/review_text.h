// Formal reviews as people read them, and what was recorded since one. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_REVIEW_TEXT_H_
#define ASSAY_CLIENT_CLI_REVIEW_TEXT_H_

#include <string>
#include <vector>

#include "assay/v1/review_service.pb.h"
#include "client/cli/output.h"

namespace assay {

// "review 1 of in-2013 (version 1), held 21 May 2014, due 21 May 2014"
std::string ReviewHeading(const v1::Review& review);

// What was frozen: each measure's statement as it was answered then, the revision and root it rests on, the narrative.
std::string ReviewText(const v1::Review& review, Color color);

// What was answered then and would be now, and the parts of the difference, by measure, in the figure the measure's
// verdict rests on: see statement_diff_text.h.
std::string ReviewedMeasuresText(const v1::DiffReviewResponse& response);

// One later entry of an audit, in words.
struct TouchedEntry {
  std::string audit;
  std::string revision;
  std::string what;
  std::string reason;
  std::string when;
  std::string by;
};
std::string TouchedText(const std::vector<TouchedEntry>& entries, const OutputOptions& options);

const Layout<v1::Review>& ReviewLayout();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_REVIEW_TEXT_H_
