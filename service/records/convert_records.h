// Between assay.v1's records of the regime and the domain's: see convert.h, whose manners these keep. Thread-safe: pure
// functions.
#ifndef ASSAY_SERVICE_RECORDS_CONVERT_RECORDS_H_
#define ASSAY_SERVICE_RECORDS_CONVERT_RECORDS_H_

#include <string_view>

#include "assay/v1/crosswalk.pb.h"
#include "assay/v1/inspection.pb.h"
#include "assay/v1/leaf.pb.h"
#include "assay/v1/notice.pb.h"
#include "assay/v1/record.pb.h"
#include "assay/v1/review.pb.h"
#include "assay/v1/sample.pb.h"
#include "assay/v1/spend.pb.h"
#include "assay/v1/tally.pb.h"
#include "service/domain/event.h"
#include "service/domain/record.h"
#include "service/domain/violation.h"

namespace assay {

// NOT_ALLOWED for every field of a request that is the server's to set.
void CheckServerFieldsEmpty(const v1::Crosswalk& proto, Violations& out);
void CheckServerFieldsEmpty(const v1::Notice& proto, Violations& out);
void CheckServerFieldsEmpty(const v1::Review& proto, Violations& out);
void CheckServerFieldsEmpty(const v1::Sample& proto, Violations& out);
void CheckServerFieldsEmpty(const v1::Inspection& proto, Violations& out);
void CheckServerFieldsEmpty(const v1::Tally& proto, Violations& out);
void CheckServerFieldsEmpty(const v1::SpendItem& proto, Violations& out);

// Server-set fields included, but for the stamp. BAD_FORMAT on "name" where it is none of its kind.
Crosswalk FromProto(const v1::Crosswalk& proto, Violations& out);
Notice FromProto(const v1::Notice& proto, Violations& out);
Review FromProto(const v1::Review& proto, Violations& out);
Sample FromProto(const v1::Sample& proto, Violations& out);
Inspection FromProto(const v1::Inspection& proto, Violations& out);
Tally FromProto(const v1::Tally& proto, Violations& out);
SpendItem FromProto(const v1::SpendItem& proto, Violations& out);

// Without the stamp.
v1::Crosswalk ToProto(const Crosswalk& crosswalk);
v1::Notice ToProto(const Notice& notice);
v1::Review ToProto(const Review& review);
v1::Sample ToProto(const Sample& sample);
v1::Inspection ToProto(const Inspection& inspection);
v1::Tally ToProto(const Tally& tally);
v1::SpendItem ToProto(const SpendItem& item);

v1::Measure ToProto(const NoticeMeasure& measure);
v1::Allocation ToProto(const Allocation& allocation);

// What the entry says of the record besides its content.
v1::RecordStamp StampOf(const Event& event);

// A record as it is answered: with its stamp. `event` must be of a T.
template <typename T>
auto ToRecorded(const Event& event) {
  auto proto = ToProto(std::get<T>(std::get<Record>(event.what)));
  *proto.mutable_stamp() = StampOf(event);
  return proto;
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RECORDS_CONVERT_RECORDS_H_
