#include "client/cli/import_report.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "client/cli/confirm.h"
#include "client/cli/output.h"
#include "client/cli/text_cell.h"

namespace assay {
namespace {

// Refused rows whose problems are shown; a rejects file has them all.
constexpr uint64_t kRowsShown = 20;

std::string Joined(const std::vector<RowProblem>& problems, std::string RowProblem::*part) {
  std::string text;
  for (const RowProblem& problem : problems) text += (text.empty() ? "" : "; ") + problem.*part;
  return text;
}

}  // namespace

absl::StatusOr<RejectsFile> RejectsFile::Create(const std::string& path) {
  // The rows are personal: the mode must be right before the first byte is.
  const bool is_new = ::access(path.c_str(), F_OK) != 0;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return absl::InvalidArgumentError(path + ": " + std::strerror(errno));
  struct stat about = {};
  const bool narrowed = ::fstat(fd, &about) == 0 && (!S_ISREG(about.st_mode) || ::fchmod(fd, S_IRUSR | S_IWUSR) == 0);
  const int error = errno;
  ::close(fd);
  if (!narrowed) return absl::InvalidArgumentError(path + ": " + std::strerror(error));
  return RejectsFile(path, is_new);
}

void RejectsFile::Begin(const ImportColumns& columns, const CsvReader& like) {
  delimiter_ = like.delimiter();
  std::vector<std::string> names;
  for (const ImportColumn& column : columns.columns) {
    kept_.push_back(column.use != ColumnUse::kRefusal);
    if (kept_.back()) names.push_back(column.header);
  }
  for (const std::string_view name : kRefusedColumns) names.emplace_back(name);
  // Spreadsheets know UTF-8 by the mark alone: what came with one goes with one.
  header_ = (like.had_byte_order_mark() ? "\xEF\xBB\xBF" : "") + CsvLine(names, delimiter_);
}

void RejectsFile::Add(const CsvRow& row, const std::vector<RowProblem>& problems) {
  if (rows_++ == 0) {
    out_.open(path_, std::ios::binary | std::ios::trunc);
    out_ << header_;
  }
  // A row with too few or too many cells has none that are surely the columns of an earlier round.
  const bool aligned = row.cells.size() == kept_.size();
  std::vector<std::string> cells;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    if (!aligned || kept_[i]) cells.push_back(row.cells[i]);
  }
  cells.push_back(Joined(problems, &RowProblem::column));
  cells.push_back(Joined(problems, &RowProblem::reason));
  cells.push_back(Joined(problems, &RowProblem::why));
  out_ << CsvLine(cells, delimiter_);
}

absl::Status RejectsFile::Close(Answered answered) {
  if (rows_ > 0) out_.close();
  if (!out_) return absl::UnknownError(path_ + ": not every refused row could be written");
  struct stat about = {};
  if (rows_ == 0 && (is_new_ || answered == Answered::kAll) && ::stat(path_.c_str(), &about) == 0 &&
      S_ISREG(about.st_mode))
    ::unlink(path_.c_str());
  return absl::OkStatus();
}

absl::StatusOr<std::optional<RejectsFile>> OpenRejects(const Session& session, const std::string& path,
                                                       const Input& input) {
  if (path.empty()) return std::nullopt;
  if (input.IsSameFile(path)) {
    return absl::InvalidArgumentError("--rejects " + path + " is the file being imported; name another");
  }
  absl::Status replaced = ConfirmReplacing(session, path, "file of refused rows", [](std::string_view bytes) {
    const std::string_view header = bytes.substr(0, bytes.find('\n'));
    return header.find(kRefusedColumns[0]) != std::string_view::npos;
  });
  if (!replaced.ok()) return replaced;
  auto created = RejectsFile::Create(path);
  if (!created.ok()) return created.status();
  return *std::move(created);
}

void ImportReport::Accept(const v1::Receipt& receipt) {
  ++(receipt.outcome() == v1::WRITE_OUTCOME_ALREADY_THERE ? already_there_ : added_);
  revision_ = std::max(revision_, receipt.revision());
}

void ImportReport::Refuse(const CsvRow& row, const std::vector<RowProblem>& problems) {
  ++refused_;
  if (rejects_ != nullptr) rejects_->Add(row, problems);
  if (rows_shown_ == kRowsShown) return;
  ++rows_shown_;
  for (const RowProblem& problem : problems) shown_.push_back({row.line, problem});
}

std::string ImportReport::Text(const std::string& rows_word) const {
  std::string text = std::to_string(rows()) + " " + rows_word + ": " + std::to_string(added_) +
                     (dry_run_ == DryRun::kYes ? " would be added" : " added");
  if (already_there_ > 0) text += ", " + std::to_string(already_there_) + " already there";
  text += ", " + std::to_string(refused_) + " refused";
  if (refused_ > 0 && rejects_ != nullptr) text += " (" + rejects_->path() + ")";
  text += '\n';
  size_t line_width = 0;
  size_t column_width = 0;
  for (const Line& line : shown_) {
    line_width = std::max(line_width, std::to_string(line.line).size());
    column_width = std::max(column_width, DisplayWidth(TextCell(line.problem.column)));
  }
  for (const Line& line : shown_) {
    text += "  line " + PadRight(std::to_string(line.line), line_width) + "  ";
    if (column_width > 0) text += PadRight(TextCell(line.problem.column), column_width) + "  ";
    text += TextCell(line.problem.why) + "  [" + TextCell(line.problem.reason) + "]\n";
  }
  if (refused_ > rows_shown_) text += "  \xE2\x80\xA6 and " + std::to_string(refused_ - rows_shown_) + " more\n";
  return text;
}

}  // namespace assay
