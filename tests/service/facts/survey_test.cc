// Re-audit policies, inherited types and crosswalks, against a naive reading of the audits themselves.
#include "service/facts/survey.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "service/domain/civil_date.h"
#include "service/facts/query.h"

namespace assay {
namespace {

const std::vector<std::string> kGrades = {"inadequate", "adequate", "good"};

const Scale& OfstedScale() {
  static const Scale scale{.ref = {.id = "ofsted-2013", .version = 1},
                           .title = "Ofsted to 2013",
                           .grades = {{.code = "inadequate"}, {.code = "adequate"}, {.code = "good"}}};
  return scale;
}

const Crosswalk& PlainCrosswalk() {
  static const Crosswalk crosswalk{.ref = {.id = "plain", .version = 1},
                                   .from_scale = "other@1",
                                   .to_scale = "ofsted-2013@1",
                                   .pairs = {{.from_grade = "inadequate", .to_grade = "inadequate"},
                                             {.from_grade = "good", .to_grade = "adequate"}}};
  return crosswalk;
}

// One audit as a person keeps it on a card: its entries so far, and the case it is of.
struct Card {
  Audit audit;
  uint32_t case_number = 0;
  uint32_t submitted = 0;  // revision
  uint32_t current = 0;    // revision
};

// A ledger on cards beside the same ledger in facts.
struct Desk {
  LedgerFacts facts;
  std::vector<Card> cards;
  uint32_t size = 0;
  uint32_t cases = 0;

  void Enter(Card& card, uint32_t supersedes) {
    Event event;
    event.revision = ++size;
    event.case_number = card.case_number;
    event.superseded_revision = supersedes;
    event.what = card.audit;
    facts.Apply(event);
    card.current = size;
    if (supersedes == 0) card.submitted = size;
  }
};

void SubmitOne(Desk& desk, std::mt19937& random) {
  // As a ledger gives them: the next number at first sight.
  Card card{.case_number = std::min(desk.cases + 1, 1 + static_cast<uint32_t>(random() % 12))};
  desk.cases = std::max(desk.cases, card.case_number);
  Audit& audit = card.audit;
  audit.id = "a" + std::to_string(desk.cards.size());
  audit.audit_date = FormatDate(absl::CivilDay(2014, 1, 1) + static_cast<int>(random() % 40));
  audit.audit_type = 1 + static_cast<int>(random() % 4);
  audit.sampling_method = 1 + static_cast<int>(random() % 5);
  audit.practice_area = random() % 3 == 0 ? "care" : "assessment";
  audit.scale = random() % 4 == 0 ? "other@1" : "ofsted-2013@1";
  if (random() % 5 == 0) {
    audit.ungraded_reason = "no-access";
  } else {
    audit.grade = kGrades[random() % kGrades.size()];
  }
  if (random() % 4 == 0) audit.moderation = Moderation{.moderator = "m", .grade = kGrades[random() % kGrades.size()]};
  if (random() % 3 == 0) {
    // Of an audit of the same case that is recorded, or of one that is not.
    audit.re_audit_of = "unknown";
    for (const Card& other : desk.cards) {
      if (other.case_number != card.case_number || random() % 2 == 0) continue;
      audit.re_audit_of = other.audit.id;
      audit.original_revision = other.submitted;
    }
  }
  desk.cards.push_back(card);
  desk.Enter(desk.cards.back(), 0);
}

void ChangeOne(Desk& desk, std::mt19937& random) {
  Card& card = desk.cards[random() % desk.cards.size()];
  if (random() % 3 == 0) {
    card.audit.withdrawal_reason = "duplicate";
  } else if (card.audit.withdrawal_reason.empty()) {
    card.audit.audit_type = 1 + static_cast<int>(random() % 4);
    card.audit.audit_date = FormatDate(absl::CivilDay(2014, 1, 1) + static_cast<int>(random() % 40));
  }
  desk.Enter(card, card.current);
}

bool IsWithdrawn(const Card& card) { return !card.audit.withdrawal_reason.empty(); }

const Card& OriginalOf(const std::vector<Card>& cards, const Card& card) {
  if (!IsReAudit(card.audit)) return card;
  if (card.audit.original_revision != 0) {
    for (const Card& other : cards) {
      if (other.submitted == card.audit.original_revision) return OriginalOf(cards, other);
    }
  }
  const Card* first = nullptr;
  for (const Card& other : cards) {
    if (other.case_number != card.case_number || IsReAudit(other.audit) || IsWithdrawn(other)) continue;
    if (first == nullptr ||
        std::tuple(other.audit.audit_date, other.current) < std::tuple(first->audit.audit_date, first->current)) {
      first = &other;
    }
  }
  return first == nullptr ? card : *first;
}

bool PassesFilters(const std::vector<Card>& cards, const Card& card, const Question& question) {
  const Measure& measure = question.measure;
  const auto allows = [](const auto& wanted, const auto& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
  };
  const absl::CivilDay day = *ParseDate(card.audit.audit_date);
  return !IsWithdrawn(card) && (!question.window.first || day >= *question.window.first) &&
         day <= question.window.last && allows(measure.practice_areas, card.audit.practice_area) &&
         allows(measure.audit_types, OriginalOf(cards, card).audit.audit_type) &&
         allows(measure.sampling_methods, OriginalOf(cards, card).audit.sampling_method);
}

std::optional<size_t> RankOf(const Card& card, const Question& question) {
  const Audit& audit = card.audit;
  std::string grade = audit.grade;
  if (question.measure.grade_basis == static_cast<int>(GradeBasis::kModerated)) grade.clear();
  if (question.measure.grade_basis != static_cast<int>(GradeBasis::kAuditor) && audit.moderation) {
    grade = audit.moderation->grade;
  }
  if (grade.empty()) return std::nullopt;
  if (audit.scale == "ofsted-2013@1") return OfstedScale().Rank(grade);
  if (!question.crosswalk) return std::nullopt;
  const auto mapped = question.crosswalk->Map(grade);
  return mapped ? OfstedScale().Rank(*mapped) : std::nullopt;
}

// What a person would count with the cards on the table.
Counts CountByHand(const std::vector<Card>& cards, const Question& question, uint32_t* re_audits) {
  std::map<uint32_t, const Card*> latest;
  for (const Card& card : cards) {
    if (!PassesFilters(cards, card, question)) continue;
    const Card*& best = latest[card.case_number];
    if (best == nullptr ||
        std::tuple(best->audit.audit_date, best->submitted) < std::tuple(card.audit.audit_date, card.submitted)) {
      best = &card;
    }
  }
  Counts counts;
  for (const Card& card : cards) {
    if (!PassesFilters(cards, card, question)) continue;
    const auto policy = static_cast<ReAuditPolicy>(question.measure.re_audit_policy);
    if (policy == ReAuditPolicy::kOriginalOnly && IsReAudit(card.audit)) continue;
    if (policy == ReAuditPolicy::kLatestPerCase && latest[card.case_number] != &card) continue;
    *re_audits += IsReAudit(card.audit) ? 1 : 0;
    const auto rank = RankOf(card, question);
    ++(rank ? counts.graded : counts.ungraded);
    if (rank && (question.measure.comparator == 1 ? *rank >= 1 : *rank <= 1)) ++counts.hits;
  }
  return counts;
}

Question RandomQuestion(std::mt19937& random) {
  Question question;
  question.measure = {.threshold_grade = "adequate",
                      .scale = "ofsted-2013@1",
                      .comparator = static_cast<int>(1 + random() % 2),
                      .target = {.numerator = 3, .denominator = 4},
                      .re_audit_policy = static_cast<int>(1 + random() % 3)};
  question.measure.grade_basis = static_cast<int>(1 + random() % 3);
  if (random() % 2) question.measure.practice_areas = {"assessment"};
  if (random() % 2) question.measure.audit_types = {static_cast<int>(1 + random() % 4), 1};
  if (random() % 2) question.measure.sampling_methods = {1, 2, 3};
  if (random() % 2) question.crosswalk = PlainCrosswalk();
  question.scale = OfstedScale();
  question.on = absl::CivilDay(2014, 1, 5) + static_cast<int>(random() % 40);
  if (random() % 2) question.measure.window = FixedDates{.first_day = "2014-01-10", .last_day = ""};
  question.window = WindowOn(question.measure, question.on);
  return question;
}

absl::StatusOr<uint32_t> Nobody(const std::string&) { return 0; }

TEST(Survey, CountsWhatAPersonWouldCountUnderEveryReAuditPolicy) {
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    Desk desk;
    for (int step = 0; step < 60; ++step) {
      if (!desk.cards.empty() && random() % 4 == 0) {
        ChangeOne(desk, random);
      } else {
        SubmitOne(desk, random);
      }
      const Question question = RandomQuestion(random);
      const Survey survey(desk.facts, desk.facts.Snapshot(), question);
      const Statement statement = *Answer(survey, question, Nobody);
      uint32_t re_audits = 0;
      const Counts expected = CountByHand(desk.cards, question, &re_audits);
      ASSERT_EQ(statement.counts.hits, expected.hits) << "seed " << seed << ", step " << step;
      ASSERT_EQ(statement.counts.graded, expected.graded) << "seed " << seed << ", step " << step;
      ASSERT_EQ(statement.counts.ungraded, expected.ungraded) << "seed " << seed << ", step " << step;
      ASSERT_EQ(statement.re_audits, re_audits) << "seed " << seed << ", step " << step;
    }
  }
}

TEST(Survey, EveryLiveAuditStandsInOnePlaceAndGroupsPartitionTheFigure) {
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    Desk desk;
    for (int step = 0; step < 80; ++step) {
      if (!desk.cards.empty() && random() % 4 == 0) {
        ChangeOne(desk, random);
      } else {
        SubmitOne(desk, random);
      }
    }
    const Question question = RandomQuestion(random);
    const Survey survey(desk.facts, desk.facts.Snapshot(), question);
    const Statement statement = *Answer(survey, question, Nobody);
    uint32_t outside = 0;
    for (uint32_t count : statement.exclusions) outside += count;
    EXPECT_EQ(outside + statement.counts.graded + statement.counts.ungraded, desk.cards.size());
    for (Dimension dimension : {Dimension::kTeam, Dimension::kMonth, Dimension::kPracticeArea, Dimension::kAuditor,
                                Dimension::kSamplingMethod}) {
      Counts sum;
      for (const Group& group : GroupsOf(survey, question, dimension)) {
        sum.hits += group.counts.hits;
        sum.graded += group.counts.graded;
        sum.ungraded += group.counts.ungraded;
      }
      EXPECT_EQ(sum.hits, statement.counts.hits);
      EXPECT_EQ(sum.graded, statement.counts.graded);
      EXPECT_EQ(sum.ungraded, statement.counts.ungraded);
    }
  }
}

// A card of the desk's, by hand.
Card MakeCard(const std::string& id, uint32_t case_number, const std::string& date, const std::string& grade) {
  Card card{.case_number = case_number};
  card.audit = {.id = id, .practice_area = "assessment", .audit_date = date, .scale = "ofsted-2013@1", .grade = grade};
  return card;
}

Question AskLatest() {
  Question question;
  question.measure = {.threshold_grade = "adequate",
                      .scale = "ofsted-2013@1",
                      .comparator = 1,
                      .target = {.numerator = 3, .denominator = 4},
                      .re_audit_policy = static_cast<int>(ReAuditPolicy::kLatestPerCase)};
  question.scale = OfstedScale();
  question.on = absl::CivilDay(2014, 12, 31);
  question.window = WindowOn(question.measure, question.on);
  return question;
}

TEST(Survey, AWithdrawnReAuditFallsBackToTheOneBefore) {
  Desk desk;
  desk.cards = {MakeCard("first", 1, "2014-01-10", "inadequate"), MakeCard("again", 1, "2014-02-10", "good")};
  desk.cards[1].audit.re_audit_of = "first";
  desk.cards[1].audit.original_revision = 1;
  desk.Enter(desk.cards[0], 0);
  desk.Enter(desk.cards[1], 0);
  desk.cards[1].audit.withdrawal_reason = "duplicate";
  desk.Enter(desk.cards[1], 2);
  const Question question = AskLatest();
  const auto hits_at = [&](uint32_t revision) {
    return Answer(Survey(desk.facts, desk.facts.Snapshot().Prefix(revision), question), question, Nobody)->counts.hits;
  };
  EXPECT_EQ(hits_at(1), 0u);
  EXPECT_EQ(hits_at(2), 1u);
  EXPECT_EQ(hits_at(3), 0u);
}

TEST(Survey, TheOrderOfRecordingDoesNotDecideWhichAuditIsNewest) {
  Desk desk;
  desk.cards = {MakeCard("again", 1, "2014-02-10", "good"), MakeCard("first", 1, "2014-01-10", "inadequate")};
  desk.cards[0].audit.re_audit_of = "first";
  desk.Enter(desk.cards[0], 0);
  desk.Enter(desk.cards[1], 0);
  const Question question = AskLatest();
  const Statement statement = *Answer(Survey(desk.facts, desk.facts.Snapshot(), question), question, Nobody);
  EXPECT_EQ(statement.counts.hits, 1u);
  EXPECT_EQ(statement.counts.graded, 1u);
  EXPECT_EQ(statement.failing_cases, 1u);
  EXPECT_EQ(statement.failing_cases_re_audited, 1u);
  EXPECT_EQ(statement.exclusions[static_cast<size_t>(Exclusion::kNotLatest)], 1u);
}

TEST(Survey, ACorrectionDoesNotMakeAnAuditNewerThanOneOfTheSameDay) {
  Desk desk;
  desk.cards = {MakeCard("first", 1, "2014-01-10", "inadequate"), MakeCard("second", 1, "2014-01-10", "good")};
  desk.Enter(desk.cards[0], 0);
  desk.Enter(desk.cards[1], 0);
  desk.Enter(desk.cards[0], 1);
  const Question question = AskLatest();
  EXPECT_EQ(Answer(Survey(desk.facts, desk.facts.Snapshot(), question), question, Nobody)->counts.hits, 1u);
}

TEST(Survey, ReAuditsThatNameOneAnotherEnd) {
  Desk desk;
  desk.cards = {MakeCard("a", 1, "2014-01-10", "good"), MakeCard("b", 1, "2014-01-11", "good")};
  desk.cards[0].audit.re_audit_of = "b";
  desk.cards[1].audit.re_audit_of = "a";
  desk.cards[1].audit.original_revision = 1;
  desk.Enter(desk.cards[0], 0);
  desk.Enter(desk.cards[1], 0);
  desk.cards[0].audit.original_revision = 2;
  desk.Enter(desk.cards[0], 1);
  const Question question = AskLatest();
  EXPECT_EQ(Answer(Survey(desk.facts, desk.facts.Snapshot(), question), question, Nobody)->counts.graded, 1u);
}

}  // namespace
}  // namespace assay
