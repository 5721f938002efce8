#include "client/cli/import_columns.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "client/cli/import_cell.h"
#include "service/domain/text.h"
#include "service/domain/violation.h"

namespace assay {
namespace {

constexpr ImportField kRequired[] = {ImportField::kAuditId, ImportField::kCaseRef, ImportField::kPracticeArea,
                                     ImportField::kAuditDate, ImportField::kScale};

size_t Index(ImportField field) { return static_cast<size_t>(field); }

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string Trimmed(std::string_view text) {
  std::string trimmed(text);
  absl::StripAsciiWhitespace(&trimmed);
  return trimmed;
}

std::vector<std::string> Pieces(const std::string& list) { return absl::StrSplit(list, ','); }

std::string NoField(const std::string& flag, const std::string& name) {
  const std::string near_miss = NearestMatch(name, ImportFieldNames());
  return flag + ": " + Quoted(name) + " is not a field" +
         (near_miss.empty() ? "" : "; did you mean " + near_miss + "?");
}

// What a name stands for: a field, or with a domain that part of the case.
struct Target {
  ImportField field = ImportField::kAuditId;
  std::string domain;
};

// nullopt where the name stands for nothing.
std::optional<Target> TargetByName(const std::string& name) {
  if (name.starts_with(kDomainPrefix)) {
    std::string domain = NormaliseCode(std::string_view(name).substr(kDomainPrefix.size()));
    if (domain.empty()) return std::nullopt;
    return Target{.domain = std::move(domain)};
  }
  const auto field = ImportFieldByName(name);
  return field.has_value() ? std::optional<Target>({.field = *field}) : std::nullopt;
}

// Header and flags while they are being judged; `problems_` has a line for each thing that is wrong.
class Planner {
 public:
  explicit Planner(const ImportColumnFlags& flags) {
    for (const std::string& map : flags.maps) AddMap(map);
    for (const std::string& set : flags.sets) AddSet(set);
    for (const std::string& ignore : flags.ignores) {
      for (const std::string& header : Pieces(ignore)) ignored_.insert(Trimmed(header));
    }
    if (!flags.scale.empty()) Fix(ImportField::kScale, flags.scale, "--scale");
  }

  absl::StatusOr<ImportColumns> Plan(const std::vector<std::string>& header) {
    for (const std::string& name : header) AddColumn(name);
    // Without a header line the first row would be quoted as names, and a case reference with it.
    auto is_field = [](const ImportColumn& column) { return column.use == ColumnUse::kField; };
    if (std::none_of(plan_.columns.begin(), plan_.columns.end(), is_field)) {
      return absl::InvalidArgumentError(
          "the first line names no field that is known: a file begins with a header line, such as "
          "audit_id,case_ref,practice_area,audit_date,scale,grade; other headers are named with "
          "--map \"Their header=field,...\"");
    }
    for (const auto& [name, target] : mapped_) {
      if (!headers_.contains(name)) problems_.push_back("--map: the file has no column " + Quoted(name));
    }
    for (const std::string& name : ignored_) {
      if (!headers_.contains(name)) problems_.push_back("--ignore: the file has no column " + Quoted(name));
    }
    CheckRequired();
    if (problems_.empty()) return std::move(plan_);
    std::string message;
    for (const std::string& problem : problems_) message += (message.empty() ? "" : "\n") + problem;
    return absl::InvalidArgumentError(message);
  }

 private:
  // A header may hold commas: what stands before a comma without "=field" belongs to the header after it.
  void AddMap(const std::string& text) {
    std::string header;
    for (const std::string& piece : Pieces(text)) {
      header += (header.empty() ? "" : ",") + piece;
      const size_t equals = header.rfind('=');
      if (equals == std::string::npos) continue;
      const std::string name = Trimmed(std::string_view(header).substr(equals + 1));
      auto target = TargetByName(name);
      const std::string from = Trimmed(std::string_view(header).substr(0, equals));
      if (!target.has_value()) {
        problems_.push_back(NoField("--map", name));
      } else if (!mapped_.emplace(from, *std::move(target)).second) {
        problems_.push_back("--map: " + Quoted(from) + " is mapped twice");
      }
      header.clear();
    }
    if (!header.empty()) problems_.push_back("--map: " + Quoted(header) + " is not HEADER=FIELD");
  }

  void AddSet(const std::string& text) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) return problems_.push_back("--set: " + Quoted(text) + " is not FIELD=VALUE");
    const std::string name = Trimmed(std::string_view(text).substr(0, equals));
    const auto field = ImportFieldByName(name);
    if (!field.has_value()) return problems_.push_back(NoField("--set", name));
    if (About(*field).privacy == Privacy::kPersonal || *field == ImportField::kAuditId) {
      return problems_.push_back("--set: " + name + " is each row's own and must be a column");
    }
    Fix(*field, text.substr(equals + 1), "--set " + name);
  }

  void Fix(ImportField field, const std::string& value, const std::string& flag) {
    std::optional<std::string>& fixed = plan_.fixed[Index(field)];
    if (fixed.has_value()) return problems_.push_back(flag + ": " + std::string(About(field).name) + " is set twice");
    fixed = value;
  }

  void AddColumn(const std::string& name) {
    ImportColumn column{name};
    const auto mapped = mapped_.find(name);
    const auto own = TargetByName(name);
    if (!name.empty() && !headers_.insert(name).second) {
      problems_.push_back("two columns are called " + Quoted(name));
    } else if (name.empty()) {
      column.use = ColumnUse::kNameless;
    } else if (std::find(std::begin(kRefusedColumns), std::end(kRefusedColumns), name) != std::end(kRefusedColumns)) {
      column.use = ColumnUse::kRefusal;
    } else if (ignored_.contains(name)) {
      column.use = ColumnUse::kIgnored;
    } else if (mapped != mapped_.end() || own.has_value()) {
      const Target& target = mapped != mapped_.end() ? mapped->second : *own;
      column.use = target.domain.empty() ? ColumnUse::kField : ColumnUse::kDomain;
      column.field = target.field;
      column.domain = target.domain;
      if (target.domain.empty()) {
        Take(column.field, name);
      } else {
        TakeDomain(target.domain, name);
      }
    } else {
      AddUnknown(name);
    }
    plan_.columns.push_back(std::move(column));
  }

  void Take(ImportField field, const std::string& header) {
    std::optional<size_t>& taken = plan_.column_of[Index(field)];
    if (taken.has_value()) {
      problems_.push_back("columns " + Quoted(plan_.columns[*taken].header) + " and " + Quoted(header) + " are both " +
                          std::string(About(field).name));
    } else if (plan_.fixed[Index(field)].has_value()) {
      problems_.push_back("column " + Quoted(header) + " gives " + std::string(About(field).name) +
                          ", which a flag sets as well");
    }
    taken = plan_.columns.size();
  }

  void TakeDomain(const std::string& domain, const std::string& header) {
    const auto [taken, added] = domains_.emplace(domain, header);
    if (added) return;
    problems_.push_back("columns " + Quoted(taken->second) + " and " + Quoted(header) + " are both " +
                        std::string(kDomainPrefix) + domain);
  }

  void AddUnknown(const std::string& name) {
    const std::string near_miss = NearestMatch(name, ImportFieldNames());
    const std::string field = near_miss.empty() ? "FIELD" : near_miss;
    problems_.push_back("unknown column " + Quoted(name) +
                        (near_miss.empty() ? "" : "; did you mean " + near_miss + "?") + " Say --map \"" + name + "=" +
                        field + "\" to import it, or --ignore \"" + name + "\" to leave it out");
  }

  bool Has(ImportField field) const {
    return plan_.column_of[Index(field)].has_value() || plan_.fixed[Index(field)].has_value();
  }

  void CheckRequired() {
    std::string missing;
    for (const ImportField field : kRequired) {
      if (!Has(field)) missing += (missing.empty() ? "" : ", ") + std::string(About(field).name);
    }
    if (!Has(ImportField::kGrade) && !Has(ImportField::kUngradedReason)) {
      missing += std::string(missing.empty() ? "" : ", ") + "grade or ungraded_reason";
    }
    if (!missing.empty()) {
      problems_.push_back("missing: " + missing + ". Name their columns with --map \"Their header=field,...\"" +
                          (Has(ImportField::kScale) ? "" : "; one scale for all rows with --scale"));
    }
  }

  ImportColumns plan_;
  std::map<std::string, Target> mapped_;        // by header
  std::map<std::string, std::string> domains_;  // the header of each
  std::set<std::string> ignored_;
  std::set<std::string> headers_;
  std::vector<std::string> problems_;
};

}  // namespace

absl::StatusOr<ImportColumns> PlanColumns(const std::vector<std::string>& header, const ImportColumnFlags& flags) {
  for (const std::string& name : header) {
    if (!IsPrintable(name)) return absl::InvalidArgumentError("the header is not printable UTF-8");
  }
  return Planner(flags).Plan(header);
}

}  // namespace assay
