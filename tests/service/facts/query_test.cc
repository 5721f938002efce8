// Statements over the columns, against a naive reading of the audits themselves.
#include "service/facts/query.h"

#include <gtest/gtest.h>

#include <random>

#include "service/domain/civil_date.h"

namespace assay {
namespace {

const Scale& OfstedScale() {
  static const Scale scale{.ref = {.id = "ofsted-2013", .version = 1},
                           .title = "Ofsted to 2013",
                           .grades = {{.code = "inadequate"}, {.code = "adequate"}, {.code = "good"}}};
  return scale;
}

Event MakeEvent(uint32_t revision, Audit audit, uint32_t supersedes = 0) {
  Event event;
  event.revision = revision;
  event.case_number = revision;
  event.superseded_revision = supersedes;
  event.what = std::move(audit);
  return event;
}

std::string Pick(std::mt19937& random, const std::vector<std::string>& choices) {
  return choices[random() % choices.size()];
}

Audit RandomAudit(std::mt19937& random) {
  Audit audit;
  audit.practice_area = Pick(random, {"assessment", "child-protection-plan", "care"});
  audit.audit_type = static_cast<int>(random() % kAuditTypes);
  audit.sampling_method = static_cast<int>(random() % kSamplingMethods);
  audit.audit_date = FormatDate(absl::CivilDay(2014, 1, 1) + static_cast<int>(random() % 365));
  audit.team = Pick(random, {"", "North", "South"});
  if (random() % 5 == 0) {
    audit.ungraded_reason = Pick(random, {"no-access", "closed"});
    audit.scale = "ofsted-2013@1";
  } else {
    audit.scale = Pick(random, {"ofsted-2013@1", "ofsted-2013@1", "ofsted-2013@1", "other@1"});
    audit.grade = Pick(random, {"inadequate", "adequate", "good"});
  }
  return audit;
}

Measure RandomMeasure(std::mt19937& random) {
  Measure measure{.threshold_grade = Pick(random, {"inadequate", "adequate", "good"}),
                  .scale = "ofsted-2013@1",
                  .comparator = static_cast<int>(1 + random() % 2),
                  .target = {.numerator = static_cast<uint32_t>(random() % 101), .denominator = 100}};
  if (random() % 2) measure.practice_areas = {Pick(random, {"assessment", "care", "never-seen"})};
  if (random() % 2) measure.teams = {Pick(random, {"North", "South"}), "never-seen"};
  if (random() % 2) measure.audit_types = {static_cast<int>(1 + random() % 5), 1};
  if (random() % 2) measure.sampling_methods = {static_cast<int>(1 + random() % 5)};
  if (random() % 3 == 0) measure.window = FixedDates{.first_day = "2014-03-01", .last_day = "2014-09-30"};
  if (random() % 3 == 0) measure.window = RollingMonths{.months = 1 + static_cast<uint32_t>(random() % 6)};
  return measure;
}

template <typename T>
bool Allows(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool IsCounted(const Audit& audit, const Measure& measure, const DayRange& window) {
  const absl::CivilDay day = *ParseDate(audit.audit_date);
  return (!window.first || day >= *window.first) && day <= window.last &&
         Allows(measure.practice_areas, audit.practice_area) && Allows(measure.teams, audit.team) &&
         Allows(measure.audit_types, audit.audit_type) && Allows(measure.sampling_methods, audit.sampling_method);
}

struct Expected {
  Counts counts;
  uint32_t outside = 0;
};

// What a person would count with the audits on the table.
Expected CountByHand(const std::vector<Audit>& audits, const Measure& measure, const DayRange& window) {
  Expected expected;
  for (const Audit& audit : audits) {
    if (!IsCounted(audit, measure, window)) {
      ++expected.outside;
    } else if (audit.grade.empty() || audit.scale != measure.scale) {
      ++expected.counts.ungraded;
    } else {
      ++expected.counts.graded;
      const size_t rank = *OfstedScale().Rank(audit.grade);
      const size_t threshold = *OfstedScale().Rank(measure.threshold_grade);
      if (measure.comparator == 1 ? rank >= threshold : rank <= threshold) ++expected.counts.hits;
    }
  }
  return expected;
}

// The statement over the first `revision` entries. No sample is recorded here, so nobody looks an audit up.
Statement StatementAt(const LedgerFacts& facts, uint32_t revision, const Measure& measure, absl::CivilDay on) {
  Question question;
  question.measure = measure;
  question.scale = OfstedScale();
  question.on = on;
  question.window = WindowOn(measure, on);
  const Survey survey(facts, facts.Snapshot().Prefix(revision), question);
  return *Answer(survey, question, [](const std::string&) { return absl::InternalError("nobody asks"); });
}

uint32_t Sum(const auto& counts) {
  uint32_t sum = 0;
  for (uint32_t count : counts) sum += count;
  return sum;
}

TEST(Query, CountsWhatAPersonWouldCountAtEveryRevision) {
  std::mt19937 random(20131121);
  LedgerFacts facts;
  std::vector<Audit> audits;
  // Past one chunk of rows, so that the seam between chunks is counted too.
  for (uint32_t revision = 1; revision <= kChunkRows + 500; ++revision) {
    audits.push_back(RandomAudit(random));
    facts.Apply(MakeEvent(revision, audits.back()));
  }
  const uint32_t size = facts.size();
  for (int round = 0; round < 300; ++round) {
    const Measure measure = RandomMeasure(random);
    ASSERT_TRUE(Validate(measure).empty());
    const uint32_t revision = round < 4 ? kChunkRows - 1 + round : random() % (size + 1);
    const absl::CivilDay on = absl::CivilDay(2014, 1, 1) + static_cast<int>(random() % 400);
    const std::vector<Audit> known(audits.begin(), audits.begin() + revision);
    const Expected expected = CountByHand(known, measure, WindowOn(measure, on));
    const Statement statement = StatementAt(facts, revision, measure, on);
    EXPECT_EQ(statement.counts.hits, expected.counts.hits);
    EXPECT_EQ(statement.counts.graded, expected.counts.graded);
    EXPECT_EQ(statement.counts.ungraded, expected.counts.ungraded);
    EXPECT_EQ(Sum(statement.exclusions), expected.outside);
    EXPECT_EQ(Sum(statement.sampling), expected.counts.graded + expected.counts.ungraded);
    uint32_t reasons = 0;
    for (const auto& one : statement.ungraded_reasons) reasons += one.count;
    EXPECT_EQ(reasons, expected.counts.ungraded);
  }
}

TEST(Query, ASupersededEntryCountsOnlyBeforeItWasSuperseded) {
  LedgerFacts facts;
  Audit audit{.audit_date = "2014-01-15", .scale = "ofsted-2013@1", .grade = "inadequate"};
  facts.Apply(MakeEvent(1, audit));
  audit.grade = "good";
  facts.Apply(MakeEvent(2, audit, 1));
  const Measure measure{.threshold_grade = "adequate", .scale = "ofsted-2013@1", .comparator = 1};
  auto hits_at = [&](uint32_t revision) {
    const Statement statement = StatementAt(facts, revision, measure, absl::CivilDay(2014, 2, 1));
    EXPECT_EQ(statement.counts.graded, 1u);
    return statement.counts.hits;
  };
  EXPECT_EQ(hits_at(1), 0u);
  EXPECT_EQ(hits_at(2), 1u);
}

}  // namespace
}  // namespace assay
