// The records of the regime around the audits, and what they have in common: an authority, an id, entries that take one
// another's place and never overwrite.
#ifndef ASSAY_SERVICE_DOMAIN_RECORD_H_
#define ASSAY_SERVICE_DOMAIN_RECORD_H_

#include <string>
#include <variant>

#include "service/domain/crosswalk.h"
#include "service/domain/inspection.h"
#include "service/domain/notice.h"
#include "service/domain/review.h"
#include "service/domain/sample.h"
#include "service/domain/spend.h"
#include "service/domain/tally.h"

namespace assay {

using Record = std::variant<Crosswalk, Notice, Review, Sample, Inspection, Tally, SpendItem>;

// The name a record answers to within its ledger: "notices/in-2013", "crosswalks/plain-2014@1".
std::string RecordKey(const Crosswalk& crosswalk);
std::string RecordKey(const Notice& notice);
std::string RecordKey(const Review& review);
std::string RecordKey(const Sample& sample);
std::string RecordKey(const Inspection& inspection);
std::string RecordKey(const Tally& tally);
std::string RecordKey(const SpendItem& item);
std::string RecordKey(const Record& record);

// The first part of a record's key and of its resource name: "notices".
template <typename T>
inline constexpr std::string_view kCollection;
template <>
inline constexpr std::string_view kCollection<Crosswalk> = "crosswalks";
template <>
inline constexpr std::string_view kCollection<Notice> = "notices";
template <>
inline constexpr std::string_view kCollection<Review> = "reviews";
template <>
inline constexpr std::string_view kCollection<Sample> = "samples";
template <>
inline constexpr std::string_view kCollection<Inspection> = "inspections";
template <>
inline constexpr std::string_view kCollection<Tally> = "tallies";
template <>
inline constexpr std::string_view kCollection<SpendItem> = "spend";

}  // namespace assay

#endif  // ASSAY_SERVICE_DOMAIN_RECORD_H_
