// Text that is safe to show in a terminal, and how wide it is there. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_TEXT_CELL_H_
#define ASSAY_CLIENT_CLI_TEXT_CELL_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

// One line: tabs and line breaks become spaces; other control characters, and those that reorder what follows, are left
// out; malformed UTF-8 becomes U+FFFD.
std::string TextCell(std::string_view text);

// Columns a terminal gives the text. `text` is a TextCell.
size_t DisplayWidth(std::string_view text);

// The text followed, or preceded, by spaces to fill `width` columns; as it is where it is wider.
std::string PadRight(std::string_view text, size_t width);
std::string PadLeft(std::string_view text, size_t width);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_TEXT_CELL_H_
