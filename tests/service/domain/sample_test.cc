#include "service/domain/sample.h"

#include <gtest/gtest.h>

#include "gmock/gmock.h"
#include "service/domain/limits.h"
#include "tests/service/domain/violation_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Sample FirstQuarter(size_t allocated) {
  Sample sample;
  sample.authority = "somerset";
  sample.id = "2014-Q1";
  sample.title = "First quarter";
  sample.practice_area = "assessment";
  for (size_t i = 0; i < allocated; ++i) sample.allocations.push_back({"a-" + std::to_string(i), "", "2014-03-31"});
  return sample;
}

TEST(SampleShape, TakesTheLeastAndTheMostASampleCanSay) {
  EXPECT_THAT(Validate(FirstQuarter(1)), IsEmpty());
  Sample sample = FirstQuarter(5'000);
  sample.audit_type = 5;
  sample.sampling_method = 5;
  sample.frame_size = 5'000;
  sample.drawn_on = "2014-01-02";
  sample.allocations[0].auditor = "qa.07@somerset";
  EXPECT_THAT(Validate(sample), IsEmpty());
}

TEST(SampleShape, NamesWhatIsMissing) {
  EXPECT_THAT(Summary(Validate(Sample{})), ElementsAre("name REQUIRED", "name REQUIRED", "title REQUIRED",
                                                       "practice_area REQUIRED", "allocations REQUIRED"));
  Sample sample = FirstQuarter(1);
  sample.allocations.push_back({});
  sample.allocations.push_back({});
  EXPECT_THAT(Summary(Validate(sample)),
              ElementsAre("allocations[1].audit REQUIRED", "allocations[1].due_date REQUIRED",
                          "allocations[2].audit REQUIRED", "allocations[2].due_date REQUIRED"));
}

TEST(SampleShape, RefusesWhatIsBeyondItsLimits) {
  Sample sample = FirstQuarter(1);
  sample.id = "2014/Q1";
  sample.title = std::string(201, 'x');
  sample.practice_area = "Assessment";
  sample.audit_type = 6;
  sample.sampling_method = -1;
  sample.drawn_on = "2014-02-30";
  sample.allocations = {{"a/1", "Jo Smith", "soon"}};
  EXPECT_THAT(Summary(Validate(sample)),
              ElementsAre("name BAD_FORMAT", "title TOO_LONG", "practice_area BAD_FORMAT", "audit_type OUT_OF_RANGE",
                          "sampling_method OUT_OF_RANGE", "drawn_on BAD_DATE", "allocations[0].audit BAD_FORMAT",
                          "allocations[0].auditor BAD_FORMAT", "allocations[0].due_date BAD_DATE"));
  EXPECT_THAT(Validate(FirstQuarter(5'001)), IsOnly("allocations", reason::kTooLong));
}

TEST(SampleShape, AllocatesAnAuditOnce) {
  Sample sample = FirstQuarter(3);
  sample.allocations.push_back({"a-1", "qa-2", "2014-04-30"});
  const Violations out = Validate(sample);
  EXPECT_THAT(out, IsOnly("allocations[3].audit", reason::kDuplicate));
  EXPECT_THAT(out[0].description, HasSubstr("allocations[1]"));
}

TEST(SampleShape, IsNoLargerThanItsFrameWhereThatIsKnown) {
  Sample sample = FirstQuarter(3);
  sample.frame_size = 3;
  EXPECT_THAT(Validate(sample), IsEmpty());
  sample.frame_size = 2;
  EXPECT_THAT(Validate(sample), IsOnly("frame_size", reason::kOutOfRange));
  sample.frame_size = 0;
  EXPECT_THAT(Validate(sample), IsEmpty());
}

TEST(SampleShape, StopsAtTheFirstHundredFaults) {
  Sample sample = FirstQuarter(0);
  sample.allocations.assign(5'000, {});
  EXPECT_THAT(Validate(sample), SizeIs(100));
}

}  // namespace
}  // namespace assay
