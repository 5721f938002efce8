// From people's spelling to the ledger's. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_IMPORT_CELL_H_
#define ASSAY_CLIENT_CLI_IMPORT_CELL_H_

#include <optional>
#include <string>
#include <string_view>

namespace assay {

// The code people mean: trimmed, in lower case, runs of spaces, underscores, slashes and dashes made one '-', other
// punctuation dropped. "Requires Improvement" is "requires-improvement". Empty where nothing is left. `text` is UTF-8.
std::string NormaliseCode(std::string_view text);

enum class DateFormat { kYearMonthDay, kDayMonthYear, kMonthDayYear };

// "yyyy-mm-dd", "dd/mm/yyyy" or "mm/dd/yyyy".
std::optional<DateFormat> ParseDateFormat(std::string_view text);

// A date as YYYY-MM-DD, or why the text is none.
struct DateCell {
  std::string date;
  std::string why;  // empty: it is one
};
DateCell ReadDate(std::string_view text, DateFormat format);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_IMPORT_CELL_H_
