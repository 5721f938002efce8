#include "service/domain/scale.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gmock/gmock.h"
#include "service/domain/text.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Scale OfstedTo2013() {
  return {
      {"ofsted-2013", 1},
      "Ofsted to 2013",
      {{"inadequate", "Inadequate", true}, {"adequate", "", false}, {"good", "", false}, {"outstanding", "", false}}};
}

Scale OfstedFrom2014() {
  Scale scale = OfstedTo2013();
  scale.ref = {"ofsted-2014", 1};
  scale.grades[1] = {"requires-improvement", "Requires improvement", false};
  return scale;
}

std::string WordsFor(std::string_view grade, const Scale& scale) {
  return GradeNotOnScale("grade", grade, scale).description;
}

TEST(Scale, RanksGradesByTheirPlaceAndNothingElse) {
  const Scale scale{{"food-hygiene", 1}, "Food hygiene", {{"5", "", true}, {"0", "", false}}};
  EXPECT_EQ(scale.Rank("5"), 0u);
  EXPECT_EQ(scale.Rank("0"), 1u);
  EXPECT_EQ(scale.Rank("4"), std::nullopt);
  EXPECT_EQ(scale.Rank(""), std::nullopt);
  EXPECT_EQ(OfstedTo2013().Rank("Inadequate"), std::nullopt);
}

TEST(ScaleRef, ReadsAnIdWithAndWithoutItsVersion) {
  EXPECT_EQ(ParseScaleRef("ofsted-2013@1"), (ScaleRef{"ofsted-2013", 1}));
  EXPECT_EQ(ParseScaleRef("ofsted-2013@9999"), (ScaleRef{"ofsted-2013", 9'999}));
  EXPECT_EQ(ParseScaleRef("ofsted-2013"), (ScaleRef{"ofsted-2013", 0}));
}

TEST(ScaleRef, RefusesEverythingElse) {
  for (const char* text :
       {"", "@", "@1", "ofsted@", "ofsted@0", "ofsted@01", "ofsted@10000", "ofsted@-1", "ofsted@1 ", "ofsted@1@2",
        "Ofsted@1", "2013@1", "ofsted@one", "ofsted@4294967297", "ofsted@99999999999999999999999", "scales/ofsted@1"}) {
    EXPECT_EQ(ParseScaleRef(text), std::nullopt) << text;
  }
}

TEST(ScaleRef, IsWrittenAsItIsRead) {
  for (const char* text : {"ofsted-2013@1", "ofsted-2013", "a@9999"}) {
    EXPECT_EQ(FormatScaleRef(*ParseScaleRef(text)), text);
  }
}

TEST(Scale, TakesTheScalesOfTheField) {
  EXPECT_THAT(Validate(OfstedTo2013()), IsEmpty());
  EXPECT_THAT(Validate(OfstedFrom2014()), IsEmpty());
}

TEST(Scale, NeedsANameAVersionATitleAndGrades) {
  EXPECT_THAT(Summary(Validate(Scale{})),
              ElementsAre("name REQUIRED", "name OUT_OF_RANGE", "title REQUIRED", "grades REQUIRED"));
}

TEST(Scale, HasVersions1To9999) {
  Scale scale = OfstedTo2013();
  scale.ref.version = 9'999;
  EXPECT_THAT(Validate(scale), IsEmpty());
  scale.ref.version = 10'000;
  EXPECT_THAT(Validate(scale), IsOnly("name", reason::kOutOfRange));
  scale.ref.version = 0;
  EXPECT_THAT(Validate(scale), IsOnly("name", reason::kOutOfRange));
}

TEST(Scale, Has2To16Grades) {
  Scale scale{{"many", 1}, "Many", {{"g0", "", false}}};
  EXPECT_THAT(Validate(scale), IsOnly("grades", reason::kOutOfRange));
  for (int i = 1; i < 16; ++i) {
    scale.grades.push_back({"g" + std::to_string(i), "", false});
    EXPECT_THAT(Validate(scale), IsEmpty());
  }
  scale.grades.push_back({"g16", "", false});
  EXPECT_THAT(Validate(scale), IsOnly("grades", reason::kTooLong));
}

TEST(Scale, RefusesACodeTwice) {
  Scale scale = OfstedTo2013();
  scale.grades[3].code = "adequate";
  EXPECT_THAT(Validate(scale), IsOnly("grades[3].code", reason::kDuplicate));
}

TEST(Scale, ReportsEveryFaultOfAGradeUnderItsOwnPath) {
  Scale scale = OfstedTo2013();
  scale.grades[1] = {"Requires improvement", "two\nlines", false};
  scale.grades[2] = {"", std::string(101, 'x'), false};
  EXPECT_THAT(Summary(Validate(scale)), ElementsAre("grades[1].code BAD_FORMAT", "grades[1].label BAD_TEXT",
                                                    "grades[2].code REQUIRED", "grades[2].label TOO_LONG"));
}

TEST(GradeNotOnScale, NamesTheGradeTheScaleAndTheNearMiss) {
  const Violation violation = GradeNotOnScale("grade", "Requires improvment", OfstedFrom2014());
  EXPECT_EQ(violation.field, "grade");
  EXPECT_EQ(violation.reason, "GRADE_NOT_ON_SCALE");
  EXPECT_EQ(violation.description,
            "grade 'Requires improvment' is not on scale ofsted-2014@1; did you mean requires-improvement? See "
            "crosswalks");
}

TEST(GradeNotOnScale, SuggestsNothingWhereNothingIsNear) {
  EXPECT_EQ(WordsFor("Requires improvement", OfstedTo2013()),
            "grade 'Requires improvement' is not on scale ofsted-2013@1; see crosswalks");
}

TEST(GradeNotOnScale, NeverTurnsAGradeIntoItsOpposite) {
  EXPECT_THAT(WordsFor("adequate", OfstedFrom2014()), Not(HasSubstr("inadequate")));
  EXPECT_THAT(WordsFor("Adequat", OfstedFrom2014()), Not(HasSubstr("inadequate")));
  const Scale two{{"two", 1}, "Two", {{"poor", "", true}, {"adequate", "", false}}};
  EXPECT_THAT(WordsFor("inadequate", two), Not(HasSubstr("did you mean")));
}

TEST(GradeNotOnScale, TrustsNoDigits) {
  const Scale scale{{"food-hygiene", 1}, "Food hygiene", {{"0", "", true}, {"1", "", false}}};
  EXPECT_THAT(WordsFor("2", scale), Not(HasSubstr("did you mean")));
}

TEST(GradeNotOnScale, SuggestsTheGradeInThePlaceOfASisterScales) {
  EXPECT_EQ(GradeNotOnScale("grade", "adequate", OfstedFrom2014(), {OfstedFrom2014(), OfstedTo2013()}).description,
            "grade 'adequate' is not on scale ofsted-2014@1; did you mean requires-improvement? See crosswalks");
  EXPECT_EQ(GradeNotOnScale("grade", "requires-improvement", OfstedTo2013(), {OfstedFrom2014()}).description,
            "grade 'requires-improvement' is not on scale ofsted-2013@1; did you mean adequate? See crosswalks");
}

TEST(GradeNotOnScale, SuggestsNoPlaceOfAScaleThatDiffersElsewhere) {
  // The police have the same words in another order, and one more.
  Scale police = OfstedFrom2014();
  police.ref = {"hmicfrs", 1};
  police.grades.insert(police.grades.begin() + 2, Grade{"adequate", "", false});
  Scale reordered = OfstedTo2013();
  std::swap(reordered.grades[2], reordered.grades[3]);
  Scale longer = OfstedTo2013();
  longer.grades.push_back({"exceptional", "", false});
  for (const Scale& other : {police, reordered, longer, OfstedFrom2014()}) {
    EXPECT_EQ(GradeNotOnScale("grade", "adequate", OfstedFrom2014(), {other}).description,
              "grade 'adequate' is not on scale ofsted-2014@1; see crosswalks");
  }
}

TEST(GradeNotOnScale, SuggestsNothingWhereSisterScalesDisagree) {
  Scale later = OfstedFrom2014();
  later.grades[1].code = "requires-improvement";
  later.grades[2].code = "adequate";
  EXPECT_THAT(GradeNotOnScale("grade", "adequate", OfstedFrom2014(), {later}).description, HasSubstr("mean good?"));
  EXPECT_THAT(GradeNotOnScale("grade", "adequate", OfstedFrom2014(), {OfstedTo2013(), later}).description,
              Not(HasSubstr("did you mean")));
}

TEST(GradeNotOnScale, PrefersTheSpellingToThePlace) {
  Scale other = OfstedTo2013();
  other.grades[1].code = "goood";
  EXPECT_THAT(GradeNotOnScale("grade", "goood", OfstedTo2013(), {other}).description, HasSubstr("mean good?"));
}

TEST(GradeNotOnScale, LeavesOutAGradeThatCannotBeShown) {
  EXPECT_EQ(WordsFor("good\x1B[2J", OfstedTo2013()).find('\x1B'), std::string::npos);
  EXPECT_THAT(WordsFor("\xFF", OfstedTo2013()), HasSubstr("the grade is not on scale"));
  EXPECT_THAT(WordsFor("", OfstedTo2013()), HasSubstr("is not on scale ofsted-2013@1; see crosswalks"));
}

TEST(GradeNotOnScale, CutsALongGradeBetweenCharacters) {
  std::string grade(31, 'x');
  for (int i = 0; i < 40; ++i) grade += "\xC3\xA9";
  const std::string words = WordsFor(grade, OfstedTo2013());
  EXPECT_TRUE(IsPrintable(words));
  EXPECT_THAT(words, HasSubstr("grade '" + std::string(31, 'x') + "...' is not"));
}

RC_GTEST_PROP(ScaleProperty, WhateverIsNamedAsAGradeTheWordsCanBeShown, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  RC_ASSERT(IsPrintable(WordsFor(bytes, OfstedTo2013())));
}

}  // namespace
}  // namespace assay
