// Invented audits for measuring with: the same number always makes the same audit, and no two numbers the same id.
//
// 4 practice areas, 12 teams, 40 auditors, dates spread over three years, a case of its own for 7 of 10. One audit in
// 9 has no grade. About 330 bytes of leaf and personal part together, unless padded.
#ifndef ASSAY_TESTS_BENCH_AUDIT_MAKER_H_
#define ASSAY_TESTS_BENCH_AUDIT_MAKER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "assay/v1/audit.pb.h"

namespace assay::bench {

inline constexpr const char* kBenchScale = "bench-scale";
inline constexpr std::array<const char*, 4> kGrades = {"inadequate", "adequate", "good", "outstanding"};

// "bench-007"; the id of one of the authorities that are measured with.
std::string AuthorityId(uint32_t number);

struct MakerOptions {
  std::string tag = "a";         // makes the ids of one run differ from those of another
  uint32_t authorities = 1;      // audit n belongs to authority n % authorities, unless it is told another
  size_t narrative_bytes = 100;  // personal prose
};

// Not thread-safe.
class AuditMaker {
 public:
  explicit AuditMaker(MakerOptions options);

  // Overwrites every field of the audit, so that one message may serve for many.
  void Make(uint64_t number, uint32_t authority, v1::Audit& audit) const;

  uint32_t AuthorityOf(uint64_t number) const { return static_cast<uint32_t>(number % options_.authorities); }

 private:
  const MakerOptions options_;
  const std::string narrative_;
  std::vector<std::string> dates_;
  std::vector<std::string> teams_;
  std::vector<std::string> auditors_;
};

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_AUDIT_MAKER_H_
