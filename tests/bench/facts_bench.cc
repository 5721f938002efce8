// What the facts cost: bytes and nanoseconds a revision, microseconds a statement. A plain program, which asserts
// nothing.
//
// Usage: facts_bench [ROWS [LEDGERS [REPETITIONS]]], by default 10,000,000 rows, 150 ledgers and 51.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "service/domain/civil_date.h"
#include "service/facts/query.h"
#include "service/facts/trend.h"

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;

double MicrosSince(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

const Scale& OfstedScale() {
  static const Scale scale{
      .ref = {.id = "ofsted-2013", .version = 1},
      .title = "Ofsted to 2013",
      .grades = {{.code = "inadequate"}, {.code = "adequate"}, {.code = "good"}, {.code = "outstanding"}}};
  return scale;
}

std::vector<std::string> Numbered(const std::string& stem, int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back(stem + std::to_string(i));
  return all;
}

// Invents the entries of one ledger: dates at random over three years, a new case in 70% of them, 3% corrected, 5%
// moderated, 1% withdrawn, 2% re-audits.
class Inventor {
 public:
  explicit Inventor(uint32_t seed) : random_(seed) {}

  Event Next(uint32_t revision) {
    Event event{.revision = revision};
    const uint32_t kind = Below(100);
    if (kind < 9 && !current_.empty()) {
      const uint32_t audit = Below(static_cast<uint32_t>(current_.size()));
      Change(kind, revision, audit, event);
      return event;
    }
    Kept kept{.audit = NewAudit(), .submitted = revision};
    if (kind < 11 && !current_.empty()) {
      const Kept& original = current_[Below(static_cast<uint32_t>(current_.size()))];
      kept.case_number = original.case_number;
      kept.audit.re_audit_of = "known";
      kept.audit.original_revision = original.submitted;
    } else if (kind < 30 && !current_.empty()) {
      kept.case_number = current_[Below(static_cast<uint32_t>(current_.size()))].case_number;
    } else {
      kept.case_number = ++cases_;
    }
    kept.revision = revision;
    event.case_number = kept.case_number;
    event.what = kept.audit;
    current_.push_back(std::move(kept));
    return event;
  }

 private:
  struct Kept {
    Audit audit;
    uint32_t case_number = 0;
    uint32_t submitted = 0;
    uint32_t revision = 0;
  };

  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  const std::string& Pick(const std::vector<std::string>& choices) {
    return choices[Below(static_cast<uint32_t>(choices.size()))];
  }

  void SetGrade(Audit& audit) {
    const uint32_t outcome = Below(5);
    audit.grade = outcome < 4 ? OfstedScale().grades[outcome].code : "";
    audit.ungraded_reason = outcome < 4 ? "" : Pick(reasons_);
  }

  Audit NewAudit() {
    Audit audit{.practice_area = Pick(areas_),
                .audit_type = static_cast<int>(1 + Below(3)),
                .audit_date = FormatDate(absl::CivilDay(2012, 1, 1) + static_cast<int>(Below(3 * 365))),
                .scale = "ofsted-2013@1",
                .team = Pick(teams_),
                .auditor = Pick(auditors_),
                .sampling_method = static_cast<int>(1 + Below(4))};
    SetGrade(audit);
    return audit;
  }

  void Change(uint32_t kind, uint32_t revision, uint32_t which, Event& event) {
    Kept& kept = current_[which];
    if (kind < 3) {
      SetGrade(kept.audit);
    } else if (kind < 8) {
      kept.audit.moderation = Moderation{.moderator = "m", .grade = OfstedScale().grades[Below(4)].code};
    } else {
      kept.audit.withdrawal_reason = "duplicate";
    }
    event.case_number = kept.case_number;
    event.superseded_revision = kept.revision;
    event.what = kept.audit;
    kept.revision = revision;
    if (kind == 8) {
      current_[which] = std::move(current_.back());
      current_.pop_back();
    }
  }

  std::mt19937 random_;
  std::vector<Kept> current_;  // not withdrawn
  uint32_t cases_ = 0;
  const std::vector<std::string> areas_ = Numbered("area-", 4);
  const std::vector<std::string> teams_ = Numbered("team-", 12);
  const std::vector<std::string> auditors_ = Numbered("auditor-", 40);
  const std::vector<std::string> reasons_ = Numbered("reason-", 2);
};

struct Built {
  std::vector<std::unique_ptr<LedgerFacts>> ledgers;
  double append_ns = 0;  // a row
  double bytes = 0;      // a row
};

size_t BytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

Built Build(uint32_t rows, uint32_t ledgers) {
  Built built;
  double micros = 0;
  double bytes = 0;
  const uint32_t each = rows / ledgers;
  for (uint32_t number = 0; number < ledgers; ++number) {
    auto inventor = std::make_unique<Inventor>(number + 1);
    std::vector<Event> events(1'000);
    events[0].revision = 1;
    events[0].what = OfstedScale();
    const size_t before = BytesInUse();
    built.ledgers.push_back(std::make_unique<LedgerFacts>());
    built.ledgers.back()->Apply(events[0]);
    double kept = static_cast<double>(BytesInUse() - before);
    for (uint32_t done = 1; done < each;) {
      const uint32_t count = std::min<uint32_t>(each - done, static_cast<uint32_t>(events.size()));
      for (uint32_t i = 0; i < count; ++i) events[i] = inventor->Next(done + i + 1);
      const size_t in_use = BytesInUse();
      const auto start = Clock::now();
      for (uint32_t i = 0; i < count; ++i) built.ledgers.back()->Apply(events[i]);
      micros += MicrosSince(start);
      kept += static_cast<double>(BytesInUse()) - static_cast<double>(in_use);
      done += count;
    }
    bytes += kept;
  }
  built.append_ns = micros * 1000 / rows;
  built.bytes = bytes / rows;
  return built;
}

// What is asked, at a share of what the ledger holds now.
struct Asked {
  const char* name;
  Measure measure;
  double share = 1;
};

uint32_t Ask(const LedgerFacts& facts, const Asked& asked) {
  const uint32_t revision = static_cast<uint32_t>(facts.size() * asked.share);
  const absl::CivilDay on(2014, 6, 30);
  const auto resolved =
      ResolveQuestion({.facts = facts, .registry = nullptr, .revision = revision, .on = on}, asked.measure);
  const auto& question = std::get<Question>(resolved);
  const Survey survey(facts, facts.Snapshot().Prefix(revision), question);
  return Answer(survey, question, [](const std::string&) { return absl::InternalError("no sample"); })->counts.hits;
}

struct Spread {
  double min;
  double median;
  double max;
};

template <typename Work>
Spread Repeat(int repetitions, Work work) {
  std::vector<double> micros;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = Clock::now();
    work();
    micros.push_back(MicrosSince(start));
  }
  std::sort(micros.begin(), micros.end());
  return {.min = micros.front(), .median = micros[micros.size() / 2], .max = micros.back()};
}

std::vector<Asked> Questions() {
  Measure measure{.threshold_grade = "adequate",
                  .scale = "ofsted-2013@1",
                  .comparator = 1,
                  .target = {.numerator = 3, .denominator = 4},
                  .window = RollingMonths{.months = 12}};
  Measure area = measure;
  area.practice_areas = {"area-1"};
  Measure team = area;
  team.teams = {"team-3"};
  Measure open = measure;
  open.window = {};
  Measure latest = measure;
  latest.re_audit_policy = static_cast<int>(ReAuditPolicy::kLatestPerCase);
  return {{"12 months, one area", area},
          {"12 months, one area, at half the revisions", area, 0.5},
          {"12 months", measure},
          {"12 months, at 90% of the revisions", measure, 0.9},
          {"12 months, one area and team", team},
          {"no window", open},
          {"12 months, latest per case", latest}};
}

void Run(uint32_t rows, uint32_t ledgers, int repetitions) {
  const Built built = Build(rows, ledgers);
  std::printf("%u rows in %u ledgers: %.0f ns and %.1f bytes a row\n", rows, ledgers, built.append_ns, built.bytes);
  uint32_t sink = 0;
  for (const Asked& asked : Questions()) {
    const LedgerFacts& one = *built.ledgers[ledgers / 2];
    const Spread alone = Repeat(repetitions * 20, [&] { sink += Ask(one, asked); });
    const Spread all = Repeat(repetitions, [&] {
      for (const auto& facts : built.ledgers) sink += Ask(*facts, asked);
    });
    std::printf("%-45s one ledger %7.1f us (%.1f to %.1f), all %7.2f ms (%.2f to %.2f)\n", asked.name, alone.median,
                alone.min, alone.max, all.median / 1000, all.min / 1000, all.max / 1000);
  }
  std::printf("%u hits in all\n", sink);
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  const auto argument = [&](int at, int otherwise) { return argc > at ? std::atoi(argv[at]) : otherwise; };
  assay::Run(static_cast<uint32_t>(argument(1, 10'000'000)), static_cast<uint32_t>(argument(2, 150)), argument(3, 51));
}
