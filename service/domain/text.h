// Shape checks of text fields. Each appends a violation where the text does not fit and says nothing where it does.
//
// No description repeats a value: a field may hold by mistake what belongs into a personal one. A character that breaks
// a pattern is named with its place. One violation a field at most, the first of REQUIRED, TOO_LONG, BAD_TEXT,
// BAD_FORMAT. Thread-safe: pure functions.
#ifndef ASSAY_SERVICE_DOMAIN_TEXT_H_
#define ASSAY_SERVICE_DOMAIN_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "service/domain/violation.h"

namespace assay {

// One field under check: its path and its value.
struct Field {
  std::string_view path;
  std::string_view value;
};

// True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

// True for UTF-8 without control characters (C0, DEL, C1) and others that cannot be seen, as spaces without width and
// overrides of direction: what can be shown on one line, and read as what it is.
bool IsPrintable(std::string_view text);

// Patterns, each with a length limit from limits.h. All require at least one character: an empty value is REQUIRED.
void CheckAuthorityId(Field field, Violations& out);  // [a-z][a-z0-9-]{0,62}
void CheckScaleId(Field field, Violations& out);      // [a-z][a-z0-9-]{0,62}
void CheckAuditId(Field field, Violations& out);      // [A-Za-z0-9][A-Za-z0-9._-]{0,63}
void CheckRecordId(Field field, Violations& out);     // [a-z][a-z0-9-]{0,62}
void CheckItemId(Field field, Violations& out);       // [A-Za-z0-9][A-Za-z0-9._-]{0,63}
void CheckPersonId(Field field, Violations& out);     // [A-Za-z0-9][A-Za-z0-9._@-]{0,63}
void CheckCode(Field field, Violations& out);         // [a-z0-9][a-z0-9-]{0,63}
void CheckGradeCode(Field field, Violations& out);    // [a-z0-9][a-z0-9-]{0,31}
void CheckCodeScheme(Field field, Violations& out);   // [a-z][a-z0-9-]{0,31}

// One line of printable UTF-8, 1 to max_bytes.
void CheckLine(Field field, size_t max_bytes, Violations& out);

// As CheckLine, for what is told apart by its bytes: two that look the same are hardly two. No spaces at its ends, and
// nothing that cannot be seen or looks like a plain space.
void CheckReference(Field field, size_t max_bytes, Violations& out);

// As CheckLine, but empty is welcome.
void CheckOptionalLine(Field field, size_t max_bytes, Violations& out);

// Any UTF-8 without NUL, 0 to max_bytes; line breaks and tabs are welcome.
void CheckProse(Field field, size_t max_bytes, Violations& out);

// As CheckProse, but empty is REQUIRED.
void CheckRequiredProse(Field field, size_t max_bytes, Violations& out);

// The candidate most like `word`, reading upper case as lower and a space or underscore as a hyphen in both: within an
// edit distance of 1 + a quarter of the longer one's length, and of distance_max. Empty: none, as for an empty word.
// Ties go to the earlier candidate.
std::string NearestMatch(std::string_view word, const std::vector<std::string>& candidates,
                         size_t distance_max = std::string::npos);

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_TEXT_H_
