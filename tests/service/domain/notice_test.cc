#include "service/domain/notice.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "gmock/gmock.h"
#include "service/domain/civil_date.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using absl::CivilDay;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kInForce = static_cast<int>(NoticeState::kInForce);
constexpr int kLifted = static_cast<int>(NoticeState::kLifted);
constexpr int kEscalated = static_cast<int>(NoticeState::kEscalated);

// "75% of cases judged adequate or better through assessment audits"
NoticeMeasure ThreeQuarters() {
  NoticeMeasure measure;
  measure.id = "audits";
  measure.words = "75% of cases judged adequate or better\nthrough assessment audits";
  measure.definition.threshold_grade = "adequate";
  measure.definition.comparator = 1;
  measure.definition.target = {75, 100};
  measure.definition.window = SinceNotice{};
  return measure;
}

Notice Somerset(const std::string& id, const std::string& issued_on) {
  Notice notice;
  notice.authority = "somerset";
  notice.id = id;
  notice.subject = "child-protection";
  notice.issuer = "Department for Education";
  notice.issued_on = issued_on;
  notice.review_months = 6;
  notice.measures = {ThreeQuarters()};
  return notice;
}

Notice Superseding(const std::string& before, const std::string& id, const std::string& issued_on) {
  Notice notice = Somerset(id, issued_on);
  notice.supersedes = before;
  return notice;
}

// The versions of one authority, and what is done to them: each answers "" or "REASON field".
struct Register {
  std::vector<Notice> versions;
  std::string message;  // of the last refusal

  std::string Take(const std::variant<Notice, Refused>& made) {
    if (const auto* refused = std::get_if<Refused>(&made)) {
      message = refused->message;
      return refused->field.empty() ? refused->reason : refused->reason + " " + refused->field;
    }
    versions.push_back(std::get<Notice>(made));
    return "";
  }
  const Notice& Newest(const std::string& id) const {
    return *std::find_if(versions.rbegin(), versions.rend(), [&id](const Notice& one) { return one.id == id; });
  }
  std::string Issue(const Notice& notice) { return Take(assay::Issue(versions, notice)); }
  std::string Amend(const std::string& id, const std::string& day) {
    Notice amended = Newest(id);
    amended.basis += "+";
    return Take(assay::Amend(versions, Newest(id), amended, day));
  }
  std::string Lift(const std::string& id, const std::string& day) {
    return Take(assay::Lift(versions, Newest(id), day));
  }
  std::string Escalate(const std::string& id, const std::string& day) {
    return Take(assay::Escalate(versions, Newest(id), day));
  }
  // "id@version" of what is in force.
  std::vector<std::string> InForce(CivilDay on) const {
    std::vector<std::string> found;
    for (const Notice* notice : AllInForceOn(versions, on)) {
      found.push_back(notice->id + "@" + std::to_string(notice->version));
    }
    return found;
  }
};

TEST(NoticeShape, TakesTheLeastAndTheMostANoticeCanSay) {
  Notice notice = Somerset("in-2013", "2013-11-21");
  EXPECT_THAT(Validate(notice), IsEmpty());
  notice.basis = notice.source = std::string(500, 'x');
  notice.issuer = std::string(200, 'x');
  notice.review_months = 120;
  notice.supersedes = "in-2012";
  notice.measures.clear();
  for (int i = 0; i < 50; ++i) {
    notice.measures.push_back(ThreeQuarters());
    notice.measures.back().id = "m-" + std::to_string(i);
  }
  notice.measures[49].words = std::string(2'000, 'x');
  notice.measures[49].due_date = "2014-11-21";
  EXPECT_THAT(Validate(notice), IsEmpty());
}

TEST(NoticeShape, NamesWhatIsMissing) {
  EXPECT_THAT(Summary(Validate(Notice{})), ElementsAre("name REQUIRED", "name REQUIRED", "subject REQUIRED",
                                                       "issuer REQUIRED", "issued_on REQUIRED", "measures REQUIRED"));
}

TEST(NoticeShape, RefusesWhatIsBeyondItsLimits) {
  Notice notice = Somerset("In-2013", "2013-02-30");
  notice.subject = "Child protection";
  notice.issuer = std::string(201, 'x');
  notice.basis = notice.source = std::string(501, 'x');
  notice.review_months = 121;
  notice.supersedes = "in 2012";
  EXPECT_THAT(Summary(Validate(notice)),
              ElementsAre("name BAD_FORMAT", "subject BAD_FORMAT", "issuer TOO_LONG", "issued_on BAD_DATE",
                          "basis TOO_LONG", "source TOO_LONG", "review_months OUT_OF_RANGE", "supersedes BAD_FORMAT"));
  notice = Superseding("in-2013", "in-2013", "2013-11-21");
  EXPECT_THAT(Validate(notice), IsOnly("supersedes", reason::kNotAllowed));
  notice = Somerset("in-2013", "2013-11-21");
  notice.measures.assign(51, NoticeMeasure{});
  EXPECT_THAT(Validate(notice), IsOnly("measures", reason::kTooLong));
}

TEST(NoticeShape, ReportsEveryFaultOfAMeasureUnderItsOwnPath) {
  Notice notice = Somerset("in-2013", "2013-11-21");
  notice.measures.push_back(ThreeQuarters());
  notice.measures[1].definition.target = {5, 4};
  notice.measures[1].definition.window = RollingMonths{0};
  notice.measures.push_back({"Visits", "", {}, "soon"});
  notice.measures[2].definition = ThreeQuarters().definition;
  EXPECT_THAT(Summary(Validate(notice)),
              ElementsAre("measures[1].id DUPLICATE", "measures[1].definition.target OUT_OF_RANGE",
                          "measures[1].definition.window.rolling_months OUT_OF_RANGE", "measures[2].id BAD_FORMAT",
                          "measures[2].words REQUIRED", "measures[2].due_date BAD_DATE"));
  notice.measures = {ThreeQuarters()};
  notice.measures[0].words = std::string(2'001, 'x');
  EXPECT_THAT(Validate(notice), IsOnly("measures[0].words", reason::kTooLong));
}

TEST(Issue, MakesVersionOneInForceFromItsIssueDateOn) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  EXPECT_EQ(all.versions[0].state, kInForce);
  EXPECT_EQ(all.versions[0].version, 1u);
  EXPECT_EQ(all.versions[0].effective_on, "2013-11-21");
  EXPECT_THAT(all.InForce(CivilDay(2013, 11, 20)), IsEmpty());
  EXPECT_THAT(all.InForce(CivilDay(2013, 11, 21)), ElementsAre("in-2013@1"));
  EXPECT_THAT(all.InForce(CivilDay(2200, 12, 31)), ElementsAre("in-2013@1"));
  EXPECT_EQ(VersionOn(all.versions, "in-2013", CivilDay(2013, 11, 20)), nullptr);
  EXPECT_EQ(VersionOn(all.versions, "in-2014", CivilDay(2014, 1, 1)), nullptr);
  EXPECT_EQ(InForceOn(all.versions, "in-2014", CivilDay(2014, 1, 1)), nullptr);
}

TEST(Issue, RefusesANameTwice) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  EXPECT_EQ(all.Issue(Somerset("in-2013", "2014-11-21")), "ALREADY_EXISTS notice.name");
}

TEST(Issue, RefusesASecondNoticeInForceOnTheSubjectAndNamesTheFirst) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  for (const char* issued_on : {"2013-11-20", "2013-11-21", "2013-11-22", "1990-01-01"}) {
    EXPECT_EQ(all.Issue(Somerset("in-2014", issued_on)), "NOTICE_IN_FORCE") << issued_on;
    EXPECT_THAT(all.message, HasSubstr("'in-2013'"));
    EXPECT_THAT(all.message, HasSubstr("supersedes"));
    EXPECT_THAT(all.message, HasSubstr("earlier notices are recorded first"));
  }
  Notice other = Somerset("education-2013", "2013-11-21");
  other.subject = "education";
  EXPECT_EQ(all.Issue(other), "");
  EXPECT_THAT(all.InForce(CivilDay(2014, 1, 1)), ElementsAre("in-2013@1", "education-2013@1"));
}

TEST(Issue, TakesANoticeFromTheDayTheOneBeforeIsLifted) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Lift("in-2013", "2015-01-01"), "");
  EXPECT_EQ(all.Issue(Somerset("in-2015", "2014-12-31")), "NOTICE_IN_FORCE");
  EXPECT_EQ(all.Issue(Somerset("in-2015", "2015-01-01")), "");
  EXPECT_THAT(all.InForce(CivilDay(2014, 12, 31)), ElementsAre("in-2013@1"));
  EXPECT_THAT(all.InForce(CivilDay(2015, 1, 1)), ElementsAre("in-2015@1"));
}

TEST(Issue, TakesTheDaysOfANoticeThatWasNeverInForce) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Lift("in-2013", "2013-11-21"), "");
  EXPECT_THAT(all.InForce(CivilDay(2013, 11, 21)), IsEmpty());
  EXPECT_EQ(all.Issue(Somerset("in-2012", "2012-01-01")), "");
}

TEST(Supersede, EndsTheOneBeforeOnTheDayOfIssue) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Amend("in-2013", "2014-06-01"), "");
  ASSERT_EQ(all.Issue(Superseding("in-2013", "in-2015", "2015-01-01")), "");
  EXPECT_THAT(all.InForce(CivilDay(2014, 12, 31)), ElementsAre("in-2013@2"));
  EXPECT_THAT(all.InForce(CivilDay(2015, 1, 1)), ElementsAre("in-2015@1"));
  EXPECT_EQ(SupersededBy(all.versions, "in-2013", CivilDay(2014, 12, 31)), nullptr);
  EXPECT_EQ(SupersededBy(all.versions, "in-2013", CivilDay(2015, 1, 1))->id, "in-2015");
  EXPECT_EQ(SupersededBy(all.versions, "in-2015", CivilDay(2015, 1, 1)), nullptr);
  EXPECT_EQ(VersionOn(all.versions, "in-2013", CivilDay(2015, 1, 1))->version, 2u);
  EXPECT_EQ(InForceOn(all.versions, "in-2013", CivilDay(2015, 1, 1)), nullptr);
}

TEST(Supersede, LeavesTheOneBeforeEndedWhenTheSuccessorIsLifted) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Issue(Superseding("in-2013", "in-2015", "2015-01-01")), "");
  ASSERT_EQ(all.Lift("in-2015", "2016-01-01"), "");
  EXPECT_THAT(all.InForce(CivilDay(2016, 1, 1)), IsEmpty());
}

TEST(Supersede, WantsANoticeInForceOnThatDayOnTheSubjectAndOnce) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  EXPECT_EQ(all.Issue(Superseding("in-2012", "in-2015", "2015-01-01")), "UNKNOWN_NOTICE notice.supersedes");
  EXPECT_EQ(all.Issue(Superseding("in-2013", "in-2015", "2013-11-20")), "UNKNOWN_NOTICE notice.supersedes");
  Notice other = Superseding("in-2013", "education-2015", "2015-01-01");
  other.subject = "education";
  EXPECT_EQ(all.Issue(other), "UNKNOWN_NOTICE notice.supersedes");
  ASSERT_EQ(all.Issue(Superseding("in-2013", "in-2015", "2015-01-01")), "");
  EXPECT_EQ(all.Issue(Superseding("in-2013", "in-2014", "2014-01-01")), "UNKNOWN_NOTICE notice.supersedes");
  EXPECT_THAT(all.message, HasSubstr("'in-2015'"));
  ASSERT_EQ(all.Lift("in-2015", "2016-01-01"), "");
  EXPECT_EQ(all.Issue(Superseding("in-2015", "in-2016", "2016-01-01")), "UNKNOWN_NOTICE notice.supersedes");
  EXPECT_EQ(all.Issue(Superseding("in-2015", "in-2016", "2015-12-31")), "");
}

TEST(Supersede, StillRefusesAThirdNoticeOnTheSubject) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Lift("in-2013", "2014-01-01"), "");
  ASSERT_EQ(all.Issue(Somerset("in-2015", "2015-01-01")), "");
  EXPECT_EQ(all.Issue(Superseding("in-2013", "in-2014", "2013-12-01")), "NOTICE_IN_FORCE");
  EXPECT_THAT(all.message, HasSubstr("'in-2015'"));
}

TEST(Amend, MakesTheNextVersionFromItsDayOn) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Amend("in-2013", "2014-06-01"), "");
  ASSERT_EQ(all.Amend("in-2013", "2014-06-01"), "");  // the same day again
  EXPECT_THAT(all.InForce(CivilDay(2014, 5, 31)), ElementsAre("in-2013@1"));
  EXPECT_THAT(all.InForce(CivilDay(2014, 6, 1)), ElementsAre("in-2013@3"));
  EXPECT_EQ(VersionOn(all.versions, "in-2013", CivilDay(2014, 6, 1))->basis, "++");
  EXPECT_EQ(all.versions[2].state, kInForce);
}

TEST(Amend, RefusesADayBeforeTheVersionBeforeAndWhatIsNoDay) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  EXPECT_EQ(all.Amend("in-2013", "2013-11-20"), "OUT_OF_RANGE effective_on");
  EXPECT_EQ(all.Amend("in-2013", "2013-11-21"), "");
  ASSERT_EQ(all.Amend("in-2013", "2014-06-01"), "");
  EXPECT_EQ(all.Amend("in-2013", "2014-05-31"), "OUT_OF_RANGE effective_on");
  EXPECT_EQ(all.Lift("in-2013", "2014-05-31"), "OUT_OF_RANGE effective_on");
  EXPECT_EQ(all.Escalate("in-2013", "2014-05-31"), "OUT_OF_RANGE effective_on");
  EXPECT_EQ(all.Amend("in-2013", ""), "REQUIRED effective_on");
  EXPECT_EQ(all.Lift("in-2013", "2015-02-29"), "BAD_DATE effective_on");
  EXPECT_EQ(all.Escalate("in-2013", "2015-2-1"), "BAD_DATE effective_on");
}

TEST(Amend, RefusesToMoveWhatOtherNoticesWereCheckedAgainst) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  std::vector<Notice> amendments(5, all.versions[0]);
  amendments[0].id = "in-2014";
  amendments[1].subject = "education";
  amendments[2].issued_on = "2013-11-22";
  amendments[3].supersedes = "in-2012";
  amendments[4].authority = "devon";
  std::vector<std::string> refusals;
  for (const Notice& amended : amendments) {
    refusals.push_back(all.Take(Amend(all.versions, all.versions[0], amended, "2014-06-01")));
  }
  EXPECT_THAT(refusals,
              ElementsAre("NOT_ALLOWED notice.name", "NOT_ALLOWED notice.subject", "NOT_ALLOWED notice.issued_on",
                          "NOT_ALLOWED notice.supersedes", "NOT_ALLOWED notice.name"));
}

TEST(Amend, RefusesFromTheDayAnotherTookItsPlace) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Issue(Superseding("in-2013", "in-2015", "2015-01-01")), "");
  EXPECT_EQ(all.Amend("in-2013", "2015-01-01"), "NOTICE_ENDED");
  EXPECT_THAT(all.message, HasSubstr("'in-2015'"));
  EXPECT_EQ(all.Lift("in-2013", "2015-01-01"), "NOTICE_ENDED");
  EXPECT_EQ(all.Escalate("in-2013", "2015-01-01"), "NOTICE_ENDED");
  EXPECT_EQ(all.Amend("in-2013", "2014-12-31"), "");
}

TEST(Lift, EndsTheNoticeOnItsDayForGood) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Lift("in-2013", "2015-01-01"), "");
  EXPECT_EQ(all.versions[1].state, kLifted);
  EXPECT_EQ(all.versions[1].version, 2u);
  EXPECT_THAT(all.InForce(CivilDay(2014, 12, 31)), ElementsAre("in-2013@1"));
  EXPECT_THAT(all.InForce(CivilDay(2015, 1, 1)), IsEmpty());
  EXPECT_EQ(VersionOn(all.versions, "in-2013", CivilDay(2015, 1, 1))->state, kLifted);
  EXPECT_EQ(all.Amend("in-2013", "2016-01-01"), "NOTICE_ENDED");
  EXPECT_EQ(all.Lift("in-2013", "2015-01-01"), "NOTICE_ENDED");
  EXPECT_EQ(all.Escalate("in-2013", "2014-01-01"), "NOTICE_ENDED");
}

TEST(Escalate, LeavesTheNoticeInForceAndIsDoneOnce) {
  Register all;
  ASSERT_EQ(all.Issue(Somerset("in-2013", "2013-11-21")), "");
  ASSERT_EQ(all.Escalate("in-2013", "2015-11-06"), "");
  EXPECT_THAT(all.InForce(CivilDay(2015, 11, 6)), ElementsAre("in-2013@2"));
  EXPECT_EQ(VersionOn(all.versions, "in-2013", CivilDay(2015, 11, 5))->state, kInForce);
  EXPECT_EQ(VersionOn(all.versions, "in-2013", CivilDay(2015, 11, 6))->state, kEscalated);
  EXPECT_EQ(all.Escalate("in-2013", "2015-11-07"), "ALREADY_DONE");
  ASSERT_EQ(all.Amend("in-2013", "2015-12-01"), "");
  EXPECT_EQ(all.Newest("in-2013").state, kEscalated);
  EXPECT_EQ(all.Escalate("in-2013", "2016-01-01"), "ALREADY_DONE");
  EXPECT_EQ(all.Lift("in-2013", "2016-01-01"), "");
  EXPECT_THAT(all.InForce(CivilDay(2016, 1, 1)), IsEmpty());
}

TEST(ReviewDue, CountsCalendarMonthsFromTheIssueDateAndClamps) {
  EXPECT_EQ(ReviewDue(Somerset("in-2013", "2013-11-21"), 1), CivilDay(2014, 5, 21));
  EXPECT_EQ(ReviewDue(Somerset("in-2013", "2013-11-21"), 2), CivilDay(2014, 11, 21));
  const Notice month_end = Somerset("n", "2014-08-31");
  EXPECT_EQ(ReviewDue(month_end, 1), CivilDay(2015, 2, 28));
  EXPECT_EQ(ReviewDue(month_end, 2), CivilDay(2015, 8, 31));
  EXPECT_EQ(ReviewDue(month_end, 3), CivilDay(2016, 2, 29));
}

TEST(ReviewDue, IsNeverWhereNoneIsCalledForOrNoDayCanBeWritten) {
  Notice notice = Somerset("in-2013", "2013-11-21");
  EXPECT_EQ(ReviewDue(notice, 0), std::nullopt);
  EXPECT_EQ(ReviewDue(notice, UINT32_MAX), std::nullopt);
  notice.review_months = 120;
  EXPECT_EQ(ReviewDue(notice, 18), CivilDay(2193, 11, 21));
  EXPECT_EQ(ReviewDue(notice, 19), std::nullopt);
  EXPECT_EQ(ReviewDue(notice, UINT32_MAX), std::nullopt);
  notice.review_months = 0;
  EXPECT_EQ(ReviewDue(notice, 1), std::nullopt);
  EXPECT_EQ(ReviewDue(Somerset("n", "2200-06-30"), 1), CivilDay(2200, 12, 30));
  EXPECT_EQ(ReviewDue(Somerset("n", "2200-07-01"), 1), std::nullopt);
  EXPECT_EQ(ReviewDue(Somerset("n", "1900-01-01"), 602), std::nullopt);
}

TEST(NoticeMeasures, AreFoundById) {
  Notice notice = Somerset("in-2013", "2013-11-21");
  notice.measures.push_back(ThreeQuarters());
  notice.measures[1].id = "visits";
  EXPECT_EQ(FindMeasure(notice, "visits"), &notice.measures[1]);
  EXPECT_EQ(FindMeasure(notice, "audits"), &notice.measures[0]);
  EXPECT_EQ(FindMeasure(notice, ""), nullptr);
}

TEST(NoticeMeasures, BeginWithTheNoticeWhereTheyAreDefinedSo) {
  const Notice notice = Somerset("in-2013", "2013-11-21");
  const Measure since = DefinitionOf(notice, notice.measures[0]);
  EXPECT_EQ(WindowOn(since, CivilDay(2014, 5, 21)), (DayRange{CivilDay(2013, 11, 21), CivilDay(2014, 5, 21)}));
  NoticeMeasure rolling = ThreeQuarters();
  rolling.definition.window = RollingMonths{6};
  EXPECT_EQ(DefinitionOf(notice, rolling), rolling.definition);
}

constexpr int kDays = 30;

CivilDay DayAt(int place) { return CivilDay(2014, 1, 15) + place; }

// Random calls, accepted or not, over few names, subjects and days, so that they meet.
Register AnyRegister() {
  Register all;
  const auto any_id = [] { return std::string(1, *rc::gen::inRange('a', 'f')); };
  const auto any_day = [] { return FormatDate(DayAt(*rc::gen::inRange(0, kDays))); };
  const int calls = *rc::gen::inRange(1, 30);
  for (int i = 0; i < calls; ++i) {
    const std::string id = any_id();
    const auto is_it = [&id](const Notice& version) { return version.id == id; };
    if (std::none_of(all.versions.begin(), all.versions.end(), is_it)) {
      Notice notice = Somerset(id, any_day());
      notice.subject = *rc::gen::element<std::string>("child-protection", "education");
      if (*rc::gen::inRange(0, 2) == 0) notice.supersedes = any_id();
      if (notice.supersedes == id) notice.supersedes.clear();
      all.Issue(notice);
      continue;
    }
    const int call = *rc::gen::inRange(0, 4);
    if (call == 0) all.Lift(id, any_day());
    if (call == 1) all.Escalate(id, any_day());
    if (call >= 2) all.Amend(id, any_day());
  }
  return all;
}

RC_GTEST_PROP(NoticeProperty, AtMostOneNoticeIsInForceOnASubjectOnAnyDay, ()) {
  const Register all = AnyRegister();
  for (int place = -1; place <= kDays; ++place) {
    const CivilDay on = DayAt(place);
    std::map<std::string, const Notice*> by_subject;
    for (char id = 'a'; id < 'f'; ++id) {
      const Notice* notice = InForceOn(all.versions, std::string(1, id), on);
      if (notice == nullptr) continue;
      RC_ASSERT(by_subject.emplace(notice->subject, notice).second);
    }
    std::vector<const Notice*> expected;
    for (const auto& [subject, notice] : by_subject) expected.push_back(notice);
    RC_ASSERT(AllInForceOn(all.versions, on) == expected);
  }
}

RC_GTEST_PROP(NoticeProperty, TheVersionOnADayIsTheLastEffectiveOne, ()) {
  const Register all = AnyRegister();
  std::map<std::string, std::vector<const Notice*>> by_id;
  for (const Notice& version : all.versions) by_id[version.id].push_back(&version);
  for (const auto& [id, versions] : by_id) {
    for (size_t i = 0; i < versions.size(); ++i) {
      RC_ASSERT(versions[i]->version == i + 1);
      if (i > 0) RC_ASSERT(versions[i]->effective_on >= versions[i - 1]->effective_on);
      if (i > 0) RC_ASSERT(versions[i - 1]->state != kLifted);
    }
    for (int place = -1; place <= kDays; ++place) {
      // By the definition, from the newest back.
      const auto holds = [on = FormatDate(DayAt(place))](const Notice* version) { return version->effective_on <= on; };
      const auto last = std::find_if(versions.rbegin(), versions.rend(), holds);
      const Notice* found = VersionOn(all.versions, id, DayAt(place));
      RC_ASSERT(found == (last == versions.rend() ? nullptr : *last));
      const bool is_over =
          found == nullptr || found->state == kLifted || SupersededBy(all.versions, id, DayAt(place)) != nullptr;
      RC_ASSERT(InForceOn(all.versions, id, DayAt(place)) == (is_over ? nullptr : found));
    }
  }
}

RC_GTEST_PROP(NoticeProperty, ReviewsFallDueInOrderAndClampAsMonthsDo, ()) {
  const CivilDay issued_on = CivilDay(1900, 1, 1) + *rc::gen::inRange(0, 365 * 150);
  Notice notice = Somerset("n", FormatDate(issued_on));
  notice.review_months = *rc::gen::inRange(1u, 121u);
  std::optional<CivilDay> before;
  for (uint32_t number = 1; number < 40; ++number) {
    const std::optional<CivilDay> due = ReviewDue(notice, number);
    const CivilDay expected = AddMonths(issued_on, static_cast<int>(number * notice.review_months));
    RC_ASSERT(due.has_value() == (expected.year() <= 2200));
    if (!due.has_value()) break;
    RC_ASSERT(*due == expected);
    if (before.has_value()) RC_ASSERT(*due > *before);
    before = due;
  }
}

}  // namespace
}  // namespace assay
