// Schoolbook arithmetic on decimal digits: slow, of any size, and sharing nothing with the code under test.
#ifndef ASSAY_TESTS_SERVICE_DOMAIN_BIG_NUMBER_H_
#define ASSAY_TESTS_SERVICE_DOMAIN_BIG_NUMBER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay {

class BigNumber {
 public:
  BigNumber(uint64_t value) {  // NOLINT(google-explicit-constructor): oracles read like the formula
    for (; value > 0; value /= 10) digits_.push_back(static_cast<int>(value % 10));
  }

  friend BigNumber operator*(const BigNumber& a, const BigNumber& b) {
    BigNumber product(0);
    product.digits_.assign(a.digits_.size() + b.digits_.size() + 1, 0);
    for (size_t i = 0; i < a.digits_.size(); ++i) {
      for (size_t j = 0; j < b.digits_.size(); ++j) product.digits_[i + j] += a.digits_[i] * b.digits_[j];
    }
    product.Carry();
    return product;
  }

  friend BigNumber operator+(const BigNumber& a, const BigNumber& b) {
    BigNumber sum(0);
    sum.digits_.assign(std::max(a.digits_.size(), b.digits_.size()) + 1, 0);
    for (size_t i = 0; i < a.digits_.size(); ++i) sum.digits_[i] += a.digits_[i];
    for (size_t i = 0; i < b.digits_.size(); ++i) sum.digits_[i] += b.digits_[i];
    sum.Carry();
    return sum;
  }

  friend bool operator<(const BigNumber& a, const BigNumber& b) {
    if (a.digits_.size() != b.digits_.size()) return a.digits_.size() < b.digits_.size();
    return std::lexicographical_compare(a.digits_.rbegin(), a.digits_.rend(), b.digits_.rbegin(), b.digits_.rend());
  }
  friend bool operator<=(const BigNumber& a, const BigNumber& b) { return !(b < a); }
  friend bool operator==(const BigNumber& a, const BigNumber& b) = default;

 private:
  void Carry() {
    int carry = 0;
    for (int& digit : digits_) {
      digit += carry;
      carry = digit / 10;
      digit %= 10;
    }
    while (!digits_.empty() && digits_.back() == 0) digits_.pop_back();
  }

  std::vector<int> digits_;  // least first, no leading zeros: 0 has none
};

}  // namespace assay

#endif  // ASSAY_TESTS_SERVICE_DOMAIN_BIG_NUMBER_H_
