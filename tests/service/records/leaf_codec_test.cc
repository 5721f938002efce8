#include "service/records/leaf_codec.h"

#include <gtest/gtest.h>

#include "assay/v1/leaf.pb.h"
#include "service/records/convert_token.h"
#include "service/records/names.h"

namespace assay {
namespace {

Audit FullAudit() {
  Audit audit;
  audit.authority = "somerset";
  audit.id = "plan-1";
  audit.practice_area = "assessment";
  audit.audit_type = 2;
  audit.audit_date = "2014-01-15";
  audit.scale = "ofsted-2013@1";
  audit.grade = "adequate";
  audit.practice_period = PracticePeriod{.first_day = "2013-07-01", .last_day = "2013-12-31"};
  audit.team = "North";
  audit.auditor = "a-7";
  audit.sampling_method = 2;
  audit.actions = {{.owner = "w-1", .due_date = "2014-02-01"}, {.owner = "w-2", .due_date = "2014-03-01"}};
  audit.no_action_reason = "none-needed";
  audit.personal = {.case_ref = "MARKER-REF", .narrative = "MARKER-NARRATIVE", .notes = "MARKER-NOTES"};
  return audit;
}

LeafHeader Header(LeafKind kind) { return {.kind = kind, .case_number = 9, .recorded_at_us = 77}; }

TEST(LeafCodec, GivesBackEveryFieldOfAnAuditButThePersonalPart) {
  const Audit audit = FullAudit();
  const std::string body = EncodeAuditBody(audit, "qa-manager", std::string(32, 'c'));
  auto event = DecodeEvent(5, {.header = Header(LeafKind::kAudit), .body = body});
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(event->revision, 5u);
  EXPECT_EQ(event->case_number, 9u);
  EXPECT_EQ(event->recorded_at_us, 77);
  EXPECT_EQ(event->actor, "qa-manager");
  EXPECT_EQ(event->personal_commitment, std::string(32, 'c'));
  const Audit& back = std::get<Audit>(event->what);
  EXPECT_EQ(back.personal, PersonalPart{});
  EXPECT_EQ(EncodeAuditBody(back, "qa-manager", std::string(32, 'c')), body);
  EXPECT_EQ(back.actions, audit.actions);
  EXPECT_EQ(back.practice_period, audit.practice_period);
  EXPECT_EQ(body.find("MARKER"), std::string::npos);
}

TEST(LeafCodec, GivesBackThePersonalPart) {
  const PersonalPart personal = FullAudit().personal;
  EXPECT_EQ(*DecodePersonal(EncodePersonal(personal)), personal);
  EXPECT_EQ(LeafCaseRef(EncodePersonal(personal)), "MARKER-REF");
  EXPECT_EQ(LeafCaseRef("\xff"), "");
}

TEST(LeafCodec, NamesEveryKindOfLeaf) {
  const std::string audit = EncodeAuditBody(FullAudit(), "a", std::string(32, 'c'));
  EXPECT_EQ(LeafName({.header = Header(LeafKind::kAudit), .body = audit}), "audits/plan-1");
  const std::string scale = EncodeScaleBody({.ref = {.id = "ofsted-2013", .version = 2}}, "a");
  EXPECT_EQ(LeafName({.header = Header(LeafKind::kScale), .body = scale}), "scales/ofsted-2013@2");
  const std::string authority = EncodeAuthorityBody({.id = "somerset"}, "a");
  EXPECT_EQ(LeafName({.header = Header(LeafKind::kAuthority), .body = authority}), "authority");
}

TEST(LeafCodec, RefusesBodiesThatAreNotWhatTheirHeaderSays) {
  EXPECT_FALSE(DecodeEvent(1, {.header = Header(LeafKind::kAudit), .body = ""}).ok());
  EXPECT_FALSE(DecodeEvent(1, {.header = Header(LeafKind::kAudit), .body = "\xff\xff"}).ok());
  const std::string short_commitment = EncodeAuditBody(FullAudit(), "a", "short");
  EXPECT_FALSE(DecodeEvent(1, {.header = Header(LeafKind::kAudit), .body = short_commitment}).ok());
  v1::AuditLeaf leaky;
  leaky.ParseFromString(EncodeAuditBody(FullAudit(), "a", std::string(32, 'c')));
  leaky.mutable_audit()->mutable_personal()->set_case_ref("x");
  EXPECT_FALSE(DecodeEvent(1, {.header = Header(LeafKind::kAudit), .body = leaky.SerializeAsString()}).ok());
}

TEST(LeafCodec, EncodesAnAuditToTheBytesThatWereAlwaysWritten) {
  Audit audit;
  audit.authority = "s";
  audit.id = "p";
  audit.practice_area = "a";
  audit.audit_date = "2014-01-15";
  audit.scale = "o@1";
  audit.grade = "good";
  const std::string body = EncodeAuditBody(audit, "local", std::string(32, 'c'));
  const std::string expected = std::string("\x0a\x32") +
                               "\x0a\x16"
                               "authorities/s/audits/p" +
                               "\x12\x01"
                               "a" +
                               "\x22\x0a"
                               "2014-01-15" +
                               "\x2a\x03"
                               "o@1" +
                               "\x32\x04"
                               "good" +
                               "\x12\x05"
                               "local" +
                               "\x1a\x20" + std::string(32, 'c');
  EXPECT_EQ(body, expected);
}

TEST(LeafCodec, EncodesATokenAndAReadingToTheBytesThatWereAlwaysWritten) {
  const Token token{.id = "t",
                    .grants = {{.authority = "s", .role = Role::kReader}},
                    .secret_sha256 = std::string(32, 'h'),
                    .expires_at_us = 1'000'001,
                    .revoked = true};
  const std::string body = EncodeTokenBody(token, "local");
  const std::string expected = std::string("\x0a\x48") +
                               "\x0a\x08"
                               "tokens/t" +
                               "\x12\x11\x0a\x0d"
                               "authorities/s" +
                               "\x10\x03" + "\x1a\x20" + std::string(32, 'h') + "\x2a\x05\x08\x01\x10\xe8\x07" +
                               "\x30\x01" +
                               "\x12\x05"
                               "local";
  EXPECT_EQ(body, expected);
  const Leaf leaf{.header = Header(LeafKind::kToken), .body = body};
  const auto event = DecodeEvent(5, leaf);
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(std::get<Token>(event->what), token);
  EXPECT_EQ(event->actor, "local");
  EXPECT_EQ(LeafName(leaf), "tokens/t");

  const PersonalRead read{.authority = "s", .audit = "p", .purpose = "c", .revision = 7};
  const std::string read_body = EncodePersonalReadBody(read, "local");
  EXPECT_EQ(read_body, std::string("\x0a\x16") + "authorities/s/audits/p" +
                           "\x12\x05"
                           "local" +
                           "\x1a\x01"
                           "c" +
                           "\x20\x07");
  const Leaf read_leaf{.header = Header(LeafKind::kPersonalRead), .body = read_body};
  EXPECT_EQ(std::get<PersonalRead>(DecodeEvent(5, read_leaf)->what), read);
  EXPECT_EQ(LeafName(read_leaf), "");
  const PersonalRead search{.authority = "s"};
  EXPECT_EQ(std::get<PersonalRead>(DecodeEvent(5, {.header = Header(LeafKind::kPersonalRead),
                                                   .body = EncodePersonalReadBody(search, "local")})
                                       ->what),
            search);
}

TEST(Secrets, AreOfOneFormAndNeverTheSame) {
  const Secret secret = NewSecret();
  EXPECT_EQ(secret.text.size(), 70u);
  EXPECT_EQ(HashOfSecret(secret.text), secret.sha256);
  EXPECT_NE(NewSecret().text, secret.text);
  for (const std::string& bad : {std::string(), std::string("assay_"), secret.text.substr(1), secret.text + "0",
                                 "assay_" + std::string(64, 'g'), "assay_" + std::string(64, 'A')}) {
    EXPECT_EQ(HashOfSecret(bad), std::nullopt) << bad;
  }
}

TEST(Names, OfLedgersSayWhoseTheyAre) {
  EXPECT_EQ(ParseLedgerName("authorities/a")->ledger, "a");
  EXPECT_EQ(ParseLedgerName("authorities/a/access")->ledger, "access/a");
  EXPECT_EQ(ParseLedgerName("authorities/a/access")->authority, "a");
  ASSERT_TRUE(ParseLedgerName("authorities/access"));
  EXPECT_EQ(ParseLedgerName("authorities/access")->ledger, "access");
  EXPECT_EQ(ParseLedgerName("authorities/access/access")->ledger, "access/access");
  for (const char* bad : {"", "a", "access/a", "authorities/", "authorities//access", "authorities/a/other",
                          "authorities/a/access/access"}) {
    EXPECT_FALSE(ParseLedgerName(bad)) << bad;
  }
  EXPECT_EQ(AuthorityIn("authorities/a/audits/b/c"), "a");
  EXPECT_EQ(AuthorityIn("authorities/a"), "a");
  for (const char* bad : {"", "authorities", "authorities/", "authorities//audits/b", "scales/a", "/authorities/a"}) {
    EXPECT_EQ(AuthorityIn(bad), "") << bad;
  }
}

TEST(Names, ReadOnlyWhatIsWrittenExactly) {
  EXPECT_EQ(ParseAuthorityName("authorities/somerset"), "somerset");
  for (const char* bad : {"", "somerset", "authorities/", "authorities/a/b", "/authorities/a", "Authorities/a"}) {
    EXPECT_EQ(ParseAuthorityName(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(ParseAuditName("authorities/a/audits/b")->audit, "b");
  for (const char* bad : {"authorities/a/audits/", "authorities//audits/b", "authorities/a/audits/b/c",
                          "authorities/a/plans/b", "authorities/a", "authorities/a/audits"}) {
    EXPECT_FALSE(ParseAuditName(bad)) << bad;
  }
  EXPECT_EQ(ParseScaleName("scales/o@12"), (ScaleRef{.id = "o", .version = 12}));
  EXPECT_EQ(ParseScaleName("scales/o"), (ScaleRef{.id = "o", .version = 0}));
  for (const char* bad : {"scales/", "scales/o@", "scales/o@0", "scales/o@01", "scales/o@x", "o@1"}) {
    EXPECT_FALSE(ParseScaleName(bad)) << bad;
  }
}

}  // namespace
}  // namespace assay
