#include "service/records/leaf_codec.h"

#include <gtest/gtest.h>

#include "assay/v1/leaf.pb.h"
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
  EXPECT_EQ(LeafCaseRef(LeafKind::kAudit, EncodePersonal(personal)), "MARKER-REF");
  EXPECT_EQ(LeafCaseRef(LeafKind::kScale, EncodePersonal(personal)), "");
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
