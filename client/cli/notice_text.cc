#include "client/cli/notice_text.h"

#include <algorithm>
#include <vector>

#include "client/cli/audit_layout.h"
#include "client/cli/civil_text.h"
#include "client/cli/record_command.h"
#include "client/cli/text_cell.h"
#include "service/domain/fraction.h"
#include "service/records/names.h"

namespace assay {
namespace {

constexpr char kIndent[] = "  ";

// "only assessment or review"
template <typename Values, typename CodeOfValue>
std::string Only(const Values& values, CodeOfValue code_of) {
  std::string words;
  for (const auto& value : values) words += (words.empty() ? "; only " : " or ") + code_of(value);
  return words;
}

std::string WindowWords(const v1::AdHocMeasure& definition) {
  const v1::Window& window = definition.window();
  if (window.has_rolling_months()) {
    return "the last " + Counted(window.rolling_months(), "month", "months");
  }
  if (window.has_fixed()) {
    const std::string& first = window.fixed().first_day();
    const std::string& last = window.fixed().last_day();
    if (first.empty()) return "up to " + LongDate(last);
    return "from " + LongDate(first) + (last.empty() ? " on" : " to " + LongDate(last));
  }
  return window.since_notice() ? "since the notice" : "all audits to date";
}

std::string UngradedWords(v1::UngradedPolicy policy) {
  switch (policy) {
    case v1::UNGRADED_POLICY_AGAINST:
      return "ungraded count against";
    case v1::UNGRADED_POLICY_EXCLUDED:
      return "ungraded excluded";
    default:
      return "ungraded undecided";
  }
}

std::string ReAuditWords(v1::ReAuditPolicy policy) {
  switch (policy) {
    case v1::RE_AUDIT_POLICY_LATEST_PER_CASE:
      return "; latest audit of each case";
    case v1::RE_AUDIT_POLICY_ORIGINAL_ONLY:
      return "; without re-audits";
    default:
      return "; every audit";
  }
}

std::string BasisWords(v1::GradeBasis basis) {
  switch (basis) {
    case v1::GRADE_BASIS_AUDITOR:
      return "; auditors' grades";
    case v1::GRADE_BASIS_MODERATED:
      return "; moderated grades only";
    default:
      return "; final grades";
  }
}

std::string Itself(const std::string& text) { return text; }

std::string MeasureText(const v1::Measure& measure, size_t id_width) {
  const std::string margin = kIndent + std::string(id_width, ' ') + kIndent;
  std::string text = kIndent + PadRight(TextCell(measure.id()), id_width) + kIndent + "\"" + TextCell(measure.words()) +
                     "\"\n" + margin + TextCell(DefinitionWords(measure.definition())) + '\n';
  if (!measure.due_date().empty()) text += margin + "due " + LongDate(measure.due_date()) + '\n';
  return text;
}

std::string Standing(const v1::GetNoticeResponse& response) {
  const v1::Notice& notice = response.notice();
  if (response.in_force()) {
    return notice.state() == v1::NOTICE_STATE_ESCALATED ? "in force, taken up by a statutory direction" : "in force";
  }
  if (!response.superseded_by().empty()) return "superseded by " + LastPart(response.superseded_by());
  if (notice.state() == v1::NOTICE_STATE_LIFTED) return "lifted";
  return "not in force";
}

std::string Heading(const v1::GetNoticeResponse& response) {
  const v1::Notice& notice = response.notice();
  std::string text = TextCell(LastPart(notice.name())) + " version " + std::to_string(notice.version()) + ", " +
                     TextCell(Standing(response)) + " on " + LongDate(response.on()) + '\n';
  text += TextCell(notice.subject()) + ", issued " + LongDate(notice.issued_on()) + " by " + TextCell(notice.issuer()) +
          '\n';
  if (!notice.supersedes().empty()) text += kIndent + ("supersedes " + TextCell(notice.supersedes())) + '\n';
  if (!notice.basis().empty()) text += kIndent + ("basis   " + TextCell(notice.basis())) + '\n';
  if (!notice.source().empty()) text += kIndent + ("source  " + TextCell(notice.source())) + '\n';
  return text;
}

std::string Measures(const v1::Notice& notice) {
  size_t id_width = 0;
  for (const auto& measure : notice.measures()) id_width = std::max(id_width, DisplayWidth(TextCell(measure.id())));
  std::string text = "measures\n";
  for (const auto& measure : notice.measures()) text += MeasureText(measure, id_width);
  return text;
}

std::string Reviews(const v1::GetNoticeResponse& response) {
  const uint32_t months = response.notice().review_months();
  if (months == 0 && response.reviews().empty()) return "no reviews\n";
  std::string text = months == 0 ? "reviews\n" : "reviews every " + Counted(months, "month", "months") + '\n';
  for (const auto& review : response.reviews()) {
    text += kIndent + TextCell(DueReviewText(review, response.on())) + '\n';
  }
  return text;
}

std::string Versions(const v1::GetNoticeResponse& response) {
  std::string text = "versions\n";
  for (const auto& version : response.versions()) {
    const v1::RecordStamp& stamp = version.stamp();
    text += kIndent + std::to_string(version.version()) + "  from " + LongDate(version.effective_on()) + "  " +
            WordsOf(version.state()) + (stamp.reason().empty() ? "" : ": " + TextCell(stamp.reason())) + "  recorded " +
            FormatTime(stamp.recorded_at()) + " by " + TextCell(stamp.actor()) + ", revision " +
            std::to_string(stamp.revision()) + '\n';
  }
  return text;
}

std::string NoticeIdOf(const v1::Notice& notice) { return LastPart(notice.name()); }

std::string MeasureIds(const v1::Notice& notice) {
  std::string ids;
  for (const auto& measure : notice.measures()) ids += (ids.empty() ? "" : ",") + measure.id();
  return ids;
}

// "in-2013/audits"
std::string ShortMeasureName(const v1::MeasureInForce& measure) {
  const auto name = ParseMeasureName(measure.name());
  return name.has_value() ? name->notice + "/" + name->measure : measure.name();
}

}  // namespace

std::string WordsOf(v1::NoticeState state) {
  switch (state) {
    case v1::NOTICE_STATE_IN_FORCE:
      return "in force";
    case v1::NOTICE_STATE_LIFTED:
      return "lifted";
    case v1::NOTICE_STATE_ESCALATED:
      return "escalated";
    default:
      return std::to_string(state);
  }
}

std::string DefinitionWords(const v1::AdHocMeasure& definition) {
  const bool at_most = definition.comparator() == v1::COMPARATOR_AT_MOST;
  const Fraction target = {definition.target().numerator(), std::max(1u, definition.target().denominator())};
  std::string words = (at_most ? "at most " : "at least ") + FormatFraction(target) + " " +
                      definition.threshold_grade() + (at_most ? " or worse" : " or better");
  if (!definition.scale().empty()) words += "; scale " + definition.scale();
  if (!definition.crosswalk().empty()) words += "; crosswalk " + definition.crosswalk();
  words += Only(definition.practice_areas(), Itself);
  words += Only(definition.audit_types(), [](int type) { return CodeOf(static_cast<v1::AuditType>(type)); });
  words += Only(definition.sampling_methods(), [](int way) { return CodeOf(static_cast<v1::SamplingMethod>(way)); });
  words += Only(definition.teams(), [](const std::string& team) { return "team " + team; });
  words += "; " + WindowWords(definition) + "; " + UngradedWords(definition.ungraded_policy()) +
           ReAuditWords(definition.re_audit_policy()) + BasisWords(definition.grade_basis());
  if (definition.minimum_graded() > 1) words += "; at least " + std::to_string(definition.minimum_graded()) + " graded";
  return words;
}

std::string DueReviewText(const v1::DueReview& review, const std::string& on) {
  const std::string text = "review " + std::to_string(review.number()) + " due " + LongDate(review.due_on());
  if (!review.review().empty()) return text + ", recorded: " + LastPart(review.review());
  return text + ", " + (review.overdue() ? Overdue({review.due_on(), on}) : Distance({review.due_on(), on}));
}

std::string NoticeText(const v1::GetNoticeResponse& response) {
  return Heading(response) + Measures(response.notice()) + Reviews(response) + Versions(response);
}

const Layout<v1::Notice>& NoticeLayout() {
  static const auto* const layout = [] {
    std::vector<Column<v1::Notice>> table = {
        {"notice", Align::kLeft, NoticeIdOf},
        {"subject", Align::kLeft, [](const v1::Notice& notice) { return notice.subject(); }},
        {"issued_on", Align::kLeft, [](const v1::Notice& notice) { return notice.issued_on(); }},
        {"issuer", Align::kLeft, [](const v1::Notice& notice) { return notice.issuer(); }},
        {"version", Align::kRight, [](const v1::Notice& notice) { return std::to_string(notice.version()); }},
        {"state", Align::kLeft, [](const v1::Notice& notice) { return WordsOf(notice.state()); }},
        {"effective_on", Align::kLeft, [](const v1::Notice& notice) { return notice.effective_on(); }},
        {"measures", Align::kLeft, MeasureIds},
    };
    std::vector<Column<v1::Notice>> csv = table;
    csv.insert(csv.end(),
               {
                   {"review_months", Align::kRight,
                    [](const v1::Notice& notice) { return std::to_string(notice.review_months()); }},
                   {"supersedes", Align::kLeft, [](const v1::Notice& notice) { return notice.supersedes(); }},
                   {"basis", Align::kLeft, [](const v1::Notice& notice) { return notice.basis(); }},
                   {"source", Align::kLeft, [](const v1::Notice& notice) { return notice.source(); }},
                   {"revision", Align::kRight,
                    [](const v1::Notice& notice) { return std::to_string(notice.stamp().revision()); }},
               });
    return new Layout<v1::Notice>{std::move(table), std::move(csv), NoticeIdOf};
  }();
  return *layout;
}

const Layout<v1::MeasureInForce>& MeasureLayout() {
  using M = v1::MeasureInForce;
  static const auto* const layout = [] {
    std::vector<Column<M>> columns = {
        {"measure", Align::kLeft, ShortMeasureName},
        {"version", Align::kRight, [](const M& measure) { return std::to_string(measure.notice_version()); }},
        {"state", Align::kLeft, [](const M& measure) { return WordsOf(measure.notice_state()); }},
        {"issued_on", Align::kLeft, [](const M& measure) { return measure.issued_on(); }},
        {"effective_on", Align::kLeft, [](const M& measure) { return measure.effective_on(); }},
        {"due", Align::kLeft, [](const M& measure) { return measure.measure().due_date(); }},
        {"definition", Align::kLeft, [](const M& measure) { return DefinitionWords(measure.measure().definition()); }},
        {"words", Align::kLeft, [](const M& measure) { return measure.measure().words(); }},
    };
    return new Layout<M>{columns, columns, ShortMeasureName};
  }();
  return *layout;
}

}  // namespace assay
