#include "service/usecases/inspections.h"

#include <gtest/gtest.h>

#include "tests/service/usecases/testing.h"

namespace assay {
namespace {

class InspectionsTest : public testing::Test {
 protected:
  InspectionsTest() {
    for (const char* id : {"kent", "somerset"}) EXPECT_TRUE(t_.CreateAuthority(id).ok());
  }

  static v1::Inspection Make(const std::string& authority, const std::string& id, const std::string& published_on) {
    v1::Inspection inspection;
    inspection.set_name("authorities/" + authority + "/inspections/" + id);
    inspection.set_inspectorate("ofsted");
    inspection.set_published_on(published_on);
    v1::Judgement& judgement = *inspection.add_judgements();
    judgement.set_area("help-and-protection");
    judgement.set_grade("inadequate");
    return inspection;
  }
  void Put(const v1::Inspection& inspection) {
    auto written = t_.Write(RecordInspection, Asked<Inspection>(inspection));
    ASSERT_TRUE(written.ok()) << written.status();
  }
  // The names of every page.
  std::vector<std::string> List(const std::string& parent, int page_size) {
    v1::ListInspectionsRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    std::vector<std::string> names;
    do {
      auto page = ListInspections(t_.house(), request, kLocal);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->inspections_size(), page_size);
      for (const auto& inspection : page->inspections()) names.push_back(inspection.name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  TestHouse t_;
};

TEST_F(InspectionsTest, ListsOneAuthoritysByDayPublishedAndAllAuthoritiesByName) {
  Put(Make("somerset", "a-2015", "2015-03-27"));
  Put(Make("somerset", "b-2013", "2013-08-05"));
  Put(Make("somerset", "c-2013", "2013-08-05"));
  Put(Make("kent", "z-2010", "2010-11-19"));
  const std::string prefix = "authorities/somerset/inspections/";
  for (int page_size = 1; page_size <= 5; ++page_size) {
    EXPECT_EQ(List("authorities/somerset", page_size),
              (std::vector<std::string>{prefix + "b-2013", prefix + "c-2013", prefix + "a-2015"}));
    EXPECT_EQ(List("authorities/-", page_size),
              (std::vector<std::string>{"authorities/kent/inspections/z-2010", prefix + "a-2015", prefix + "b-2013",
                                        prefix + "c-2013"}));
  }
}

TEST_F(InspectionsTest, OfAllAuthoritiesIsAskedByTimeOnly) {
  Put(Make("kent", "z-2010", "2010-11-19"));
  v1::ListInspectionsRequest request;
  request.set_parent("authorities/-");
  request.mutable_read_at()->set_revision(1);
  EXPECT_EQ(Why(ListInspections(t_.house(), request, kLocal).status()), "NOT_ALLOWED read_at");
  request.mutable_read_at()->mutable_time()->set_seconds(kNoonUs / 1'000'000 - 1);
  EXPECT_EQ(ListInspections(t_.house(), request, kLocal)->inspections_size(), 0);
  request.set_parent("authorities/nowhere");
  EXPECT_EQ(Why(ListInspections(t_.house(), request, kLocal).status()), "UNKNOWN_AUTHORITY");
}

TEST_F(InspectionsTest, FlagsACodeThatHadEndedByTheAuthoritysOwnEntryOnce) {
  std::promise<absl::StatusOr<Committed>> created;
  CreateAuthority(t_.house(),
                  {.id = "old",
                   .title = "Old",
                   .codes = {{.scheme = "gss", .value = "E10000027", .valid_from = "", .valid_to = "2023-03-31"}}},
                  {}, {.actor = "local"}, [&](absl::StatusOr<Committed> done) { created.set_value(done); });
  ASSERT_TRUE(created.get_future().get().ok());
  for (const bool flagged_already : {false, true}) {
    v1::Inspection inspection = Make("old", flagged_already ? "b" : "a", "2023-04-01");
    v1::AuthorityCode& code = *inspection.add_codes();
    code.set_scheme("gss");
    code.set_value("E10000027");
    if (flagged_already) inspection.add_flags("code-expired");
    for (int round = 0; round < 2; ++round) Put(inspection);
    v1::GetInspectionRequest request;
    request.set_name(inspection.name());
    auto found = GetInspection(t_.house(), request);
    ASSERT_EQ(found->inspection().flags_size(), 1) << flagged_already;
    EXPECT_EQ(found->inspection().flags(0), "code-expired");
  }
}

}  // namespace
}  // namespace assay
