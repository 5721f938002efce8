#include "service/domain/record.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

template <typename T>
std::string KeyOf(const std::string& id) {
  T record;
  record.id = id;
  EXPECT_EQ(RecordKey(Record(record)), RecordKey(record));
  return RecordKey(record);
}

TEST(RecordKey, IsTheCollectionAndTheId) {
  EXPECT_EQ(KeyOf<Notice>("in-2013"), "notices/in-2013");
  EXPECT_EQ(KeyOf<Review>("six-month"), "reviews/six-month");
  EXPECT_EQ(KeyOf<Sample>("2014-q1"), "samples/2014-q1");
  EXPECT_EQ(KeyOf<Inspection>("ofsted-2013"), "inspections/ofsted-2013");
  EXPECT_EQ(KeyOf<Tally>("plans"), "tallies/plans");
  EXPECT_EQ(KeyOf<SpendItem>("staff"), "spend/staff");
}

TEST(RecordKey, OfACrosswalkHasItsVersion) {
  Crosswalk crosswalk;
  crosswalk.ref = {"plain-2014", 2};
  EXPECT_EQ(RecordKey(crosswalk), "crosswalks/plain-2014@2");
  EXPECT_EQ(RecordKey(Record(crosswalk)), "crosswalks/plain-2014@2");
}

}  // namespace
}  // namespace assay
