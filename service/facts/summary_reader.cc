// Rows from the bytes that summary_writer.cc describes.
#include <limits>

#include "service/facts/bytes.h"
#include "service/facts/facts.h"

namespace assay {
namespace {

absl::Status NoSummary() { return absl::DataLossError("these are not the facts of so many entries"); }

}  // namespace

// Reads everything, and only then changes the facts.
class LedgerFacts::SummaryReader {
 public:
  SummaryReader(LedgerFacts* facts, const RowRange& range, std::string_view bytes)
      : facts_(facts), range_(range), in_(bytes) {}

  absl::Status Read(const std::function<absl::Status(uint32_t revision)>& fold) {
    if (range_.count == 0) return NoSummary();
    for (Texts* texts : {&areas_, &teams_, &auditors_, &reasons_, &grades_, &parts_}) ReadTexts(texts);
    ReadProfiles();
    ReadTies();
    ReadPartGrades();
    ReadRows();
    ReadLists();
    if (!in_.ok() || !in_.is_at_end() || facts_->size() != range_.first) return NoSummary();
    return Append(fold);
  }

 private:
  using Texts = std::vector<std::string_view>;

  void ReadTexts(Texts* texts) {
    texts->resize(in_.Count());
    for (std::string_view& text : *texts) text = in_.Text();
  }
  void ReadProfiles() {
    profiles_.resize(in_.Count());
    for (Profile& profile : profiles_) {
      profile.practice_area = in_.Below(areas_.size());
      ReadGrade(&profile.grade, &profile.ungraded_reason);
      profile.moderated_grade = static_cast<uint16_t>(in_.UpTo(grades_.size()));
      profile.audit_type = static_cast<uint8_t>(in_.Below(kAuditTypes));
      profile.sampling_method = static_cast<uint8_t>(in_.Below(kSamplingMethods));
      profile.flags = static_cast<uint8_t>(in_.UpTo(std::numeric_limits<uint8_t>::max()));
    }
  }
  void ReadTies() {
    ties_.resize(in_.Count());
    for (Ties& ties : ties_) {
      ties.team = in_.Below(teams_.size());
      ties.auditor = in_.Below(auditors_.size());
      ties.original = in_.UpTo(std::numeric_limits<uint32_t>::max());
    }
  }
  void ReadPartGrades() {
    part_grades_.resize(in_.Count());
    for (PartGrade& grade : part_grades_) {
      grade.part = in_.UpTo(parts_.size());
      ReadGrade(&grade.grade, &grade.ungraded_reason);
    }
  }
  void ReadGrade(uint16_t* grade, uint32_t* ungraded_reason) {
    *grade = static_cast<uint16_t>(in_.UpTo(grades_.size()));
    if (*grade == 0) *ungraded_reason = in_.Below(reasons_.size());
  }
  void ReadRows() {
    rows_.resize(range_.count);
    using Days = std::numeric_limits<int32_t>;
    int64_t day = 0;
    int64_t case_number = 0;
    int64_t revision = range_.first;
    for (NumberedRow& row : rows_) {
      ++revision;
      const uint32_t profile = in_.UpTo(profiles_.size());
      if (profile == 0) continue;
      row.profile = profile - 1;
      row.ties = in_.Below(ties_.size());
      day = in_.After(day, {.lowest = Days::min(), .highest = Days::max()});
      // A ledger gives out one number an entry at most.
      case_number = in_.After(case_number, {.lowest = 1, .highest = revision});
      row.audit_day = static_cast<int32_t>(day);
      row.case_number = static_cast<uint32_t>(case_number);
    }
  }
  void ReadLists() {
    uint32_t at = 0;
    for (size_t count = in_.Count(); count > 0; --count) {
      at += in_.UpTo(range_.count - 1 - at);
      const uint32_t row = range_.first + at;
      rows_[at].superseded_revision = row - in_.UpTo(row);
    }
    graded_parts_.resize(in_.Count());
    at = 0;
    for (GradedPart& part : graded_parts_) {
      at += in_.UpTo(range_.count - 1 - at);
      part = {.row = range_.first + at, .number = in_.Below(part_grades_.size())};
    }
  }

  // Puts the tables into the facts' own, and their numbers into whatever has those of the tables.
  void NumberTables() {
    const std::vector<uint32_t> areas = Intern(areas_, &facts_->practice_areas_);
    const std::vector<uint32_t> teams = Intern(teams_, &facts_->teams_);
    const std::vector<uint32_t> auditors = Intern(auditors_, &facts_->auditors_);
    const std::vector<uint32_t> reasons = Intern(reasons_, &facts_->ungraded_reasons_);
    const std::vector<uint32_t> grades = Intern(grades_, &facts_->grades_);
    const std::vector<uint32_t> parts = Intern(parts_, &facts_->parts_);
    const auto number_grade = [&](uint16_t* grade, uint32_t* ungraded_reason) {
      if (*grade != 0) {
        *grade = static_cast<uint16_t>(grades[*grade - 1u] + 1);
      } else {
        *ungraded_reason = reasons[*ungraded_reason];
      }
    };
    for (Profile& profile : profiles_) {
      profile.practice_area = areas[profile.practice_area];
      number_grade(&profile.grade, &profile.ungraded_reason);
      if (profile.moderated_grade != 0) {
        profile.moderated_grade = static_cast<uint16_t>(grades[profile.moderated_grade - 1u] + 1);
      }
      profile_numbers_.push_back(facts_->columns_.ProfileNumber(profile));
    }
    for (Ties& ties : ties_) {
      ties.team = teams[ties.team];
      ties.auditor = auditors[ties.auditor];
      ties_numbers_.push_back(facts_->columns_.TiesNumber(ties));
    }
    for (PartGrade& grade : part_grades_) {
      if (grade.part != kAuditQuality) grade.part = parts[grade.part - 1];
      number_grade(&grade.grade, &grade.ungraded_reason);
      part_numbers_.push_back(facts_->part_grades_.Intern(grade));
    }
  }
  static std::vector<uint32_t> Intern(const Texts& texts, Dictionary* dictionary) {
    std::vector<uint32_t> numbers;
    numbers.reserve(texts.size());
    for (std::string_view text : texts) numbers.push_back(dictionary->Intern(text));
    return numbers;
  }

  absl::Status Append(const std::function<absl::Status(uint32_t revision)>& fold) {
    NumberTables();
    auto part = graded_parts_.begin();
    for (uint32_t i = 0; i < range_.count; ++i) {
      const uint32_t row = range_.first + i;
      if (rows_[i].case_number == 0) {
        if (absl::Status status = fold(row + 1); !status.ok()) return status;
        if (facts_->size() != row + 1) return NoSummary();
        continue;
      }
      rows_[i].profile = profile_numbers_[rows_[i].profile];
      rows_[i].ties = ties_numbers_[rows_[i].ties];
      for (; part != graded_parts_.end() && part->row == row; ++part) {
        facts_->graded_parts_.Append({.row = row, .number = part_numbers_[part->number]});
      }
      facts_->columns_.Append(rows_[i]);
    }
    return part == graded_parts_.end() ? absl::OkStatus() : NoSummary();
  }

  LedgerFacts* const facts_;
  const RowRange range_;
  ByteReader in_;
  Texts areas_;
  Texts teams_;
  Texts auditors_;
  Texts reasons_;
  Texts grades_;
  Texts parts_;
  std::vector<Profile> profiles_;
  std::vector<Ties> ties_;
  std::vector<PartGrade> part_grades_;
  std::vector<uint32_t> profile_numbers_;
  std::vector<uint32_t> ties_numbers_;
  std::vector<uint32_t> part_numbers_;
  std::vector<NumberedRow> rows_;
  std::vector<GradedPart> graded_parts_;
};

absl::Status LedgerFacts::Restore(const RowRange& rows, std::string_view summary,
                                  const std::function<absl::Status(uint32_t revision)>& fold) {
  return SummaryReader(this, rows, summary).Read(fold);
}

}  // namespace assay
