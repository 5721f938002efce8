// Rows 64 at a time, a bit a row: what a scan works with.
#ifndef ASSAY_SERVICE_FACTS_ROW_BITS_H_
#define ASSAY_SERVICE_FACTS_ROW_BITS_H_

#include <array>
#include <bit>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace assay {

// Rows whose bits lie in one word.
inline constexpr uint32_t kWordRows = 64;

// The live audits among 64 rows.
struct RowBits {
  // Each is in one of these; which is asked in this order.
  uint64_t withdrawn = 0;
  uint64_t before_window = 0;
  uint64_t after_window = 0;
  uint64_t in_window = 0;
  // Among those of the last three.
  uint64_t re_audits = 0;
};

// Calls use(i) for every bit i that is set, from the lowest.
template <typename Use>
inline void ForEachBit(uint64_t bits, Use use) {
  for (; bits != 0; bits &= bits - 1) use(static_cast<uint32_t>(std::countr_zero(bits)));
}

// Appends first + i for every bit i that is set to the `count` rows there are, and returns how many there are then.
// There must be room for 8 more. Eight at a time: the processor seldom guesses wrong where the word ends.
inline uint32_t AppendRows(uint64_t bits, uint32_t first, uint16_t* rows, uint32_t count) {
  const uint32_t end = count + static_cast<uint32_t>(std::popcount(bits));
  for (uint16_t* next = rows + count; bits != 0; next += 8) {
    for (uint32_t i = 0; i < 8; ++i) {
      next[i] = static_cast<uint16_t>(first + static_cast<uint32_t>(std::countr_zero(bits)));
      bits &= bits - 1;
    }
  }
  return end;
}

// Bit i: numbers[i] is below the bound. Of 64 numbers.
inline uint64_t BitsBelow(const int32_t* numbers, int32_t bound) {
  // The compiler turns this loop into vector instructions.
  std::array<int8_t, kWordRows> below;
  for (uint32_t i = 0; i < kWordRows; ++i) below[i] = numbers[i] < bound ? -1 : 0;
  uint64_t bits = 0;
#ifdef __SSE2__
  // It knows no way from bytes to bits that is as short as the processor's own: 16 instructions for 192.
  for (uint32_t i = 0; i < kWordRows; i += 16) {
    const __m128i sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&below[i]));
    bits |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(sixteen))} << i;
  }
#else
  for (uint32_t i = 0; i < kWordRows; ++i) bits |= uint64_t{below[i] != 0} << i;
#endif
  return bits;
}

}  // namespace assay

#endif  // ASSAY_SERVICE_FACTS_ROW_BITS_H_
