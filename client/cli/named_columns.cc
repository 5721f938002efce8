#include "client/cli/named_columns.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "service/domain/text.h"

namespace assay {
namespace {

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string Trimmed(std::string_view text) {
  std::string trimmed(text);
  absl::StripAsciiWhitespace(&trimmed);
  return trimmed;
}

std::vector<std::string> Pieces(const std::string& list) { return absl::StrSplit(list, ','); }

std::vector<std::string> AllOf(const KnownColumns& known) {
  std::vector<std::string> names = known.required;
  names.insert(names.end(), known.optional.begin(), known.optional.end());
  return names;
}

std::string DidYouMean(const std::string& near_miss) {
  return near_miss.empty() ? "" : "; did you mean " + near_miss + "?";
}

// What the flags say of headers, and what is wrong with them.
struct Said {
  std::map<std::string, std::string> field_of;  // by header
  std::set<std::string> ignored;
  std::vector<std::string> problems;
};

// A header may hold commas: what stands before a comma without "=field" belongs to the header after it.
void AddMap(const std::string& text, const std::vector<std::string>& fields, Said& said) {
  std::string header;
  for (const std::string& piece : Pieces(text)) {
    header += (header.empty() ? "" : ",") + piece;
    const size_t equals = header.rfind('=');
    if (equals == std::string::npos) continue;
    const std::string field = Trimmed(std::string_view(header).substr(equals + 1));
    const std::string from = Trimmed(std::string_view(header).substr(0, equals));
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) {
      said.problems.push_back("--map: " + Quoted(field) + " is not a field" + DidYouMean(NearestMatch(field, fields)));
    } else if (!said.field_of.emplace(from, field).second) {
      said.problems.push_back("--map: " + Quoted(from) + " is mapped twice");
    }
    header.clear();
  }
  if (!header.empty()) said.problems.push_back("--map: " + Quoted(header) + " is not HEADER=FIELD");
}

Said ReadFlags(const NamedColumnFlags& flags, const std::vector<std::string>& fields) {
  Said said;
  for (const std::string& map : flags.maps) AddMap(map, fields, said);
  for (const std::string& list : flags.ignores) {
    for (const std::string& header : Pieces(list)) said.ignored.insert(Trimmed(header));
  }
  return said;
}

void CheckFlagsAreUsed(const std::vector<std::string>& header, Said& said) {
  const auto has = [&](const std::string& name) {
    return std::find(header.begin(), header.end(), name) != header.end();
  };
  for (const auto& [name, field] : said.field_of) {
    if (!has(name)) said.problems.push_back("--map: the file has no column " + Quoted(name));
  }
  for (const std::string& name : said.ignored) {
    if (!has(name)) said.problems.push_back("--ignore: the file has no column " + Quoted(name));
  }
}

}  // namespace

const std::string& NamedColumns::Cell(const CsvRow& row, std::string_view field) const {
  static const auto* const none = new std::string;
  const auto found = column_of.find(field);
  return found == column_of.end() || found->second >= row.cells.size() ? *none : row.cells[found->second];
}

absl::StatusOr<NamedColumns> NameColumns(const std::vector<std::string>& header, const KnownColumns& known,
                                         const NamedColumnFlags& flags) {
  const std::vector<std::string> fields = AllOf(known);
  Said said = ReadFlags(flags, fields);
  NamedColumns columns;
  columns.header = header;
  std::set<std::string> seen;
  for (size_t i = 0; i < header.size(); ++i) {
    if (said.ignored.contains(header[i])) continue;
    if (!header[i].empty() && !seen.insert(header[i]).second) {
      said.problems.push_back("column " + Quoted(header[i]) + " stands twice");
      continue;
    }
    const auto mapped = said.field_of.find(header[i]);
    const std::string field = mapped == said.field_of.end() ? header[i] : mapped->second;
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) {
      columns.others.push_back(i);
    } else if (!columns.column_of.emplace(field, i).second) {
      said.problems.push_back("two columns are " + field);
    }
  }
  CheckFlagsAreUsed(header, said);
  for (const std::string& field : known.required) {
    if (columns.has(field)) continue;
    const std::string near_miss = NearestMatch(field, header);
    said.problems.push_back("the file has no column " + field +
                            (near_miss.empty() ? "" : "; say --map " + Quoted(near_miss + "=" + field)));
  }
  if (said.problems.empty()) return columns;
  std::string message;
  for (const std::string& problem : said.problems) message += (message.empty() ? "" : "\n") + problem;
  return absl::InvalidArgumentError(message);
}

absl::Status RefuseOthers(const NamedColumns& columns, const KnownColumns& known) {
  std::string message;
  for (const size_t other : columns.others) {
    const std::string& name = columns.header[other];
    message += (message.empty() ? "" : "\n") + ("column " + Quoted(name) + " is not known") +
               DidYouMean(NearestMatch(name, AllOf(known))) + "; leave it out with --ignore " + Quoted(name);
  }
  return message.empty() ? absl::OkStatus() : absl::InvalidArgumentError(message);
}

absl::Status CheckCells(const NamedColumns& columns, const CsvRow& row) {
  if (row.cells.size() != columns.header.size()) {
    return OnLine(row, "has " + std::to_string(row.cells.size()) + " cells where the header has " +
                           std::to_string(columns.header.size()));
  }
  for (size_t i = 0; i < row.cells.size(); ++i) {
    if (!IsUtf8(row.cells[i])) return OnLine(row, columns.header[i] + " is not UTF-8");
  }
  return absl::OkStatus();
}

absl::Status InFile(const std::string& file, const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  return absl::InvalidArgumentError(file + ": " + std::string(status.message()));
}

absl::Status OnLine(const CsvRow& row, const std::string& why) {
  return absl::InvalidArgumentError("line " + std::to_string(row.line) + ": " + why);
}

}  // namespace assay
