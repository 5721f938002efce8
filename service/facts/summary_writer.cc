// What some rows hold, as bytes.
//
// A summary stands by itself: its rows hold numbers of tables that come before them, each in the order in which the
// rows first need what is in it. A fold numbers texts, profiles, ties and grades of parts in that order too, so whoever
// puts the tables into the dictionaries first and appends the rows then ends with the same numbers as by folding
// entries.
//
//   summary  tables, then a row for each entry, then the two lists; tables and lists have their length before them
//   tables   practice areas, teams, auditors, ungraded reasons, grades ("scale@version/grade") and parts: texts;
//            profiles, ties, grades of parts: numbers, in the order of the fields
//   row      profile + 1, ties, audit day less that of the audit before, case number likewise; or 0: no audit
//   lists    which rows supersede what: rows from the last, and how far back; which rows have which grade of a part:
//            rows from the last, and the number in the table
//
// Bytes as in bytes.h. storage/FORMAT.md says the same for readers in other languages: a change of either, or of what a
// fold makes of an entry, is another LedgerFacts::kSummaryVersion.
#include <unordered_map>

#include "service/facts/bytes.h"
#include "service/facts/facts.h"

namespace assay {
namespace {

// Numbers of a whole ledger, renumbered in the order of first sight.
class Renumbering {
 public:
  // Whether the number is seen for the first time.
  bool See(uint32_t number) {
    const bool is_new = own_.try_emplace(number, static_cast<uint32_t>(numbers_.size())).second;
    if (is_new) numbers_.push_back(number);
    return is_new;
  }
  // Of one that was seen.
  uint32_t operator[](uint32_t number) const { return own_.find(number)->second; }
  const std::vector<uint32_t>& numbers() const { return numbers_; }

 private:
  std::unordered_map<uint32_t, uint32_t> own_;
  std::vector<uint32_t> numbers_;
};

}  // namespace

// Two passes over the rows: what they need, then the rows.
class LedgerFacts::SummaryWriter {
 public:
  SummaryWriter(const LedgerFacts& facts, const RowRange& range)
      : facts_(facts), range_(range), rows_(facts.Snapshot()), end_(range.first + range.count) {}

  std::string Write() {
    FindParts();
    See();
    PutTexts(facts_.practice_areas_, areas_);
    PutTexts(facts_.teams_, teams_);
    PutTexts(facts_.auditors_, auditors_);
    PutTexts(facts_.ungraded_reasons_, reasons_);
    PutTexts(facts_.grades_, grades_);
    PutTexts(facts_.parts_, parts_);
    PutProfiles();
    PutTies();
    PutPartGrades();
    PutRows();
    PutLists();
    return out_.bytes();
  }

 private:
  bool IsAudit(uint32_t row) const { return rows_.CaseOf(row) != 0; }

  void FindParts() {
    const auto& all = facts_.graded_parts_;
    const uint32_t size = all.size();
    uint32_t i = all.PartitionPoint(size, [this](const GradedPart& part) { return part.row < range_.first; });
    for (; i < size && all[i].row < end_; ++i) {
      if (IsAudit(all[i].row)) graded_parts_.push_back(all[i]);
    }
  }

  // In the order of a fold.
  void See() {
    auto part = graded_parts_.begin();
    for (uint32_t row = range_.first; row < end_; ++row) {
      if (!IsAudit(row)) continue;
      const uint32_t profile = rows_.ProfileNumberOf(row);
      if (profiles_.See(profile)) SeeProfile(rows_.ProfileNumbered(profile));
      const uint32_t ties = rows_.TiesNumberOf(row);
      if (ties_.See(ties)) {
        teams_.See(rows_.TiesNumbered(ties).team);
        auditors_.See(rows_.TiesNumbered(ties).auditor);
      }
      for (; part != graded_parts_.end() && part->row == row; ++part) {
        if (part_grades_.See(part->number)) SeePartGrade(facts_.part_grades_[part->number]);
      }
    }
  }
  void SeeProfile(const Profile& profile) {
    areas_.See(profile.practice_area);
    SeeGrade(profile.grade, profile.ungraded_reason);
    if (profile.moderated_grade != 0) grades_.See(profile.moderated_grade - 1u);
  }
  void SeePartGrade(const PartGrade& grade) {
    if (grade.part != kAuditQuality) parts_.See(grade.part);
    SeeGrade(grade.grade, grade.ungraded_reason);
  }
  void SeeGrade(uint16_t grade, uint32_t ungraded_reason) {
    if (grade != 0) {
      grades_.See(grade - 1u);
    } else {
      reasons_.See(ungraded_reason);
    }
  }

  void PutTexts(const Dictionary& dictionary, const Renumbering& numbers) {
    out_.Put(numbers.numbers().size());
    for (uint32_t number : numbers.numbers()) out_.Put(dictionary.Text(number));
  }
  void PutProfiles() {
    out_.Put(profiles_.numbers().size());
    for (uint32_t number : profiles_.numbers()) {
      const Profile& profile = rows_.ProfileNumbered(number);
      out_.Put(areas_[profile.practice_area]);
      PutGrade(profile.grade, profile.ungraded_reason);
      out_.Put(profile.moderated_grade == 0 ? 0 : grades_[profile.moderated_grade - 1u] + 1);
      out_.Put(profile.audit_type);
      out_.Put(profile.sampling_method);
      out_.Put(profile.flags);
    }
  }
  void PutTies() {
    out_.Put(ties_.numbers().size());
    for (uint32_t number : ties_.numbers()) {
      const Ties& ties = rows_.TiesNumbered(number);
      out_.Put(teams_[ties.team]);
      out_.Put(auditors_[ties.auditor]);
      out_.Put(ties.original);
    }
  }
  void PutPartGrades() {
    out_.Put(part_grades_.numbers().size());
    for (uint32_t number : part_grades_.numbers()) {
      const PartGrade& grade = facts_.part_grades_[number];
      out_.Put(grade.part == kAuditQuality ? 0 : parts_[grade.part] + 1);
      PutGrade(grade.grade, grade.ungraded_reason);
    }
  }
  // The grade + 1; of an ungraded one 0 and the reason.
  void PutGrade(uint16_t grade, uint32_t ungraded_reason) {
    out_.Put(grade == 0 ? 0 : grades_[grade - 1u] + 1);
    if (grade == 0) out_.Put(reasons_[ungraded_reason]);
  }

  void PutRows() {
    int64_t last_day = 0;
    int64_t last_case = 0;
    for (uint32_t row = range_.first; row < end_; ++row) {
      out_.Put(IsAudit(row) ? profiles_[rows_.ProfileNumberOf(row)] + 1 : 0);
      if (!IsAudit(row)) continue;
      out_.Put(ties_[rows_.TiesNumberOf(row)]);
      out_.PutDifference(rows_.DayOf(row) - last_day);
      out_.PutDifference(rows_.CaseOf(row) - last_case);
      last_day = rows_.DayOf(row);
      last_case = rows_.CaseOf(row);
    }
  }
  void PutLists() {
    std::vector<std::pair<uint32_t, uint32_t>> superseding;
    rows_.Prefix(end_).ForEachSuperseding(
        range_.first, [&](uint32_t row, uint32_t superseded) { superseding.emplace_back(row, superseded); });
    out_.Put(superseding.size());
    uint32_t last = range_.first;
    for (const auto& [row, superseded] : superseding) {
      out_.Put(row - last);
      out_.Put(row - superseded);
      last = row;
    }
    out_.Put(graded_parts_.size());
    last = range_.first;
    for (const GradedPart& part : graded_parts_) {
      out_.Put(part.row - last);
      out_.Put(part_grades_[part.number]);
      last = part.row;
    }
  }

  const LedgerFacts& facts_;
  const RowRange range_;
  const Rows rows_;
  const uint32_t end_;
  std::vector<GradedPart> graded_parts_;
  Renumbering areas_;
  Renumbering teams_;
  Renumbering auditors_;
  Renumbering reasons_;
  Renumbering grades_;
  Renumbering parts_;
  Renumbering profiles_;
  Renumbering ties_;
  Renumbering part_grades_;
  ByteWriter out_;
};

std::string LedgerFacts::Summarise(const RowRange& rows) const { return SummaryWriter(*this, rows).Write(); }

}  // namespace assay
