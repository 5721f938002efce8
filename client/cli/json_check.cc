#include "client/cli/json_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "service/domain/text.h"
#include "service/domain/violation.h"

namespace assay {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr char kTimestamp[] = "google.protobuf.Timestamp";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<uint32_t> HexValue(char c) {
  if (IsDigit(c)) return static_cast<uint32_t>(c - '0');
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  if (lower >= 'a' && lower <= 'f') return static_cast<uint32_t>(lower - 'a' + 10);
  return std::nullopt;
}

bool IsInteger(FieldDescriptor::CppType type) {
  return type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64 ||
         type == FieldDescriptor::CPPTYPE_UINT32 || type == FieldDescriptor::CPPTYPE_UINT64;
}

// Goes through the text once. Depth is bounded by the messages, which do not nest in themselves.
class Checker {
 public:
  explicit Checker(std::string_view text) : text_(text) {}

  absl::Status Check(const Descriptor& type) {
    if (absl::Status object = Message(type, ""); !object.ok()) return object;
    SkipSpace();
    return at_ == text_.size() ? absl::OkStatus() : Malformed("something follows the object");
  }

 private:
  absl::Status Malformed(std::string_view why) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    return absl::InvalidArgumentError("not JSON, line " + std::to_string(line) + ": " + std::string(why));
  }

  static absl::Status BadField(const std::string& path, std::string_view why) {
    return absl::InvalidArgumentError(path + ": " + std::string(why));
  }

  void SkipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  bool Take(char c) {
    SkipSpace();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  char Peek() {
    SkipSpace();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  // What a \u escape stands for; surrogates must come in pairs. `at_` is behind the 'u'.
  absl::Status Escape() {
    std::optional<uint32_t> unit = Unit();
    if (!unit.has_value()) return Malformed("\\u needs four hexadecimal digits");
    if (*unit >= 0xDC00 && *unit <= 0xDFFF) return Malformed("half a surrogate pair");
    if (*unit < 0xD800 || *unit > 0xDBFF) return absl::OkStatus();
    if (text_.substr(at_, 2) != "\\u") return Malformed("half a surrogate pair");
    at_ += 2;
    unit = Unit();
    const bool low = unit.has_value() && *unit >= 0xDC00 && *unit <= 0xDFFF;
    return low ? absl::OkStatus() : Malformed("half a surrogate pair");
  }

  std::optional<uint32_t> Unit() {
    uint32_t unit = 0;
    for (int digit = 0; digit < 4; ++digit, ++at_) {
      const auto value = at_ < text_.size() ? HexValue(text_[at_]) : std::nullopt;
      if (!value.has_value()) return std::nullopt;
      unit = unit << 4 | *value;
    }
    return unit;
  }

  // A string as written between its quotes.
  absl::StatusOr<std::string_view> String() {
    if (!Take('"')) return Malformed("a string was expected");
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_++];
      if (static_cast<unsigned char>(c) < 0x20) return Malformed("a string holds a control character");
      if (c != '\\') continue;
      const char escaped = at_ < text_.size() ? text_[at_++] : '\0';
      if (escaped == 'u') {
        if (absl::Status escape = Escape(); !escape.ok()) return escape;
      } else if (escaped == '\0' || std::string_view("\"\\/bfnrt").find(escaped) == std::string_view::npos) {
        return Malformed("an unknown escape");
      }
    }
    if (at_ >= text_.size()) return Malformed("a string is not closed");
    return text_.substr(begin, at_++ - begin);
  }

  size_t TakeDigits() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
    return at_ - begin;
  }

  // An integer: -?(0|[1-9][0-9]*).
  absl::Status Integer(const std::string& path) {
    SkipSpace();
    const char first = Peek();
    if (first != '-' && !IsDigit(first)) return BadField(path, "must be a whole number");
    if (first == '-') ++at_;
    const size_t begin = at_;
    const size_t digits = TakeDigits();
    const bool leading_zero = digits > 1 && text_[begin] == '0';
    const bool more = at_ < text_.size() && (text_[at_] == '.' || text_[at_] == 'e' || text_[at_] == 'E');
    return digits == 0 || leading_zero || more ? BadField(path, "must be a whole number") : absl::OkStatus();
  }

  bool TakeWord(std::string_view word) {
    SkipSpace();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  absl::Status Enumerator(const FieldDescriptor& field, const std::string& path) {
    if (Peek() != '"') return Integer(path);
    const auto name = String();
    if (!name.ok()) return name.status();
    if (field.enum_type()->FindValueByName(std::string(*name)) != nullptr) return absl::OkStatus();
    std::vector<std::string> known;
    known.reserve(static_cast<size_t>(field.enum_type()->value_count()));
    for (int i = 0; i < field.enum_type()->value_count(); ++i) known.push_back(field.enum_type()->value(i)->name());
    const std::string near_miss = NearestMatch(*name, known);
    return BadField(path, near_miss.empty() ? "must be one of the values of " + field.enum_type()->name()
                                            : "is not known; did you mean " + near_miss + "?");
  }

  // One value of a field, or one element of a repeated one.
  absl::Status Value(const FieldDescriptor& field, const std::string& path) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (Peek() != '"') return BadField(path, "must be a string");
        return String().status();
      case FieldDescriptor::CPPTYPE_BOOL:
        return TakeWord("true") || TakeWord("false") ? absl::OkStatus() : BadField(path, "must be true or false");
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enumerator(field, path);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (field.message_type()->full_name() != kTimestamp) return Message(*field.message_type(), path);
        return Peek() == '"' ? String().status() : BadField(path, "must be a time in a string");
      default:
        return IsInteger(field.cpp_type()) ? Integer(path) : BadField(path, "is of a kind this program does not know");
    }
  }

  absl::Status List(const FieldDescriptor& field, const std::string& path) {
    if (!Take('[')) return BadField(path, "must be a list");
    if (Take(']')) return absl::OkStatus();
    for (size_t index = 0;; ++index) {
      if (absl::Status value = Value(field, ElementPath(path, index)); !value.ok()) return value;
      if (Take(']')) return absl::OkStatus();
      if (!Take(',')) return Malformed("a list is not closed");
    }
  }

  static const FieldDescriptor* Find(const Descriptor& type, const std::string& key) {
    for (int i = 0; i < type.field_count(); ++i) {
      if (type.field(i)->name() == key || type.field(i)->json_name() == key) return type.field(i);
    }
    return nullptr;
  }

  static absl::Status UnknownKey(const Descriptor& type, const std::string& parent, const std::string& key) {
    std::vector<std::string> known;
    known.reserve(static_cast<size_t>(type.field_count()));
    for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->json_name());
    const std::string near_miss = NearestMatch(key, known);
    const std::string where = parent.empty() ? "" : " in " + parent;
    return absl::InvalidArgumentError("unknown key \"" + key + "\"" + where +
                                      (near_miss.empty() ? "" : "; did you mean " + near_miss + "?"));
  }

  // One "key": value of an object. `seen` holds the numbers of the fields that came before.
  absl::Status Member(const Descriptor& type, const std::string& parent, std::set<int>& seen) {
    const auto written = String();
    if (!written.ok()) return written.status();
    const std::string key(*written);
    const FieldDescriptor* field = Find(type, key);
    if (field == nullptr) return UnknownKey(type, parent, key);
    const std::string path = parent.empty() ? field->name() : parent + "." + field->name();
    if (!seen.insert(field->number()).second) return BadField(path, "is there twice");
    if (!Take(':')) return Malformed("a colon was expected after a key");
    if (TakeWord("null")) return absl::OkStatus();
    return field->is_repeated() ? List(*field, path) : Value(*field, path);
  }

  absl::Status Message(const Descriptor& type, const std::string& path) {
    if (!Take('{')) return path.empty() ? Malformed("an object was expected") : BadField(path, "must be an object");
    if (Take('}')) return absl::OkStatus();
    std::set<int> seen;
    while (true) {
      if (absl::Status member = Member(type, path, seen); !member.ok()) return member;
      if (Take('}')) return absl::OkStatus();
      if (!Take(',')) return Malformed("an object is not closed");
    }
  }

  const std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

absl::Status CheckJson(std::string_view text, const Descriptor& type) {
  for (size_t begin = 0, line = 1; begin < text.size(); ++line) {
    const size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    if (!IsUtf8(text.substr(begin, end - begin))) {
      return absl::InvalidArgumentError("line " + std::to_string(line) + " is not UTF-8");
    }
    begin = end;
  }
  return Checker(text).Check(type);
}

}  // namespace assay
