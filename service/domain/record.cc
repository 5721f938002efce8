#include "service/domain/record.h"

namespace assay {
namespace {

template <typename T>
std::string KeyOf(const T&, const std::string& id) {
  return std::string(kCollection<T>) + "/" + id;
}

}  // namespace

std::string RecordKey(const Crosswalk& crosswalk) { return KeyOf(crosswalk, FormatScaleRef(crosswalk.ref)); }
std::string RecordKey(const Notice& notice) { return KeyOf(notice, notice.id); }
std::string RecordKey(const Review& review) { return KeyOf(review, review.id); }
std::string RecordKey(const Sample& sample) { return KeyOf(sample, sample.id); }
std::string RecordKey(const Inspection& inspection) { return KeyOf(inspection, inspection.id); }
std::string RecordKey(const Tally& tally) { return KeyOf(tally, tally.id); }
std::string RecordKey(const SpendItem& item) { return KeyOf(item, item.id); }

std::string RecordKey(const Record& record) {
  return std::visit([](const auto& one) { return RecordKey(one); }, record);
}

}  // namespace assay
