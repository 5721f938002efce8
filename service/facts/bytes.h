// Numbers and texts as bytes, most of them one byte long.
//
// A number is of seven bits a byte, the lowest first, the eighth bit set where more follow. A difference, which may be
// negative, is folded into 0, -1, 1, -2, 2, … first. A text has its length before it. Not thread-safe.
#ifndef ASSAY_SERVICE_FACTS_BYTES_H_
#define ASSAY_SERVICE_FACTS_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

class ByteWriter {
 public:
  void Put(uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_.push_back(static_cast<char>(number | 0x80));
    bytes_.push_back(static_cast<char>(number));
  }
  void PutDifference(int64_t difference) {
    Put(static_cast<uint64_t>(difference) << 1 ^ static_cast<uint64_t>(difference >> 63));
  }
  void Put(std::string_view text) {
    Put(text.size());
    bytes_.append(text);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// For bytes that nobody vouches for: answers 0 and empty once something was wrong, and is then not ok().
class ByteReader {
 public:
  // Both included.
  struct Bounds {
    int64_t lowest;
    int64_t highest;
  };

  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  uint64_t Number() {
    uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) break;
      const auto byte = static_cast<uint8_t>(bytes_.front());
      bytes_.remove_prefix(1);
      number |= uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return number;
    }
    return Fail();
  }
  // At most `limit`.
  uint32_t UpTo(uint64_t limit) {
    const uint64_t number = Number();
    return static_cast<uint32_t>(number <= limit ? number : Fail());
  }
  // A number of a table that has so many.
  uint32_t Below(size_t size) {
    const uint64_t number = Number();
    return static_cast<uint32_t>(number < size ? number : Fail());
  }
  // The number whose difference from the last one is written.
  int64_t After(int64_t last, const Bounds& bounds) {
    const uint64_t number = Number();
    const uint64_t difference = number >> 1 ^ (~(number & 1) + 1);
    const auto found = static_cast<int64_t>(static_cast<uint64_t>(last) + difference);
    return found >= bounds.lowest && found <= bounds.highest ? found : static_cast<int64_t>(Fail());
  }
  std::string_view Text() {
    const uint64_t size = Number();
    if (size > bytes_.size()) Fail();
    const std::string_view text = bytes_.substr(0, ok_ ? size : 0);
    bytes_.remove_prefix(text.size());
    return text;
  }
  // Of something that takes a byte at least.
  size_t Count() { return UpTo(bytes_.size()); }

  bool ok() const { return ok_; }
  bool is_at_end() const { return bytes_.empty(); }

 private:
  uint64_t Fail() {
    ok_ = false;
    bytes_ = {};
    return 0;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_BYTES_H_
