#include "storage/ledger/commit_chain.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace assay {
namespace {

store::v1::Head HeadOf(uint32_t size, char root) {
  store::v1::Head head;
  head.set_size(size);
  head.set_root(std::string(32, root));
  return head;
}

TEST(CommitChainTest, ChainsExactlyTheBytesThatTheFormatStates) {
  EXPECT_EQ(NoCommit().number(), 0u);
  EXPECT_EQ(NoCommit().digest(), std::string(32, '\0'));
  const store::v1::Commit first = NextCommit(NoCommit(), {{2, HeadOf(5, '\x22')}, {1, HeadOf(2, '\x11')}});
  EXPECT_EQ(first.number(), 1u);
  EXPECT_EQ(absl::BytesToHexString(first.digest()), "abd6222673043beb093655ce34884835bd3fb80ee624961ca8336eed4877a8ef");
  const store::v1::Commit second = NextCommit(first, {{2, HeadOf(6, '\x33')}});
  EXPECT_EQ(second.number(), 2u);
  EXPECT_EQ(absl::BytesToHexString(second.digest()),
            "9343e9ac743695ed96fb50e08dba32f7f8b972fab49be80acaf7483b046ce60a");
}

}  // namespace
}  // namespace assay
