#include "service/usecases/publication.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "service/domain/audit.h"
#include "service/domain/measure.h"
#include "service/usecases/questions.h"

namespace assay {
namespace {

constexpr std::string_view kSuppressed = "[c]";

std::string Cell(uint32_t count, bool is_shown) { return is_shown ? std::to_string(count) : std::string(kSuppressed); }

std::string Cell(const std::string& text, bool is_shown) { return is_shown ? text : std::string(kSuppressed); }

// The counts of a statement as the disclosure control wants them, and which may be shown.
struct Disclosed {
  std::vector<bool> grades;  // in the statement's order
  Disclosure rest;
};

Disclosed DiscloseStatement(const v1::Statement& statement, const Posed& posed) {
  CountTable table{.ungraded = statement.ungraded_count()};
  const auto is_hit = [&posed](int rank) { return posed.survey.IsHit(static_cast<size_t>(rank)); };
  for (int rank = 0; rank < statement.grades_size(); ++rank) {
    (is_hit(rank) ? table.hits : table.misses).push_back(statement.grades(rank).count());
  }
  Disclosed disclosed{.rest = Disclose(table, RuleOf(posed.question.measure))};
  size_t hits = 0;
  size_t misses = 0;
  for (int rank = 0; rank < statement.grades_size(); ++rank) {
    disclosed.grades.push_back(is_hit(rank) ? disclosed.rest.hits[hits++] : disclosed.rest.misses[misses++]);
  }
  return disclosed;
}

size_t HiddenOf(const Disclosed& disclosed) {
  const Disclosure& rest = disclosed.rest;
  const auto hidden = std::count(disclosed.grades.begin(), disclosed.grades.end(), false);
  return static_cast<size_t>(hidden) + !rest.ungraded + !rest.numerator + !rest.graded + !rest.total;
}

void AddRow(const std::string& label, const std::string& count, const std::string& share, v1::PublishedTable& table) {
  v1::PublishedRow* row = table.add_rows();
  row->set_label(label);
  row->set_count(count);
  row->set_share(share);
}

// A share is shown where its count and its total are.
void AddRows(const v1::Statement& statement, const Disclosed& disclosed, v1::PublishedTable& table) {
  const Disclosure& rest = disclosed.rest;
  const uint32_t total = statement.audited_count();
  const auto share = [total](uint32_t count) { return FormatShare({.count = count, .total = total}); };
  for (int rank = 0; rank < statement.grades_size(); ++rank) {
    const v1::GradeCount& grade = statement.grades(rank);
    const bool is_shown = disclosed.grades[static_cast<size_t>(rank)];
    AddRow(grade.grade(), Cell(grade.count(), is_shown), Cell(grade.share(), is_shown && rest.total), table);
  }
  const uint32_t ungraded = statement.ungraded_count();
  AddRow("ungraded", Cell(ungraded, rest.ungraded), Cell(share(ungraded), rest.ungraded && rest.total), table);
  AddRow("total", Cell(total, rest.total), Cell(share(total), rest.total), table);
}

// `total` is whether the figure's denominator is shown. What is required follows from it alone.
void AddFigure(const std::string& name, const v1::Figure& figure, const Disclosed& disclosed, const bool total,
               v1::PublishedTable& table) {
  const bool numerator = disclosed.rest.numerator;
  v1::PublishedFigure* out = table.add_figures();
  out->set_name(name);
  out->set_numerator(Cell(figure.numerator(), numerator));
  out->set_denominator(Cell(figure.denominator(), total));
  out->set_required(Cell(figure.required(), total));
  out->set_share(Cell(figure.share(), numerator && total));
  out->set_shortfall(Cell(figure.shortfall(), numerator && total));
  out->set_interval_low(Cell(figure.interval_low(), numerator && total));
  out->set_interval_high(Cell(figure.interval_high(), numerator && total));
}

// The notice's words, or "75% adequate or better", "at most 10% inadequate or worse".
std::string TitleOf(const Question& question) {
  if (!question.notice.words.empty()) return question.notice.words;
  const Measure& measure = question.measure;
  const std::string target = FormatFraction(measure.target);
  if (measure.comparator == static_cast<int>(Comparator::kAtLeast)) {
    return target + " " + measure.threshold_grade + " or better";
  }
  return "at most " + target + " " + measure.threshold_grade + " or worse";
}

std::string PoliciesOf(const v1::AdHocMeasure& measure) {
  std::string words = "ungraded audits ";
  switch (measure.ungraded_policy()) {
    case v1::UNGRADED_POLICY_AGAINST:
      words += "count against";
      break;
    case v1::UNGRADED_POLICY_EXCLUDED:
      words += "are left out";
      break;
    default:
      words += "are left undecided";
  }
  switch (measure.re_audit_policy()) {
    case v1::RE_AUDIT_POLICY_LATEST_PER_CASE:
      words += "; the latest audit of each case counts";
      break;
    case v1::RE_AUDIT_POLICY_ORIGINAL_ONLY:
      words += "; re-audits do not count";
      break;
    default:
      words += "; every audit counts";
  }
  switch (measure.grade_basis()) {
    case v1::GRADE_BASIS_AUDITOR:
      return words + "; auditors' grades";
    case v1::GRADE_BASIS_MODERATED:
      return words + "; moderators' grades";
    default:
      return words + "; moderated grades where there are any";
  }
}

bool IsSmall(uint32_t count) { return count > 0 && count < kSmallestPublished; }

// DOMAIN rule 18, unless the return gives a count back: of a sample, or of what it leaves of the total. `total`: the
// total is shown.
std::string CoverageNote(const v1::SampleCoverage& coverage, const v1::Statement& statement, const bool total) {
  const std::string name = coverage.sample().substr(coverage.sample().rfind('/') + 1);
  const uint32_t returned = coverage.returned_count();
  const uint32_t withdrawn = coverage.withdrawn_count();
  const uint32_t audited = statement.audited_count();
  const uint32_t apart = audited > returned ? audited - returned : returned - audited;
  const uint32_t outstanding = coverage.allocated_count() - returned;
  if (!total || IsSmall(returned) || IsSmall(withdrawn) || IsSmall(apart) || IsSmall(outstanding)) {
    return "sample " + name + ": how many of its audits were returned is suppressed";
  }
  return "sample " + name + ": " + std::to_string(returned) + " of " + std::to_string(coverage.allocated_count()) +
         " allocated audits returned";
}

void AddNotes(const v1::Statement& statement, const Disclosed& disclosed, v1::PublishedTable& table) {
  if (const size_t hidden = HiddenOf(disclosed)) {
    table.add_notes(std::to_string(hidden) + (hidden == 1 ? " count" : " counts") + " suppressed, [c]: 1 to " +
                    std::to_string(kSmallestPublished - 1) +
                    ", or would give one back; so are the figures that need them");
  }
  if (!disclosed.rest.verdict) table.add_notes("the verdict is suppressed: it would give a count back");
  table.add_notes("percentages are truncated, of all audited; parts need not make 100");
  table.add_notes(PoliciesOf(statement.measure()));
  if (statement.sampling_size() > 1) {
    std::string methods;
    for (const v1::SamplingCount& sampling : statement.sampling()) {
      methods +=
          (methods.empty() ? "" : ", ") + std::string(Code(static_cast<SamplingMethod>(sampling.sampling_method())));
    }
    table.add_notes("sampling methods are pooled: " + methods);
  }
  // Of several samples none is told: any few of them together may leave a small count of the total.
  const bool is_told = disclosed.rest.total && statement.samples_size() == 1;
  for (const v1::SampleCoverage& coverage : statement.samples()) {
    table.add_notes(CoverageNote(coverage, statement, is_told));
  }
}

}  // namespace

absl::StatusOr<v1::PublishStatementResponse> PublishStatement(const House& house,
                                                              const v1::PublishStatementRequest& request) {
  absl::StatusOr<Posed> posed = PoseQuery(house, request.query());
  if (!posed.ok()) return posed.status();
  absl::StatusOr<v1::Statement> statement = State(house, *posed);
  if (!statement.ok()) return statement.status();
  const Disclosed disclosed = DiscloseStatement(*statement, *posed);
  v1::PublishStatementResponse response;
  v1::PublishedTable& table = *response.mutable_table();
  table.set_authority(statement->authority());
  table.set_title(TitleOf(posed->question));
  table.set_on(statement->on());
  table.set_revision(statement->revision());
  AddRows(*statement, disclosed, table);
  AddFigure("AUDITED", statement->audited(), disclosed, disclosed.rest.total, table);
  AddFigure("GRADED", statement->graded(), disclosed, disclosed.rest.graded, table);
  AddNotes(*statement, disclosed, table);
  if (disclosed.rest.verdict) table.set_verdict(statement->verdict());
  return response;
}

}  // namespace assay
