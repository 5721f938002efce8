#include "client/cli/statement_diff_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "client/cli/audit_layout.h"
#include "client/cli/audit_past.h"
#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

// More reasons than these are not summed up beside the counts.
constexpr size_t kReasonsShown = 3;
constexpr char kGap[] = "   ";

std::string Signed(int64_t number) { return (number < 0 ? "" : "+") + std::to_string(number); }

std::string GradeWords(const std::string& grade) { return grade.empty() ? "ungraded" : TextCell(grade); }

std::string ForAndAgainst(uint32_t in_favour, uint32_t against) {
  return std::to_string(in_favour) + " for, " + std::to_string(against) + " against";
}

std::string SidesChanged(const v1::DiffTotals& totals) {
  if (totals.against_to_for() == 0) return "for -> against";
  if (totals.for_to_against() == 0) return "against -> for";
  return std::to_string(totals.for_to_against()) + " for -> against, " + std::to_string(totals.against_to_for()) +
         " against -> for";
}

// The reasons of all deltas of a kind: one where they share it, a few each with its count, else empty.
std::string ReasonsOf(const v1::DiffStatementsResponse& diff, v1::DeltaKind kind) {
  std::map<std::string, uint32_t> counts;
  for (const auto& delta : diff.deltas()) {
    if (delta.kind() == kind) ++counts[WhyOf(delta)];
  }
  if (counts.empty() || counts.size() > kReasonsShown) return {};
  if (counts.size() == 1) return counts.begin()->first;
  std::string text;
  for (const auto& [why, count] : counts) {
    const std::string words = why.empty() ? "new" : why;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + words;
  }
  return text;
}

struct Row {
  std::string label;
  std::string count;
  std::string sides;
  std::string reasons;
};

std::vector<Row> RowsOf(const v1::DiffStatementsResponse& diff) {
  const v1::DiffTotals& totals = diff.totals();
  std::vector<Row> rows;
  const auto add = [&](const char* label, uint64_t count, std::string sides, v1::DeltaKind kind) {
    if (count == 0) return;
    rows.push_back({label, std::to_string(count), std::move(sides), ReasonsOf(diff, kind)});
  };
  add("entered", uint64_t{totals.entered_for()} + totals.entered_against(),
      ForAndAgainst(totals.entered_for(), totals.entered_against()), v1::DELTA_KIND_ENTERED);
  add("left", uint64_t{totals.left_for()} + totals.left_against(),
      ForAndAgainst(totals.left_for(), totals.left_against()), v1::DELTA_KIND_LEFT);
  add("changed side", uint64_t{totals.for_to_against()} + totals.against_to_for(), SidesChanged(totals),
      v1::DELTA_KIND_CHANGED_SIDE);
  add("changed grade", totals.changed_grade(), "same side", v1::DELTA_KIND_CHANGED_GRADE);
  return rows;
}

// "for, adequate", or "excluded".
std::string PlaceOf(v1::Bucket bucket, const std::string& grade) {
  if (bucket == v1::BUCKET_UNSPECIFIED) return {};
  const std::string code = CodeOfEnumerator(v1::Bucket_Name(bucket), "BUCKET_");
  return bucket == v1::BUCKET_EXCLUDED && grade.empty() ? code : code + ", " + GradeWords(grade);
}

std::string FromOf(const v1::AuditDelta& delta) {
  const bool is_new = delta.kind() == v1::DELTA_KIND_ENTERED && delta.exclusion() == v1::EXCLUSION_UNSPECIFIED;
  return is_new ? "not recorded" : PlaceOf(delta.from_bucket(), delta.from_grade());
}

std::string KindOf(const v1::AuditDelta& delta) {
  std::string kind = CodeOfEnumerator(v1::DeltaKind_Name(delta.kind()), "DELTA_KIND_");
  std::replace(kind.begin(), kind.end(), '-', ' ');
  return kind;
}

// How the audit itself was changed: "moderated adequate -> inadequate". A moderation says all; of other changes the
// reason is told.
std::string ChangeWords(const v1::AuditDelta& delta) {
  std::string text = GradeWords(delta.from_grade()) + " -> " + GradeWords(delta.to_grade());
  if (delta.change_kind() == v1::CHANGE_KIND_UNSPECIFIED) return text;
  text = CodeOf(delta.change_kind()) + " " + text;
  if (delta.change_kind() == v1::CHANGE_KIND_MODERATED || delta.reason().empty()) return text;
  return text + ": " + TextCell(delta.reason());
}

std::string PointOf(const v1::Statement& statement) {
  std::string text = "on " + TextCell(statement.on()) + " at revision " + std::to_string(statement.revision());
  if (statement.notice_version() > 0) text += ", measure v" + std::to_string(statement.notice_version());
  return text;
}

}  // namespace

std::string WhyOf(const v1::AuditDelta& delta) {
  const std::string outside(WordsOf(delta.exclusion()));
  switch (delta.kind()) {
    case v1::DELTA_KIND_ENTERED:
      return outside.empty() ? "" : "was out: " + outside;
    case v1::DELTA_KIND_LEFT: {
      if (delta.exclusion() != v1::EXCLUSION_WITHDRAWN) return outside;
      // The delta's own is the newest change's, which may be an erasure after it.
      const std::string& withdrawal = delta.audit().withdrawal_reason();
      const std::string& why = withdrawal.empty() ? delta.reason() : withdrawal;
      return why.empty() ? outside : outside + ": " + TextCell(why);
    }
    default:
      return ChangeWords(delta);
  }
}

std::string DiffText(const v1::DiffStatementsResponse& diff, v1::Basis basis) {
  const v1::DiffTotals& totals = diff.totals();
  std::string text = RatioAndShareOf(FigureOf(diff.from(), basis)) + "  ->  " +
                     RatioAndShareOf(FigureOf(diff.to(), basis)) + kGap + kGap + "numerator " +
                     Signed(totals.numerator_difference()) + ", denominator " +
                     Signed(totals.denominator_difference()) + '\n';
  const std::vector<Row> rows = RowsOf(diff);
  if (rows.empty()) return text + "  no audit changed its place\n";
  // Two columns even where every count has one digit, so that the texts of one measure look alike.
  size_t label = sizeof("changed side") - 1, count = 2, sides = 0;
  for (const Row& row : rows) {
    label = std::max(label, row.label.size());
    count = std::max(count, row.count.size());
    sides = std::max(sides, row.sides.size());
  }
  for (const Row& row : rows) {
    text += "  " + PadRight(row.label, label) + kGap + PadLeft(row.count, count) + kGap;
    text += (row.reasons.empty() ? row.sides : PadRight(row.sides, sides) + kGap + row.reasons) + '\n';
  }
  return text;
}

std::string DiffNotes(const v1::DiffStatementsResponse& diff, v1::Basis basis) {
  std::string text = "\n  " + NameOf(basis) + "; from: " + PointOf(diff.from()) + "; to: " + PointOf(diff.to()) + '\n';
  const bool same_measure = diff.from().measure().SerializeAsString() == diff.to().measure().SerializeAsString();
  if (!same_measure) text += "  the measure itself is another at the two ends\n";
  return text;
}

const Layout<v1::AuditDelta>& AuditDeltaLayout() {
  using D = v1::AuditDelta;
  static const auto* const layout = [] {
    const std::vector<Column<D>> columns = {
        {"audit", Align::kLeft, [](const D& delta) { return AuditIdOf(delta.audit()); }},
        {"kind", Align::kLeft, KindOf},
        {"from", Align::kLeft, FromOf},
        {"to", Align::kLeft, [](const D& delta) { return PlaceOf(delta.to_bucket(), delta.to_grade()); }},
        {"why", Align::kLeft, WhyOf},
    };
    std::vector<Column<D>> csv = columns;
    csv[0].header = "audit_id";
    return new Layout<D>{columns, csv, [](const D& delta) { return AuditIdOf(delta.audit()); }};
  }();
  return *layout;
}

}  // namespace assay
