#include "service/usecases/publication.h"

#include <map>

#include "tests/service/usecases/analysis_testing.h"

namespace assay {
namespace {

class PublicationTest : public AnalysisTest {
 protected:
  PublicationTest() { *request_.mutable_query() = Query(); }

  v1::PublishedTable Get() {
    auto response = PublishStatement(t_.house(), request_);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->table() : v1::PublishedTable();
  }

  // "170 37.5%" by label, as many words as there are.
  static std::map<std::string, std::string> Rows(const v1::PublishedTable& table) {
    std::map<std::string, std::string> rows;
    for (const auto& row : table.rows()) rows[row.label()] = row.count() + " " + row.share();
    return rows;
  }

  static std::string Figure(const v1::PublishedFigure& figure) {
    return figure.name() + " " + figure.numerator() + "/" + figure.denominator() + " " + figure.share() + " " +
           figure.required() + " " + figure.shortfall() + " " + figure.interval_low() + " " + figure.interval_high();
  }

  v1::PublishStatementRequest request_;
};

TEST_F(PublicationTest, HidesSomersetsOutstandingAndGoodAndNothingElse) {
  AddPlans();
  const v1::PublishedTable table = Get();
  auto rows = Rows(table);
  EXPECT_EQ(table.rows_size(), 6);
  EXPECT_EQ(rows["inadequate"], "170 37.5%");
  EXPECT_EQ(rows["adequate"], "190 41.9%");
  EXPECT_EQ(rows["good"], "[c] [c]");
  EXPECT_EQ(rows["outstanding"], "[c] [c]");
  EXPECT_EQ(rows["ungraded"], "33 7.2%");
  EXPECT_EQ(rows["total"], "453 100.0%");
  ASSERT_EQ(table.figures_size(), 2);
  EXPECT_EQ(Figure(table.figures(0)), "AUDITED 250/453 55.1% 340 90 50.58 59.70");
  EXPECT_EQ(table.figures(1).numerator() + "/" + table.figures(1).denominator(), "250/420");
  EXPECT_EQ(table.figures(1).share(), "59.5%");
  EXPECT_EQ(table.verdict(), v1::VERDICT_NOT_MET);
  EXPECT_EQ(table.title(), "75% adequate or better");
  EXPECT_EQ(table.on(), "2014-03-26");
  ASSERT_GT(table.notes_size(), 0);
  EXPECT_EQ(table.notes(0).substr(0, 19), "2 counts suppressed");
}

TEST_F(PublicationTest, ShowsATrueNought) {
  Add(20, "adequate");
  Add(10, "inadequate");
  const v1::PublishedTable table = Get();
  EXPECT_EQ(Rows(table)["outstanding"], "0 0.0%");
  EXPECT_EQ(Rows(table)["ungraded"], "0 0.0%");
  EXPECT_EQ(table.notes(0), "percentages are truncated, of all audited; parts need not make 100");
}

TEST_F(PublicationTest, OfNothingShowsThatThereIsNone) {
  const v1::PublishedTable table = Get();
  EXPECT_EQ(Rows(table)["total"], "0 [x]");
  EXPECT_EQ(table.figures(0).share(), "[x]");
  EXPECT_EQ(table.verdict(), v1::VERDICT_NO_EVIDENCE);
}

// Every figure is hidden that a hidden count would be computed from, whatever the counts.
TEST_F(PublicationTest, NeverShowsAShareWithoutWhatItIsOf) {
  const std::vector<std::string> grades{"inadequate", "adequate", "good", "outstanding", ""};
  uint32_t hidden = 0;
  for (int round = 0; round < 12; ++round) {
    Add(1 + round % 4, grades[static_cast<size_t>(round * 7) % 5]);
    for (const v1::Comparator comparator : {v1::COMPARATOR_AT_LEAST, v1::COMPARATOR_AT_MOST}) {
      request_.mutable_query()->mutable_ad_hoc()->set_comparator(comparator);
      const v1::PublishedTable table = Get();
      const bool total_hidden = table.figures(0).denominator() == "[c]";
      EXPECT_EQ(table.rows(5).count() == "[c]", total_hidden);
      for (const auto& row : table.rows()) {
        EXPECT_EQ(row.share() == "[c]", row.count() == "[c]" || total_hidden) << row.label();
        hidden += row.count() == "[c]" ? 1 : 0;
        const bool small = row.count().size() == 1 && row.count() >= "1" && row.count() <= "5";
        EXPECT_FALSE(small) << row.label();
      }
      for (const auto& figure : table.figures()) {
        const bool either = figure.numerator() == "[c]" || figure.denominator() == "[c]";
        EXPECT_EQ(figure.share() == "[c]", either);
        EXPECT_EQ(figure.shortfall() == "[c]", either);
        EXPECT_EQ(figure.interval_low() == "[c]", either);
        EXPECT_EQ(figure.interval_high() == "[c]", either);
        EXPECT_EQ(figure.required() == "[c]", figure.denominator() == "[c]");
      }
    }
  }
  EXPECT_GT(hidden, 10u);
}

}  // namespace
}  // namespace assay
