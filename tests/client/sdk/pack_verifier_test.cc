#include "client/sdk/pack_verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <sstream>

#include "client/sdk/statement_check.h"
#include "service/fold/ledger_fold.h"
#include "service/records/convert.h"
#include "service/records/leaf_codec.h"
#include "storage/merkle/big_endian.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/pack.h"
#include "storage/merkle/tree.h"
#include "tests/client/sample_ledger.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// The parts of a pack, to be changed and put together again by somebody who cannot sign.
struct Parts {
  std::string note;
  v1::StatementQuery query;
  v1::Statement statement;
  std::vector<std::string> leaves;

  std::string Seal() const {
    return Seal({.query = query.SerializeAsString(), .statement = statement.SerializeAsString()});
  }

  // With these bytes for question and statement.
  std::string Seal(const PackedStatement& packed) const {
    std::ostringstream out;
    PackWriter writer(out);
    writer.AddNote(note);
    writer.AddStatement(packed);
    for (const std::string& leaf : leaves) writer.AddLeaf(leaf);
    writer.Finish();
    return out.str();
  }
};

class PackVerifierTest : public ::testing::Test {
 protected:
  PackVerifierTest() {
    ledger_.Submit("plan-1", "adequate");
    ledger_.Submit("plan-2", "inadequate");
    ledger_.Submit("plan-3", "");
    ledger_.Correct("plan-1", "good");
    ledger_.Moderate("plan-2", "adequate");
    ledger_.Submit("plan-4", "good");
    ledger_.Withdraw("plan-4");
  }

  Parts PartsOf() const { return PartsOf(ledger_); }

  static Parts PartsOf(const SampleLedger& ledger) {
    return {ledger.Note(), ledger.Query(), ledger.Answer(ledger.Query()), ledger.leaves()};
  }

  std::string ErrorOf(std::string_view pack) const {
    const auto verified = VerifyPack(pack, {ledger_.key()});
    EXPECT_EQ(verified.status().code(), absl::StatusCode::kDataLoss);
    return std::string(verified.status().message());
  }

  // What is said of a pack whose entries are damaged before they are signed.
  std::string SignedErrorOf(const std::function<void(SampleLedger&)>& damage) const {
    SampleLedger ledger;
    ledger.Submit("plan-1", "adequate");
    ledger.Submit("plan-2", "inadequate");
    Parts parts = PartsOf(ledger);
    damage(ledger);
    parts.note = ledger.Note();
    parts.leaves = ledger.leaves();
    return ErrorOf(parts.Seal());
  }

  SampleLedger ledger_;
};

TEST_F(PackVerifierTest, AcceptsAGoodPack) {
  const auto verified = VerifyPack(ledger_.Pack(), {ledger_.key()});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->ledger, "somerset");
  EXPECT_EQ(verified->checkpoint.size, 9u);
  ASSERT_TRUE(verified->statement.has_value());
  EXPECT_EQ(verified->statement->audited_count(), 3u);
  EXPECT_EQ(verified->statement->audited().numerator(), 2u);
}

TEST_F(PackVerifierTest, AcceptsAPackWithoutAStatement) {
  std::ostringstream out;
  PackWriter writer(out);
  writer.AddNote(ledger_.Note());
  for (const std::string& leaf : ledger_.leaves()) writer.AddLeaf(leaf);
  writer.Finish();
  const auto verified = VerifyPack(out.str(), {ledger_.key()});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_FALSE(verified->statement.has_value());
}

TEST_F(PackVerifierTest, RefusesEveryFlippedBit) {
  const std::string good = ledger_.Pack();
  for (size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
      EXPECT_EQ(VerifyPack(bad, {ledger_.key()}).status().code(), absl::StatusCode::kDataLoss)
          << "bit " << bit << " of byte " << i;
      EXPECT_EQ(VerifyPack(bad, {}).status().code(), absl::StatusCode::kDataLoss)
          << "unpinned, bit " << bit << " of byte " << i;
    }
  }
}

TEST_F(PackVerifierTest, NamesTheEntryOfEveryChangedByte) {
  const std::string good = ledger_.Pack();
  const auto pack = ReadPack(good);
  ASSERT_TRUE(pack.ok());
  for (size_t entry = 0; entry < pack->leaves.size(); ++entry) {
    const std::string_view leaf = pack->leaves[entry];
    const auto begin = static_cast<size_t>(leaf.data() - good.data());
    for (size_t i = begin; i < begin + leaf.size(); ++i) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1);
      EXPECT_EQ(ErrorOf(bad), "entry " + std::to_string(entry + 1) + " was changed after the checkpoint was signed");
    }
  }
}

TEST_F(PackVerifierTest, RefusesASignerThatIsNotPinned) {
  const SampleLedger other("somerset", "other");
  const auto verified = VerifyPack(ledger_.Pack(), {other.key()});
  EXPECT_EQ(verified.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(verified.status().message()), HasSubstr("not signed by the pinned key other"));
  EXPECT_TRUE(VerifyPack(ledger_.Pack(), {other.key(), ledger_.key()}).ok());
}

TEST_F(PackVerifierTest, TakesAnUnknownSignersWordWhereNoneIsPinned) {
  EXPECT_TRUE(VerifyPack(ledger_.Pack(), {}).ok());
}

TEST_F(PackVerifierTest, RefusesALeafRemovedSwappedOrDuplicated) {
  for (size_t i = 0; i < ledger_.size(); ++i) {
    const auto at = static_cast<ptrdiff_t>(i);
    Parts removed = PartsOf();
    removed.leaves.erase(removed.leaves.begin() + at);
    EXPECT_EQ(ErrorOf(removed.Seal()), "the checkpoint is of 9 entries, the pack holds 8");
    Parts duplicated = PartsOf();
    duplicated.leaves.insert(duplicated.leaves.begin() + at, duplicated.leaves[i]);
    EXPECT_EQ(ErrorOf(duplicated.Seal()), "the checkpoint is of 9 entries, the pack holds 10");
    Parts swapped = PartsOf();
    std::swap(swapped.leaves[i], swapped.leaves[(i + 1) % swapped.leaves.size()]);
    EXPECT_EQ(ErrorOf(swapped.Seal()), "the checkpoint's root is not that of the 9 entries");
  }
}

TEST_F(PackVerifierTest, RefusesANoteOfAnotherSizeOrLedger) {
  Parts parts = PartsOf();
  parts.note = ledger_.Note(8);
  EXPECT_EQ(ErrorOf(parts.Seal()), "the checkpoint is of 8 entries, the pack holds 9");
  parts.note = ledger_.NoteOf("d00d/devon/1", 0);
  EXPECT_EQ(ErrorOf(parts.Seal()), "entry 1: the authority is somerset, the checkpoint is of devon's ledger");
  parts.note = ledger_.NoteOf("somerset", 0);
  EXPECT_EQ(ErrorOf(parts.Seal()), "the checkpoint's origin is not deployment/ledger/epoch");
  parts.note = "";
  EXPECT_THAT(ErrorOf(parts.Seal()), StartsWith("the checkpoint cannot be read"));
}

TEST_F(PackVerifierTest, NamesTheFirstFieldOfAStatementThatDiffers) {
  Parts parts = PartsOf();
  parts.statement.mutable_audited()->set_numerator(3);
  EXPECT_EQ(ErrorOf(parts.Seal()), "the statement is not what the entries say: audited.numerator: 3 -> 2");
  parts = PartsOf();
  parts.statement.set_verdict(v1::VERDICT_MET);
  EXPECT_THAT(ErrorOf(parts.Seal()), HasSubstr("verdict: VERDICT_MET -> "));
  parts = PartsOf();
  parts.statement.mutable_recorded_at()->set_nanos(1000);
  EXPECT_THAT(ErrorOf(parts.Seal()), HasSubstr("recorded_at.nanos"));
  parts = PartsOf();
  parts.statement.mutable_grades()->RemoveLast();
  EXPECT_THAT(ErrorOf(parts.Seal()), HasSubstr("grades"));
}

TEST_F(PackVerifierTest, RefusesAQuestionOrStatementThatHoldsMoreThanIsKnown) {
  const Parts parts = PartsOf();
  const std::string query = parts.query.SerializeAsString();
  const std::string statement = parts.statement.SerializeAsString();
  const std::string unknown = "\xa2\x3f\x01x";                 // field 1012
  const std::string overridden = std::string("\x0a\x01x", 3);  // authority, replaced by the next
  for (const std::string& more : {unknown + query, query + unknown, overridden + query}) {
    EXPECT_EQ(ErrorOf(parts.Seal({.query = more, .statement = statement})),
              "the question cannot be read, or holds more than is known");
  }
  for (const std::string& more : {unknown + statement, statement + unknown, overridden + statement}) {
    EXPECT_EQ(ErrorOf(parts.Seal({.query = query, .statement = more})),
              "the statement cannot be read, or holds more than is known");
  }
  EXPECT_TRUE(VerifyPack(parts.Seal({.query = query, .statement = statement}), {ledger_.key()}).ok());
}

TEST_F(PackVerifierTest, RefusesAQuestionThatWasNotTheOneAnswered) {
  Parts parts = PartsOf();
  parts.query.mutable_ad_hoc()->mutable_target()->set_numerator(1);
  EXPECT_THAT(ErrorOf(parts.Seal()), HasSubstr("target.numerator: 3 -> 1"));
  parts = PartsOf();
  parts.query.mutable_read_at()->set_revision(8);
  EXPECT_THAT(ErrorOf(parts.Seal()), HasSubstr("not about the ledger as it stands at its last entry"));
  parts = PartsOf();
  parts.query.clear_on();
  EXPECT_EQ(ErrorOf(parts.Seal()), "the question names no day");
  parts = PartsOf();
  parts.query.set_authority("authorities/devon");
  EXPECT_EQ(ErrorOf(parts.Seal()), "the question is about another authority");
  parts = PartsOf();
  parts.query.mutable_ad_hoc()->add_sampling_methods(static_cast<v1::SamplingMethod>(77));
  EXPECT_THAT(ErrorOf(parts.Seal()), StartsWith("the question: sampling_methods"));
}

// The server may know the scale from its registry, where this ledger has no entry of it.
TEST_F(PackVerifierTest, RecomputesAnAnswerOnAScaleThatNoAuditUses) {
  Parts parts = PartsOf();
  parts.query.mutable_ad_hoc()->set_scale("ofsted-2014@1");
  LedgerFold fold;
  for (const std::string& leaf : parts.leaves) ASSERT_TRUE(fold.Add(leaf).ok());
  const Scale scale = {.ref = {"ofsted-2014", 1},
                       .title = "Ofsted from 2014",
                       .grades = {{.code = "poor"}, {.code = "adequate"}, {.code = "good"}}};
  Question question;
  question.measure = FromProto(parts.query.ad_hoc());
  question.scale = scale;
  question.on = absl::CivilDay(2014, 3, 31);
  question.window = WindowOn(question.measure, question.on);
  parts.statement = StatementOver(fold, ledger_.Root(), question);
  EXPECT_EQ(VerifyPack(parts.Seal(), {ledger_.key()}).status(), absl::OkStatus());
  parts.statement.mutable_grades(0)->set_count(1);
  EXPECT_THAT(ErrorOf(parts.Seal()), HasSubstr("grades[0].count: 1 -> none"));
  parts.statement.mutable_grades()->DeleteSubrange(1, 1);
  EXPECT_THAT(ErrorOf(parts.Seal()), StartsWith("the question: ad_hoc.scale"));
}

TEST_F(PackVerifierTest, RefusesEntriesThatNoHonestServerWrites) {
  const Audit audit{.authority = "somerset",
                    .id = "plan-1",
                    .practice_area = "assessment",
                    .audit_date = "2014-03-05",
                    .scale = "ofsted-2013@1",
                    .grade = "good"};
  const std::string commitment(32, 'c');
  const auto body = [&](const Audit& of) { return EncodeAuditBody(of, "actor", commitment); };
  const auto change = [&](const Audit& of) {
    return EncodeChangeBody({.audit = of, .actor = "actor", .reason = "panel", .personal_commitment = commitment});
  };
  const auto error_of = [&](const LeafHeader& header, const std::string& bytes) {
    return SignedErrorOf([&](SampleLedger& ledger) { ledger.Add(header, bytes); });
  };
  const LeafHeader submission = {.kind = LeafKind::kAudit, .case_number = 1};
  EXPECT_EQ(error_of(submission, body(audit)), "entry 5: the audit is there already");
  Audit other = audit;
  other.id = "plan-9";
  other.authority = "devon";
  EXPECT_EQ(error_of(submission, body(other)), "entry 5: the audit is of another authority");
  other.authority = "somerset";
  other.scale = "ofsted-2014@1";
  EXPECT_EQ(error_of(submission, body(other)), "entry 5: the audit's scale is not in the ledger");
  other.scale = "ofsted-2013@1";
  other.grade = "superb";
  EXPECT_EQ(error_of(submission, body(other)), "entry 5: the grade is not on the audit's scale");
  other.grade = "good";
  other.sampling_method = 77;
  EXPECT_EQ(error_of(submission, body(other)), "entry 5: sampling_method is unknown");
  other.sampling_method = 0;
  other.audit_type = -1;
  EXPECT_EQ(error_of(submission, body(other)), "entry 5: audit_type is unknown");
  other.audit_type = 0;
  other.audit_date = "2014-02-30";
  EXPECT_EQ(error_of(submission, body(other)), "entry 5: audit_date is not a date");
  other.audit_date = "2014-03-05";
  other.ungraded_reason = "no-file-access";
  EXPECT_EQ(error_of(submission, body(other)), "entry 5: neither graded nor ungraded, or both");
  other.ungraded_reason.clear();
  EXPECT_EQ(error_of({.kind = LeafKind::kAudit, .case_number = 1, .recorded_at_us = 1}, body(other)),
            "entry 5: it is not recorded after the entry before it");
  for (const uint32_t superseded : {0u, 1u, 4u, 5u, 6u}) {
    EXPECT_THAT(
        error_of({.kind = LeafKind::kCorrection, .case_number = 1, .superseded_revision = superseded}, change(audit)),
        StartsWith("entry 5: "))
        << superseded;
  }
  EXPECT_THAT(error_of({.kind = LeafKind::kAuthority}, EncodeAuthorityBody({.id = "somerset", .title = "S"}, "actor")),
              HasSubstr("a second authority's entry"));
  EXPECT_THAT(error_of(submission, "\xff"), HasSubstr("cannot be read"));
  Scale scale = {.ref = {"many", 1}, .grades = std::vector<Grade>(200, {.code = "same"})};
  EXPECT_EQ(error_of({.kind = LeafKind::kScale}, EncodeScaleBody(scale, "actor")),
            "entry 5: the scale has no grades, or too many");
}

// Rules of shape grow stricter; what was recorded under earlier ones stays sound.
TEST_F(PackVerifierTest, HoldsNoEntryToTheRulesOfToday) {
  Audit audit{.authority = "somerset",
              .id = "An id that nobody may use",
              .practice_area = "Assessment!",
              .audit_date = "2099-01-01",
              .scale = "ofsted-2013@1",
              .grade = "good"};
  ledger_.Add({.kind = LeafKind::kAudit, .case_number = 1}, EncodeAuditBody(audit, "actor", std::string(32, 'c')));
  EXPECT_EQ(VerifyPack(ledger_.Pack(), {ledger_.key()}).status(), absl::OkStatus());
}

TEST_F(PackVerifierTest, RefusesALedgerThatDoesNotBeginWithItsAuthority) {
  EXPECT_EQ(SignedErrorOf([](SampleLedger& ledger) { ledger.leaves().erase(ledger.leaves().begin()); }),
            "entry 1: the first entry is not the authority's");
  EXPECT_EQ(SignedErrorOf([](SampleLedger& ledger) { ledger.leaves().clear(); }), "the pack holds no entries");
}

TEST_F(PackVerifierTest, RefusesADigestOfOtherBytes) {
  std::string bad = ledger_.Pack();
  bad.back() = static_cast<char>(bad.back() ^ 1);
  EXPECT_EQ(ErrorOf(bad), "the digest at the pack's end is not that of its bytes");
}

TEST_F(PackVerifierTest, VerifiesAHundredThousandEntriesInAMoment) {
  SampleLedger ledger;
  for (int i = 0; i < 100'000; ++i) ledger.Submit("plan-" + std::to_string(i), i % 3 == 0 ? "inadequate" : "good");
  Tree tree;
  for (const std::string& leaf : ledger.leaves()) tree.Append(LeafHash(leaf));
  const auto key = SigningKey::FromSeed("sample", std::string(kSeedBytes, 's'));
  ASSERT_TRUE(key.ok());
  Parts parts{.query = ledger.Query(), .statement = ledger.Answer(ledger.Query()), .leaves = ledger.leaves()};
  parts.note = *SignCheckpoint({.origin = "d00d/somerset/1", .size = tree.size(), .root = tree.Root()}, *key);
  const std::string pack = parts.Seal();
  const auto begin = std::chrono::steady_clock::now();
  const auto verified = VerifyPack(pack, {ledger.key()});
  const auto took = std::chrono::steady_clock::now() - begin;
  ASSERT_TRUE(verified.ok()) << verified.status();
  RecordProperty("milliseconds", std::to_string(took / std::chrono::milliseconds(1)));
  // Generous, because tests run beside others and under sanitizers.
  EXPECT_LT(took, std::chrono::seconds(10));
}

}  // namespace
}  // namespace assay
