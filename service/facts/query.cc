#include "service/facts/query.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "service/domain/civil_date.h"
#include "service/facts/count.h"
#include "service/facts/placing.h"
#include "service/facts/records_at.h"

namespace assay {
namespace {

// The measure as it is answered: what the client left to the defaults is written out.
Measure WithDefaults(Measure measure, const std::optional<Scale>& scale) {
  if (scale) measure.scale = FormatScaleRef(scale->ref);
  if (measure.ungraded_policy == 0) measure.ungraded_policy = static_cast<int>(UngradedPolicy::kUndecided);
  if (measure.re_audit_policy == 0) measure.re_audit_policy = static_cast<int>(ReAuditPolicy::kEveryAudit);
  if (measure.minimum_graded == 0) measure.minimum_graded = 1;
  if (measure.grade_basis == 0) measure.grade_basis = static_cast<int>(GradeBasis::kFinal);
  return measure;
}

// Whether some allocation fell due in the window.
bool FellDue(const Sample& sample, const DayRange& window) {
  return std::any_of(sample.allocations.begin(), sample.allocations.end(), [&window](const Allocation& allocation) {
    const auto due = ParseDate(allocation.due_date);
    return due && *due <= window.last && (!window.first || *due >= *window.first);
  });
}

// "2014-03"
std::string MonthOf(int32_t day_number) { return FormatDate(DayFromNumber(day_number)).substr(0, 7); }

// What tells the groups of a dimension apart, and how it is said.
uint32_t NumberOf(const Row& row, Dimension dimension) {
  switch (dimension) {
    case Dimension::kTeam:
      return row.team;
    case Dimension::kPracticeArea:
      return row.practice_area;
    case Dimension::kAuditor:
      return row.auditor;
    case Dimension::kSamplingMethod:
      return row.sampling_method;
    case Dimension::kMonth: {
      const absl::CivilDay day = DayFromNumber(row.audit_day);
      return static_cast<uint32_t>(day.year() * 12 + day.month() - 1);
    }
    case Dimension::kDomain:
      break;
  }
  return 0;
}

std::string KeyOf(const LedgerFacts& facts, uint32_t number, Dimension dimension) {
  switch (dimension) {
    case Dimension::kTeam:
      return facts.teams().Text(number);
    case Dimension::kPracticeArea:
      return facts.practice_areas().Text(number);
    case Dimension::kAuditor:
      return facts.auditors().Text(number);
    case Dimension::kSamplingMethod:
      return number == 0 ? "" : std::string(Code(static_cast<SamplingMethod>(number)));
    case Dimension::kMonth:
      return MonthOf(DayNumber(absl::CivilDay(number / 12, number % 12 + 1, 1)));
    case Dimension::kDomain:
      return facts.parts().Text(number);
  }
  return "";
}

using CountsByNumber = std::unordered_map<uint32_t, Counts>;

// Domain grades of the audited, each in the place of the audit's own.
CountsByNumber CountDomains(const Survey& survey) {
  CountsByNumber counts;
  survey.facts().ForEachPartGrade(survey.rows().size(), [&](uint32_t row, const PartGrade& part) {
    if (part.part == kAuditQuality || !survey.rows().IsLiveAudit(row)) return;
    if (survey.Classify(row, survey.At(row)).standing == Standing::kOutside) return;
    const auto rank = survey.RankOf(part.grade);
    AddStanding(!rank                 ? Standing::kUngraded
                : survey.IsHit(*rank) ? Standing::kHit
                                      : Standing::kMiss,
                counts[part.part]);
  });
  return counts;
}

}  // namespace

Rule RuleOf(const Measure& measure) {
  return {.comparator = static_cast<Comparator>(measure.comparator),
          .target = measure.target,
          .ungraded_policy = measure.ungraded_policy == 0 ? UngradedPolicy::kUndecided
                                                          : static_cast<UngradedPolicy>(measure.ungraded_policy),
          .minimum_graded = measure.minimum_graded};
}

absl::StatusOr<std::vector<SampleCoverage>> CoverageOf(const Survey& survey, const Question& question,
                                                       const AuditLocator& locate) {
  std::vector<SampleCoverage> all;
  for (const auto& event : CurrentRecords<Sample>(survey.facts(), survey.rows().size())) {
    const auto& sample = RecordIn<Sample>(*event);
    if (!survey.Covers(sample)) continue;
    SampleCoverage coverage{.sample = sample.id,
                            .allocated = static_cast<uint32_t>(sample.allocations.size()),
                            .frame_size = sample.frame_size};
    bool related = FellDue(sample, question.window);
    for (const Allocation& allocation : sample.allocations) {
      absl::StatusOr<uint32_t> revision = locate(allocation.audit);
      if (!revision.ok()) return revision.status();
      if (*revision == 0) continue;
      const Row row = survey.At(*revision - 1);
      ++(row.Has(kWithdrawn) ? coverage.withdrawn : coverage.returned);
      related = related || survey.Classify(*revision - 1, row).standing != Standing::kOutside;
    }
    if (related) all.push_back(coverage);
  }
  return all;
}

absl::StatusOr<Statement> Answer(const Survey& survey, const Question& question, const AuditLocator& locate) {
  Statement statement{.measure = WithDefaults(question.measure, question.scale),
                      .notice = question.notice,
                      .on = question.on,
                      .window = question.window,
                      .revision = survey.rows().size()};
  CountAudits(survey, question, statement);
  const uint32_t audited = statement.counts.graded + statement.counts.ungraded;
  const bool all_census = audited > 0 && statement.sampling[static_cast<size_t>(SamplingMethod::kCensus)] == audited;
  const Rule rule = RuleOf(statement.measure);
  statement.judgement = Judge(rule, statement.counts);
  statement.security = JudgeSecurity(rule, statement.judgement, all_census ? Coverage::kCensus : Coverage::kSample);
  absl::StatusOr<std::vector<SampleCoverage>> samples = CoverageOf(survey, question, locate);
  if (!samples.ok()) return samples.status();
  statement.samples = *std::move(samples);
  return statement;
}

std::vector<Group> GroupsOf(const Survey& survey, const Question& question, Dimension dimension) {
  CountsByNumber counts;
  if (dimension == Dimension::kDomain) {
    counts = CountDomains(survey);
  } else {
    survey.ForEach([&](uint32_t, const Row& row, const Classified& classified) {
      if (classified.standing != Standing::kOutside) AddStanding(classified.standing, counts[NumberOf(row, dimension)]);
    });
  }
  const Rule rule = RuleOf(question.measure);
  std::vector<Group> groups;
  groups.reserve(counts.size());
  for (const auto& [number, counted] : counts) {
    groups.push_back(
        {.key = KeyOf(survey.facts(), number, dimension), .counts = counted, .judgement = Judge(rule, counted)});
  }
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.key < b.key; });
  return groups;
}

}  // namespace assay
