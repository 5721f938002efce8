#include "service/domain/text.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "service/domain/limits.h"

namespace assay {
namespace {

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// How a lead byte begins a sequence: how long it is, what the lead contributes, and the least value worth that length.
struct Lead {
  size_t length;
  char32_t bits;
  char32_t least;
};

std::optional<Lead> ReadLead(char byte) {
  const auto lead = static_cast<unsigned char>(byte);
  if (lead < 0x80) return Lead{1, lead, 0};
  if ((lead & 0xE0) == 0xC0) return Lead{2, lead & 0x1Fu, 0x80};
  if ((lead & 0xF0) == 0xE0) return Lead{3, lead & 0x0Fu, 0x800};
  if ((lead & 0xF8) == 0xF0) return Lead{4, lead & 0x07u, 0x10000};
  return std::nullopt;
}

// Takes the first code point off a text that is not empty; nullopt where it is malformed.
std::optional<char32_t> TakeCodePoint(std::string_view& text) {
  const std::optional<Lead> lead = ReadLead(text.front());
  if (!lead.has_value() || text.size() < lead->length) return std::nullopt;
  char32_t code_point = lead->bits;
  for (size_t i = 1; i < lead->length; ++i) {
    if (!IsContinuation(text[i])) return std::nullopt;
    code_point = code_point << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < lead->least || surrogate || code_point > 0x10FFFF) return std::nullopt;
  text.remove_prefix(lead->length);
  return code_point;
}

// Takes what is printable ASCII off the beginning: most texts are nothing else.
void SkipPlain(std::string_view& text) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7F; };
  text.remove_prefix(static_cast<size_t>(std::find_if_not(text.begin(), text.end(), plain) - text.begin()));
}

// What cannot be seen, or makes what stands beside it look otherwise, in the order of their numbers: control
// characters; soft hyphens and spaces without width; line and paragraph separators; marks and overrides of direction;
// tags. Two references that differ by nothing else are one to whoever reads them. Joiners are letters' own, and stay.
struct Span {
  char32_t first;
  char32_t last;
};
constexpr Span kUnseen[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},      {0x61C, 0x61C},
                            {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F},
                            {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};

// What else looks like nothing, like a plain space or like the character before it, which words and pictures need and
// references do not: other spaces, joiners, fillers, blanks, selectors of variants, what is no character.
constexpr Span kUnseenInReferences[] = {{0xA0, 0xA0},       {0x34F, 0x34F},     {0x115F, 0x1160},   {0x1680, 0x1680},
                                        {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},   {0x202F, 0x202F},
                                        {0x205F, 0x205F},   {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},
                                        {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFF8},
                                        {0x13430, 0x1343F}, {0x16FE4, 0x16FE4}, {0x1BCA0, 0x1BCA3}, {0x1D159, 0x1D159},
                                        {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

// The last two of each plane of Unicode are no characters.
bool IsNoncharacter(char32_t code_point) { return (code_point & 0xFFFE) == 0xFFFE; }

template <size_t N>
bool IsIn(const Span (&spans)[N], char32_t code_point) {
  return std::any_of(std::begin(spans), std::end(spans),
                     [code_point](const Span& span) { return span.first <= code_point && code_point <= span.last; });
}

bool IsUnseen(char32_t code_point) { return IsIn(kUnseen, code_point); }

// Of a printable text.
bool ReadsAsItIs(std::string_view text) {
  if (text.starts_with(' ') || text.ends_with(' ')) return false;
  while (true) {
    SkipPlain(text);
    if (text.empty()) return true;
    const std::optional<char32_t> code_point = TakeCodePoint(text);
    if (!code_point.has_value() || IsIn(kUnseenInReferences, *code_point) || IsNoncharacter(*code_point)) {
      return false;
    }
  }
}

// The character at `offset` of a printable text, for a person: "character 3 is 'é'".
std::string NameCharacter(std::string_view text, size_t offset) {
  size_t place = 1;
  for (size_t i = 0; i < offset; ++i) place += IsContinuation(text[i + 1]) ? 0 : 1;
  size_t length = 1;
  while (offset + length < text.size() && IsContinuation(text[offset + length])) ++length;
  return "character " + std::to_string(place) + " is '" + std::string(text.substr(offset, length)) + "'";
}

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLowerOrDigit(char c) { return IsLower(c) || IsDigit(c); }
bool IsAlphanumeric(char c) { return IsLowerOrDigit(c) || (c >= 'A' && c <= 'Z'); }
bool IsCodeCharacter(char c) { return IsLowerOrDigit(c) || c == '-'; }
bool IsAuditIdCharacter(char c) { return IsAlphanumeric(c) || c == '.' || c == '_' || c == '-'; }
bool IsPersonIdCharacter(char c) { return IsAuditIdCharacter(c) || c == '@'; }

// What the characters of an id or a code may be. `first` and `rest` say in code what `pattern` says to people.
struct Pattern {
  std::string_view thing;    // "an audit id"
  std::string_view pattern;  // without the count
  bool (*first)(char);
  bool (*rest)(char);
  size_t max_bytes;
};

std::string TooLong(size_t max_bytes, size_t bytes) {
  return "at most " + std::to_string(max_bytes) + " bytes are allowed; this has " + std::to_string(bytes);
}

void CheckPattern(Field field, const Pattern& pattern, Violations& out) {
  const std::string_view value = field.value;
  size_t fault = 0;
  while (fault < value.size() && (fault == 0 ? pattern.first : pattern.rest)(value[fault])) ++fault;
  if (!value.empty() && fault == value.size() && value.size() <= pattern.max_bytes) return;
  const std::string thing(pattern.thing);
  if (value.empty()) return Refuse(out, field.path, reason::kRequired, thing + " is required");
  if (value.size() > pattern.max_bytes) {
    return Refuse(out, field.path, reason::kTooLong, thing + ": " + TooLong(pattern.max_bytes, value.size()));
  }
  if (!IsPrintable(value)) {
    return Refuse(out, field.path, reason::kBadText, thing + " must be UTF-8 without control or invisible characters");
  }
  Refuse(out, field.path, reason::kBadFormat,
         thing + " must match " + std::string(pattern.pattern) + "{0," + std::to_string(pattern.max_bytes - 1) + "}; " +
             NameCharacter(value, fault));
}

// What case, spaces and underscores are read as before words are compared.
std::string Fold(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '_') c = '-';
  }
  return folded;
}

// Levenshtein's distance in bytes, one row at a time.
size_t EditDistance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  for (size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= from.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[to.size()];
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (true) {
    SkipPlain(text);
    if (text.empty()) return true;
    if (!TakeCodePoint(text).has_value()) return false;
  }
}

bool IsPrintable(std::string_view text) {
  while (true) {
    SkipPlain(text);
    if (text.empty()) return true;
    const std::optional<char32_t> code_point = TakeCodePoint(text);
    if (!code_point.has_value() || IsUnseen(*code_point)) return false;
  }
}

void CheckAuthorityId(Field field, Violations& out) {
  CheckPattern(field, {"an authority id", "[a-z][a-z0-9-]", IsLower, IsCodeCharacter, limits::kAuthorityIdBytes}, out);
}

void CheckScaleId(Field field, Violations& out) {
  CheckPattern(field, {"a scale id", "[a-z][a-z0-9-]", IsLower, IsCodeCharacter, limits::kScaleIdBytes}, out);
}

void CheckAuditId(Field field, Violations& out) {
  CheckPattern(field,
               {"an audit id", "[A-Za-z0-9][A-Za-z0-9._-]", IsAlphanumeric, IsAuditIdCharacter, limits::kAuditIdBytes},
               out);
}

void CheckRecordId(Field field, Violations& out) {
  CheckPattern(field, {"an id", "[a-z][a-z0-9-]", IsLower, IsCodeCharacter, limits::kRecordIdBytes}, out);
}

void CheckItemId(Field field, Violations& out) {
  CheckPattern(field, {"an id", "[A-Za-z0-9][A-Za-z0-9._-]", IsAlphanumeric, IsAuditIdCharacter, limits::kItemIdBytes},
               out);
}

void CheckPersonId(Field field, Violations& out) {
  CheckPattern(
      field,
      {"a person's id", "[A-Za-z0-9][A-Za-z0-9._@-]", IsAlphanumeric, IsPersonIdCharacter, limits::kPersonIdBytes},
      out);
}

void CheckCode(Field field, Violations& out) {
  CheckPattern(field, {"a code", "[a-z0-9][a-z0-9-]", IsLowerOrDigit, IsCodeCharacter, limits::kCodeBytes}, out);
}

void CheckGradeCode(Field field, Violations& out) {
  CheckPattern(field, {"a grade code", "[a-z0-9][a-z0-9-]", IsLowerOrDigit, IsCodeCharacter, limits::kGradeCodeBytes},
               out);
}

void CheckCodeScheme(Field field, Violations& out) {
  CheckPattern(field, {"a code scheme", "[a-z][a-z0-9-]", IsLower, IsCodeCharacter, limits::kCodeSchemeBytes}, out);
}

void CheckLine(Field field, size_t max_bytes, Violations& out) {
  if (field.value.empty()) return Refuse(out, field.path, reason::kRequired, "a value is required");
  if (field.value.size() > max_bytes) {
    return Refuse(out, field.path, reason::kTooLong, TooLong(max_bytes, field.value.size()));
  }
  if (!IsPrintable(field.value)) {
    Refuse(out, field.path, reason::kBadText, "this must be one line of UTF-8 without control or invisible characters");
  }
}

void CheckReference(Field field, size_t max_bytes, Violations& out) {
  const size_t before = out.size();
  CheckLine(field, max_bytes, out);
  if (out.size() == before && !ReadsAsItIs(field.value)) {
    Refuse(out, field.path, reason::kBadText,
           "this must not begin or end with a space, nor hold a character that looks like none or like a plain space");
  }
}

void CheckOptionalLine(Field field, size_t max_bytes, Violations& out) {
  if (!field.value.empty()) CheckLine(field, max_bytes, out);
}

void CheckProse(Field field, size_t max_bytes, Violations& out) {
  if (field.value.size() > max_bytes) {
    return Refuse(out, field.path, reason::kTooLong, TooLong(max_bytes, field.value.size()));
  }
  if (!IsUtf8(field.value) || field.value.find('\0') != std::string_view::npos) {
    Refuse(out, field.path, reason::kBadText, "this must be UTF-8 without NUL");
  }
}

void CheckRequiredProse(Field field, size_t max_bytes, Violations& out) {
  if (field.value.empty()) return Refuse(out, field.path, reason::kRequired, "a value is required");
  CheckProse(field, max_bytes, out);
}

std::string NearestMatch(std::string_view word, const std::vector<std::string>& candidates, size_t distance_max) {
  if (word.empty()) return {};
  const std::string folded = Fold(word);
  const std::string* nearest = nullptr;
  size_t least = 0;
  for (const std::string& candidate : candidates) {
    const size_t allowed = std::min(1 + std::max(word.size(), candidate.size()) / 4, distance_max);
    const size_t distance = EditDistance(folded, Fold(candidate));
    if (distance > allowed || (nearest != nullptr && distance >= least)) continue;
    nearest = &candidate;
    least = distance;
  }
  return nearest == nullptr ? std::string() : *nearest;
}

}  // namespace assay
