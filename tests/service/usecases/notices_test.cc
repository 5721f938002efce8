#include "service/usecases/notices.h"

#include <gtest/gtest.h>

#include "service/facts/records_at.h"
#include "service/usecases/notice_reads.h"
#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class NoticesTest : public testing::Test {
 protected:
  NoticesTest() {
    EXPECT_TRUE(t_.CreateAuthority("somerset").ok());
    EXPECT_TRUE(t_.CreateScale("ofsted-2013", 1, {"inadequate", "adequate", "good", "outstanding"}).ok());
  }

  absl::StatusOr<WrittenRecord> Issue(const v1::Notice& notice) { return t_.Write(IssueNotice, Asked<Notice>(notice)); }
  uint32_t MustIssue(const v1::Notice& notice) {
    auto issued = Issue(notice);
    EXPECT_TRUE(issued.ok()) << issued.status();
    return issued.ok() ? issued->committed.revision : 0;
  }
  absl::StatusOr<WrittenRecord> Amend(const v1::Notice& notice, const std::string& on, uint32_t expected) {
    return t_.Write(AmendNotice, {.asked = Asked<Notice>(notice, expected), .effective_on = on});
  }
  NoticeStep Step(const std::string& id, const std::string& on, uint32_t expected) {
    return {.name = "authorities/somerset/notices/" + id,
            .effective_on = on,
            .supersede = {.expected_revision = expected, .reason = "board-decision"}};
  }
  v1::GetNoticeResponse Get(const std::string& id, const std::string& on, uint32_t revision = 0) {
    v1::GetNoticeRequest request;
    request.set_name("authorities/somerset/notices/" + id);
    request.set_on(on);
    if (revision != 0) request.mutable_read_at()->set_revision(revision);
    auto response = GetNotice(t_.house(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::GetNoticeResponse();
  }
  // The target in percent of the measure in force on the day, or why there is none.
  std::string Target(const std::string& id, const std::string& on, uint32_t revision = 0) {
    v1::GetMeasureRequest request;
    request.set_name("authorities/somerset/notices/" + id + "/measures/audits");
    request.set_on(on);
    if (revision != 0) request.mutable_read_at()->set_revision(revision);
    auto response = GetMeasure(t_.house(), request);
    if (!response.ok()) return Why(response.status());
    return std::to_string(response->measure().measure().definition().target().numerator());
  }
  v1::Notice WithTarget(v1::Notice notice, uint32_t percent) {
    notice.mutable_measures(0)->mutable_definition()->mutable_target()->set_numerator(percent);
    return notice;
  }

  TestHouse t_;
};

TEST_F(NoticesTest, IssuesVersionOneWithTheScaleThatCanBeMeant) {
  auto issued = Issue(MakeNotice("in-2013"));
  ASSERT_TRUE(issued.ok()) << issued.status();
  const v1::Notice notice = Get("in-2013", "2013-11-21").notice();
  EXPECT_EQ(notice.version(), 1u);
  EXPECT_EQ(notice.state(), v1::NOTICE_STATE_IN_FORCE);
  EXPECT_EQ(notice.effective_on(), "2013-11-21");
  EXPECT_EQ(notice.measures(0).definition().scale(), "ofsted-2013@1");
  EXPECT_EQ(notice.stamp().revision(), issued->committed.revision);
  EXPECT_TRUE(t_.house().facts.Find("somerset")->FindScale({.id = "ofsted-2013", .version = 1})) << "it stands alone";
}

TEST_F(NoticesTest, TheSameIssueAgainAnswersTheFirstVersionWhateverCameAfter) {
  const uint32_t first = MustIssue(MakeNotice("in-2013"));
  ASSERT_TRUE(Amend(WithTarget(MakeNotice("in-2013"), 80), "2014-01-01", first).ok());
  ASSERT_TRUE(t_.CreateScale("ofsted-2013", 2, {"inadequate", "adequate", "good"}).ok());
  for (int round = 0; round < 2; ++round) {
    auto again = Issue(MakeNotice("in-2013"));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->committed.revision, first);
    EXPECT_FALSE(again->committed.appended);
    t_.Restart();
  }
  EXPECT_EQ(Why(Issue(WithTarget(MakeNotice("in-2013"), 80)).status()), "ALREADY_EXISTS notice.measures");
}

// Q29: a notice of 2012, amended in 2013 and 2014: the version in force on a day, and no other.
TEST_F(NoticesTest, AnswersTheTargetThatWasInForceOnADay) {
  const v1::Notice notice = MakeNotice("in-2012", "2012-06-01");
  const uint32_t first = MustIssue(WithTarget(notice, 60));
  const uint32_t second = Amend(WithTarget(notice, 70), "2013-03-01", first)->committed.revision;
  const uint32_t third = Amend(WithTarget(notice, 75), "2014-02-01", second)->committed.revision;
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Target("in-2012", "2012-05-31"), "UNKNOWN_NOTICE");
    EXPECT_EQ(Target("in-2012", "2012-06-01"), "60");
    EXPECT_EQ(Target("in-2012", "2013-02-28"), "60");
    EXPECT_EQ(Target("in-2012", "2013-03-01"), "70");
    EXPECT_EQ(Target("in-2012", "2014-01-31"), "70");
    EXPECT_EQ(Target("in-2012", "2014-02-01"), "75");
    EXPECT_EQ(Target("in-2012", ""), "75") << "the server's day";
    EXPECT_EQ(Target("in-2012", "2014-02-01", second), "70") << "as known then";
    EXPECT_EQ(Target("in-2012", "2014-02-01", third), "75");
    t_.Restart();
  }
  EXPECT_EQ(Get("in-2012", "2013-06-01").versions_size(), 3);
  EXPECT_EQ(Get("in-2012", "2013-06-01").notice().version(), 2u);
  EXPECT_EQ(Get("in-2012", "2011-01-01").notice().version(), 3u) << "the newest where none holds";
  EXPECT_FALSE(Get("in-2012", "2011-01-01").in_force());
}

TEST_F(NoticesTest, ANoticeTakesTheOneItSupersedesOutOfForce) {
  MustIssue(MakeNotice("in-2012", "2012-06-01"));
  v1::Notice next = MakeNotice("in-2013");
  EXPECT_EQ(Why(Issue(next).status()), "NOTICE_IN_FORCE");
  next.set_supersedes("in-2012");
  MustIssue(next);
  EXPECT_EQ(Target("in-2012", "2013-11-20"), "75");
  EXPECT_EQ(Target("in-2012", "2013-11-21"), "UNKNOWN_NOTICE");
  EXPECT_EQ(Get("in-2012", "2013-11-21").superseded_by(), "authorities/somerset/notices/in-2013");
  v1::ListMeasuresRequest request;
  request.set_parent("authorities/somerset");
  request.set_on("2013-11-21");
  auto measures = ListMeasures(t_.house(), request);
  ASSERT_EQ(measures->measures_size(), 1);
  EXPECT_EQ(measures->measures(0).name(), "authorities/somerset/notices/in-2013/measures/audits");
}

TEST_F(NoticesTest, OfTwoThatForbidEachOtherInOneGroupOnlyOneGetsIn) {
  std::promise<void> release = t_.HoldCommitter();
  auto one = t_.StartWrite(IssueNotice, Asked<Notice>(MakeNotice("in-a")));
  auto other = t_.StartWrite(IssueNotice, Asked<Notice>(MakeNotice("in-b")));
  release.set_value();
  EXPECT_EQ(Why(one.get().status()), "OK");
  EXPECT_EQ(Why(other.get().status()), "NOTICE_IN_FORCE");
}

TEST_F(NoticesTest, AmendmentsKeepWhatMayNotMoveAndChangeSomething) {
  const uint32_t first = MustIssue(MakeNotice("in-2013"));
  v1::Notice moved = WithTarget(MakeNotice("in-2013"), 80);
  moved.set_subject("fostering");
  EXPECT_EQ(Why(Amend(moved, "2014-01-01", first).status()), "NOT_ALLOWED notice.subject");
  EXPECT_EQ(Why(Amend(MakeNotice("in-2013"), "2014-01-01", first).status()), "NO_CHANGE");
  EXPECT_EQ(Why(Amend(WithTarget(MakeNotice("in-2013"), 80), "2013-01-01", first).status()),
            "OUT_OF_RANGE effective_on");
  EXPECT_EQ(Why(Amend(WithTarget(MakeNotice("in-2013"), 80), "soon", first).status()), "BAD_DATE effective_on");
  EXPECT_EQ(Why(Amend(WithTarget(MakeNotice("in-2013"), 80), "2014-01-01", 0).status()),
            "REQUIRED write.expected_revision write.reason");
  EXPECT_EQ(Why(Amend(WithTarget(MakeNotice("other"), 80), "2014-01-01", first).status()), "UNKNOWN_NOTICE");
}

TEST_F(NoticesTest, AnIssueTakesNoExpectedRevision) {
  EXPECT_EQ(Why(t_.Write(IssueNotice, Asked<Notice>(MakeNotice("in-2013"), 1)).status()),
            "NOT_ALLOWED write.expected_revision");
}

TEST_F(NoticesTest, AmendmentsOfOneRevisionAreSafeToRepeatAndNeverOverwrite) {
  const uint32_t first = MustIssue(MakeNotice("in-2013"));
  const v1::Notice amended = WithTarget(MakeNotice("in-2013"), 80);
  const uint32_t second = Amend(amended, "2014-01-01", first)->committed.revision;
  ASSERT_TRUE(t_.Write(LiftNotice, Step("in-2013", "2014-02-01", second)).ok());
  for (int round = 0; round < 2; ++round) {
    auto again = Amend(amended, "2014-01-01", first);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->committed.revision, second);
    t_.Restart();
  }
  EXPECT_EQ(Why(Amend(amended, "2014-01-02", first).status()), "STALE_REVISION") << "another day is another change";
  EXPECT_EQ(Why(Amend(WithTarget(amended, 81), "2014-01-01", first).status()), "STALE_REVISION");
}

TEST_F(NoticesTest, ALiftedNoticeIsInForceNoMoreAndStaysAsItIs) {
  const uint32_t first = MustIssue(MakeNotice("in-2013"));
  const NoticeStep lift = Step("in-2013", "2014-02-01", first);
  const uint32_t lifted = t_.Write(LiftNotice, lift)->committed.revision;
  EXPECT_EQ(t_.Write(LiftNotice, lift)->committed.revision, lifted) << "repeated";
  EXPECT_EQ(Target("in-2013", "2014-01-31"), "75");
  EXPECT_EQ(Target("in-2013", "2014-02-01"), "UNKNOWN_NOTICE");
  EXPECT_EQ(Get("in-2013", "2014-02-01").notice().state(), v1::NOTICE_STATE_LIFTED);
  EXPECT_EQ(Why(t_.Write(EscalateNotice, Step("in-2013", "2014-03-01", lifted)).status()), "NOTICE_ENDED");
  EXPECT_EQ(Why(t_.Write(EscalateNotice, Step("in-2013", "2014-02-01", first)).status()), "STALE_REVISION");
}

TEST_F(NoticesTest, AnEscalatedNoticeStaysInForce) {
  const uint32_t first = MustIssue(MakeNotice("in-2013"));
  ASSERT_TRUE(t_.Write(EscalateNotice, Step("in-2013", "2015-11-06", first)).ok());
  EXPECT_EQ(Target("in-2013", "2015-11-06"), "75");
  EXPECT_EQ(Get("in-2013", "2015-11-06").notice().state(), v1::NOTICE_STATE_ESCALATED);
  EXPECT_EQ(Get("in-2013", "2015-11-05").notice().state(), v1::NOTICE_STATE_IN_FORCE);
}

TEST_F(NoticesTest, ReviewsFallDueByCalendarMonthsUntilTheNoticeEnds) {
  const uint32_t first = MustIssue(MakeNotice("in-2013"));
  auto due = Get("in-2013", "2014-05-21");
  ASSERT_EQ(due.reviews_size(), 2);
  EXPECT_EQ(due.reviews(0).due_on(), "2014-05-21");
  EXPECT_FALSE(due.reviews(0).overdue()) << "due on the day itself";
  EXPECT_EQ(due.reviews(1).due_on(), "2014-11-21");
  EXPECT_TRUE(Get("in-2013", "2014-05-22").reviews(0).overdue());
  ASSERT_TRUE(t_.Write(LiftNotice, Step("in-2013", "2014-06-01", first)).ok());
  EXPECT_EQ(Get("in-2013", "2015-12-31").reviews_size(), 1) << "none is due of a notice lifted before";
}

TEST_F(NoticesTest, NamesWhatIsWrongWithAMeasuresScale) {
  v1::Notice notice = MakeNotice("in-2013");
  v1::AdHocMeasure& definition = *notice.mutable_measures(0)->mutable_definition();
  definition.set_scale("nowhere@1");
  EXPECT_EQ(Why(Issue(notice).status()), "UNKNOWN_SCALE notice.measures[0].definition.scale");
  ASSERT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "requires-improvement", "good", "outstanding"}).ok());
  definition.set_scale("ofsted-2014");
  const absl::Status off_scale = Issue(notice).status();
  EXPECT_EQ(Why(off_scale), "GRADE_NOT_ON_SCALE notice.measures[0].definition.threshold_grade");
  EXPECT_NE(off_scale.message().find("did you mean requires-improvement? See crosswalks"), std::string::npos)
      << off_scale;
  definition.clear_scale();
  definition.set_threshold_grade("good");
  EXPECT_EQ(Why(Issue(notice).status()), "AMBIGUOUS_SCALE notice.measures[0].definition.scale");
  definition.set_threshold_grade("splendid");
  EXPECT_EQ(Why(Issue(notice).status()), "GRADE_NOT_ON_SCALE notice.measures[0].definition.threshold_grade");
}

TEST_F(NoticesTest, AMeasureWithoutAScaleIsOnTheOneThatTheAuthorityUses) {
  ASSERT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "requires-improvement", "good", "outstanding"}).ok());
  ASSERT_TRUE(t_.Submit(MakeAudit("a")).ok());
  v1::Notice notice = MakeNotice("in-2013");
  v1::AdHocMeasure& definition = *notice.mutable_measures(0)->mutable_definition();
  definition.clear_scale();
  definition.set_threshold_grade("good");
  const auto issued = Issue(notice);
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(std::get<Notice>(std::get<Record>(issued->event.what)).measures[0].definition.scale, "ofsted-2013@1");
}

TEST_F(NoticesTest, AMeasuresCrosswalkIsCopiedWithBothItsScales) {
  ASSERT_TRUE(t_.CreateScale("ofsted-2014", 1, {"inadequate", "requires-improvement", "good", "outstanding"}).ok());
  v1::Crosswalk crosswalk;
  crosswalk.set_name("crosswalks/plain-2014@1");
  crosswalk.set_title("2014 read as 2013");
  crosswalk.set_from_scale("ofsted-2014@1");
  crosswalk.set_to_scale("ofsted-2013@1");
  crosswalk.set_approver("Improvement Board");
  crosswalk.set_approved_on("2014-02-01");
  v1::CrosswalkPair& pair = *crosswalk.add_pairs();
  pair.set_from_grade("requires-improvement");
  pair.set_to_grade("adequate");
  auto created = t_.Write(CreateCrosswalk, Asked<Crosswalk>(crosswalk));
  ASSERT_TRUE(created.ok()) << created.status();

  v1::Notice notice = MakeNotice("in-2013");
  v1::AdHocMeasure& definition = *notice.mutable_measures(0)->mutable_definition();
  definition.set_crosswalk("plain-2015");
  EXPECT_EQ(Why(Issue(notice).status()), "UNKNOWN_CROSSWALK notice.measures[0].definition.crosswalk");
  definition.set_crosswalk("plain-2014");
  definition.set_scale("ofsted-2014");
  EXPECT_EQ(Why(Issue(notice).status()), "NOT_ALLOWED notice.measures[0].definition.crosswalk");
  definition.clear_scale();
  MustIssue(notice);
  const v1::AdHocMeasure recorded = Get("in-2013", "2014-01-01").notice().measures(0).definition();
  EXPECT_EQ(recorded.crosswalk(), "plain-2014@1");
  EXPECT_EQ(recorded.scale(), "ofsted-2013@1");
  const LedgerFacts& own = *t_.house().facts.Find("somerset");
  EXPECT_TRUE(own.FindScale({.id = "ofsted-2014", .version = 1}));
  EXPECT_TRUE(own.FindScale({.id = "ofsted-2013", .version = 1}));
  auto copy = FindRecord<Crosswalk>(own, "crosswalks/plain-2014@1", own.size());
  ASSERT_NE(copy, nullptr);
  auto body = [&](std::string_view ledger, uint32_t revision) {
    const Entry entry = *t_.house().ledger.Read(ledger, revision);
    return std::string(DecodeLeaf(entry.leaf)->body);
  };
  EXPECT_EQ(body("somerset", copy->revision), body("_registry", created->committed.revision)) << "byte for byte";
}

TEST_F(NoticesTest, ListsEachInItsNewestVersionByDayOfIssue) {
  v1::Notice fostering = MakeNotice("a-fostering", "2014-01-10");
  fostering.set_subject("fostering");
  MustIssue(fostering);
  const uint32_t first = MustIssue(MakeNotice("in-2013"));
  ASSERT_TRUE(Amend(WithTarget(MakeNotice("in-2013"), 80), "2014-01-01", first).ok());
  v1::ListNoticesRequest request;
  request.set_parent("authorities/somerset");
  auto list = ListNotices(t_.house(), request);
  ASSERT_EQ(list->notices_size(), 2);
  EXPECT_EQ(list->notices(0).name(), "authorities/somerset/notices/in-2013");
  EXPECT_EQ(list->notices(0).version(), 2u);
  EXPECT_EQ(list->notices(1).subject(), "fostering");
}

TEST_F(NoticesTest, SaysWhichPartOfAMeasuresNameIsUnknown) {
  MustIssue(MakeNotice("in-2013"));
  v1::GetMeasureRequest request;
  request.set_name("authorities/somerset/notices/in-2013/measures/other");
  EXPECT_EQ(Why(GetMeasure(t_.house(), request).status()), "UNKNOWN_MEASURE");
  request.set_name("authorities/nowhere/notices/in-2013/measures/audits");
  EXPECT_EQ(Why(GetMeasure(t_.house(), request).status()), "UNKNOWN_AUTHORITY");
  request.set_on("2014-02-30");
  EXPECT_EQ(Why(GetMeasure(t_.house(), request).status()), "BAD_DATE on");
}

}  // namespace
}  // namespace assay
