#include "service/usecases/deep_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/records/names.h"
#include "storage/merkle/commitment.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

// Entries as a ledger would keep them, written by somebody who may break every rule.
class DeepCheckTest : public testing::Test {
 protected:
  DeepCheckTest() {
    EXPECT_EQ(AddScale(kRegistryLedger), "");
    EXPECT_EQ(AddAuthority("somerset", "somerset"), "");
    EXPECT_EQ(AddScale("somerset"), "");
  }

  struct Written {
    std::string ledger = "somerset";
    LeafHeader header;
    std::string body;
    std::string personal;
  };

  // What is wrong with the entry; empty: nothing.
  std::string Add(Written written) {
    const uint32_t revision = ++sizes_[written.ledger];
    written.header.recorded_at_us = revision;
    const Leaf leaf{.header = written.header, .body = written.body};
    const absl::Status added =
        check_.Add({.ledger = written.ledger, .revision = revision, .leaf = leaf, .personal = written.personal});
    EXPECT_TRUE(added.ok() || absl::IsDataLoss(added)) << added;
    return std::string(added.message());
  }

  std::string AddAuthority(const std::string& ledger, const std::string& id) {
    return Add({.ledger = ledger,
                .header = {.kind = LeafKind::kAuthority},
                .body = EncodeAuthorityBody({.id = id, .title = id}, "local")});
  }

  std::string AddScale(std::string_view ledger) {
    const Scale scale{.ref = {.id = "ofsted-2013", .version = 1},
                      .title = "Ofsted to 2013",
                      .grades = {{.code = "inadequate"}, {.code = "adequate"}}};
    return Add(
        {.ledger = std::string(ledger), .header = {.kind = LeafKind::kScale}, .body = EncodeScaleBody(scale, "local")});
  }

  // An audit of somerset, whose personal part is the one it commits to.
  static Written AuditOf(const std::string& id, const std::string& case_ref, uint32_t case_number) {
    Violations none;
    const Audit audit = FromProto(MakeAudit(id), none);
    const std::string salt(kSaltBytes, 's');
    const std::string personal = EncodePersonal({.case_ref = case_ref});
    return {.header = {.kind = LeafKind::kAudit, .case_number = case_number},
            .body = EncodeAuditBody(audit, "local", Commit({salt, personal})),
            .personal = salt + personal};
  }

  DeepCheck check_;
  std::map<std::string, uint32_t> sizes_;
};

TEST_F(DeepCheckTest, AcceptsWhatAServerWrites) {
  EXPECT_EQ(Add(AuditOf("a", "case-1", 1)), "");
  EXPECT_EQ(Add(AuditOf("b", "case-2", 2)), "");
  EXPECT_EQ(Add(AuditOf("c", "case-1", 1)), "");
  Written erased = AuditOf("d", "case-3", 3);
  erased.personal.clear();
  EXPECT_EQ(Add(erased), "");
  EXPECT_EQ(Add(AuditOf("e", "case-3", 4)), "");  // a case whose last part was erased gets a new number
}

TEST_F(DeepCheckTest, FindsAnEntryThatDoesNotFold) {
  Written wrong = AuditOf("a", "case-1", 1);
  wrong.header.superseded_revision = 2;
  EXPECT_EQ(Add(wrong), "a submission supersedes nothing");
}

TEST_F(DeepCheckTest, FindsABodyThatCannotBeRead) {
  Written wrong = AuditOf("a", "case-1", 1);
  wrong.body += '\xff';
  EXPECT_NE(Add(wrong), "");
}

TEST_F(DeepCheckTest, FindsTheSameAuditTwice) {
  EXPECT_EQ(Add(AuditOf("a", "case-1", 1)), "");
  EXPECT_EQ(Add(AuditOf("a", "case-1", 1)), "the audit is there already");
}

TEST_F(DeepCheckTest, FindsAChangeOfWhatIsNotCurrent) {
  EXPECT_EQ(Add(AuditOf("a", "case-1", 1)), "");
  Violations none;
  const Audit audit = FromProto(MakeAudit("a"), none);
  Written change{.header = {.kind = LeafKind::kWithdrawal, .case_number = 1, .superseded_revision = 2},
                 .body = EncodeChangeBody({.audit = audit, .actor = "local", .reason = "duplicate"})};
  EXPECT_EQ(Add(change), "it supersedes entry 2, which is not the current one of its audit");
}

TEST_F(DeepCheckTest, FindsAnAuditInTheRegistryAndAScaleTwice) {
  Written wrong = AuditOf("a", "case-1", 1);
  wrong.ledger = kRegistryLedger;
  EXPECT_EQ(Add(wrong), "it is no entry of a registry");
  EXPECT_EQ(AddScale("somerset"), "the scale version is there already");
}

TEST_F(DeepCheckTest, FindsALedgerOfAnotherName) {
  EXPECT_EQ(AddAuthority("devon", "dorset"), "the ledger bears another name than its authority");
}

TEST_F(DeepCheckTest, FindsATokenThatIsRevokedTwiceOrWasNeverCreated) {
  const auto add = [this](bool revoked, uint32_t superseded_revision) {
    return Add({.ledger = std::string(kTokenLedger),
                .header = {.kind = LeafKind::kToken, .superseded_revision = superseded_revision},
                .body = EncodeTokenBody({.id = "importer", .revoked = revoked}, "local")});
  };
  const std::string wrong = "it neither creates a token nor revokes one that is there";
  EXPECT_EQ(add(false, 0), "");
  EXPECT_EQ(add(true, 1), "");
  EXPECT_EQ(add(true, 2), wrong);
  EXPECT_EQ(AddScale(kTokenLedger), "it is no entry of such a ledger");
}

TEST_F(DeepCheckTest, FindsAReadingInTheWrongLedger) {
  const auto add = [this](const std::string& ledger, const std::string& authority) {
    return Add({.ledger = ledger,
                .header = {.kind = LeafKind::kPersonalRead},
                .body = EncodePersonalReadBody({.authority = authority, .audit = "a"}, "local")});
  };
  EXPECT_EQ(add("access/somerset", "somerset"), "");
  EXPECT_EQ(add("access/devon", "somerset"), "the ledger bears another name than its authority");
  EXPECT_EQ(add("somerset", "somerset"), "it is no entry of such a ledger");
  EXPECT_EQ(add("access/somerset", "devon"), "the audit read is of another authority");
}

TEST_F(DeepCheckTest, FindsAPersonalPartThatIsNotTheOneCommittedTo) {
  Written wrong = AuditOf("a", "case-1", 1);
  wrong.personal.back() ^= 1;
  EXPECT_EQ(Add(wrong), "the personal part is not the one the entry commits to");
}

TEST_F(DeepCheckTest, FindsACaseWithTwoNumbersAndANumberOfTwoCases) {
  EXPECT_EQ(Add(AuditOf("a", "case-1", 1)), "");
  EXPECT_EQ(Add(AuditOf("b", "case-1", 2)), "its case has another number in an earlier entry");
  EXPECT_EQ(Add(AuditOf("c", "case-2", 1)), "its case number is another case's in an earlier entry");
}

// The ledger itself looks at no content: what a broken server wrote is whole to it.
TEST(DeepCheckOfADirectory, FindsWhatTheTreeCannot) {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  auto ledger = *Ledger::Open({.directory = "/data", .env = env.get(), .schema = LeafSchema()});
  WriteRequest request{.ledger = "somerset"};
  for (const std::string title : {"Somerset", "Somerset again"}) {
    request.proposals.push_back([title](const View&) -> absl::StatusOr<Decision> {
      return Decision{.draft = Draft{.kind = LeafKind::kAuthority,
                                     .body = EncodeAuthorityBody({.id = "somerset", .title = title}, "local")}};
    });
  }
  std::promise<void> written;
  request.done = [&written](std::vector<absl::StatusOr<Committed>>) { written.set_value(); };
  ASSERT_TRUE(ledger->Commit(std::move(request)).ok());
  written.get_future().wait();
  ledger.reset();

  EXPECT_EQ(VerifyDirectory("/data", {}, env.get())->problem, absl::OkStatus());
  DeepCheck deep;
  const auto check = [&deep](const VerifiedEntry& entry) { return deep.Add(entry); };
  const auto report = VerifyDirectory("/data", {.content = check}, env.get());
  EXPECT_EQ(report->problem.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(report->problem.message(), "ledger somerset revision 2: a second authority's entry");
}

TEST_F(DeepCheckTest, APersonalPartThatWasNeverErasedIsNotMissed) {
  Written lost = AuditOf("a", "case-1", 1);
  lost.personal.clear();
  EXPECT_EQ(Add(AuditOf("b", "case-2", 2)), "");
  EXPECT_EQ(check_.End(), absl::OkStatus());
  EXPECT_EQ(Add(lost), "");
  EXPECT_EQ(check_.End().message(), "ledger somerset, entry 4: its personal part is missing, and was never erased");
}

}  // namespace
}  // namespace assay
