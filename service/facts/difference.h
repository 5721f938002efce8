// What changed between two answers to one question over one ledger: which audits came into a figure, left it, or stand
// in it otherwise than before.
//
// The parts add up to the difference of the figure, exactly:
//   denominator = entered_for + entered_against − left_for − left_against
//   AT_LEAST: numerator = entered_for − left_for + against_to_for − for_to_against
//   AT_MOST:  numerator = entered_against − left_against + for_to_against − against_to_for − ungraded
// AT_LEAST's numerator is what stands for the service. AT_MOST's is what stands against it less the ungraded, which
// under AUDITED stand against it and are in no numerator: one that is graded and found bad moves the numerator and no
// bucket, so the difference of the ungraded is a part of its own.
//
// Pure functions, safe from any thread.
#ifndef ASSAY_SERVICE_FACTS_DIFFERENCE_H_
#define ASSAY_SERVICE_FACTS_DIFFERENCE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "service/facts/placing.h"
#include "service/facts/question.h"
#include "service/facts/survey.h"

namespace assay {

// Values equal assay.v1.DeltaKind.
enum class DeltaKind : uint8_t { kEntered = 1, kLeft = 2, kChangedSide = 3, kChangedGrade = 4 };

// An audit at one end of a difference.
struct DeltaEnd {
  std::optional<uint32_t> row;  // in which it stands; nullopt: it was not recorded yet
  Standing standing = Standing::kOutside;
  Placed placed;
  std::string grade;  // the one that counts, a code on the question's scale; empty: none
};

// One audit that changed its place. `to.row` is always set: an audit once recorded stays, if only as withdrawn.
struct Delta {
  DeltaKind kind = DeltaKind::kEntered;
  DeltaEnd from;
  DeltaEnd to;
};

// See assay.v1.DiffTotals.
struct DiffTotals {
  int64_t numerator_difference = 0;
  int64_t denominator_difference = 0;
  uint32_t entered_for = 0;
  uint32_t entered_against = 0;
  uint32_t left_for = 0;
  uint32_t left_against = 0;
  uint32_t for_to_against = 0;
  uint32_t against_to_for = 0;
  uint32_t changed_grade = 0;
  int64_t ungraded_difference = 0;  // in the figure

  bool operator==(const DiffTotals&) const = default;
};

// One end: a question and its survey, which outlive the call.
struct SurveyedQuestion {
  const Question& question;
  const Survey& survey;
};

// Both ends are of one ledger and of one comparator; `to` knows at least what `from` knew. Calls `use` for every audit
// that changed its place, by its row at `to`.
DiffTotals Difference(const SurveyedQuestion& from, const SurveyedQuestion& to, Basis basis,
                      const std::function<void(const Delta&)>& use);

// For each row that is of an audit the row in which that audit stands; for any other the row itself.
std::vector<uint32_t> StandingRows(const Rows& rows);

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_DIFFERENCE_H_
