#include "service/usecases/read_at.h"

#include <string>

#include "service/records/refusal.h"

namespace assay {
namespace {

absl::Status NotReached(uint32_t asked, uint32_t newest) {
  return Refuse(absl::StatusCode::kFailedPrecondition, reason::kNotYet,
                "revision " + std::to_string(asked) + " is not reached yet; the newest is " + std::to_string(newest));
}

// Years 1 to 9999, as google.protobuf.Timestamp allows; so that microseconds cannot overflow.
bool IsTimestamp(const google::protobuf::Timestamp& time) {
  return time.seconds() >= -62'135'596'800 && time.seconds() <= 253'402'300'799 && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

absl::Status InTheFuture() {
  return RefuseFields({{.field = "read_at.time",
                        .reason = std::string(reason::kNotYet),
                        .description = "lies in the future; what will be known then is not known yet"}});
}

absl::StatusOr<int64_t> ToMicroseconds(const google::protobuf::Timestamp& time) {
  if (!IsTimestamp(time)) {
    return RefuseFields({{.field = "read_at.time",
                          .reason = std::string(reason::kOutOfRange),
                          .description = "is not a time between the years 1 and 9999"}});
  }
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

absl::StatusOr<uint32_t> RevisionAtTime(const House& house, std::string_view authority,
                                        const google::protobuf::Timestamp& time) {
  const absl::StatusOr<int64_t> us = ToMicroseconds(time);
  if (!us.ok()) return us.status();
  // The ledger knows what the future is: where the clock was set back, what was recorded before may be later than now.
  absl::StatusOr<uint32_t> revision = house.ledger.RevisionAt(authority, *us);
  return absl::IsInvalidArgument(revision.status()) ? InTheFuture() : revision;
}

}  // namespace

absl::StatusOr<uint32_t> ResolveReadAt(const House& house, std::string_view authority, const v1::ReadAt& read_at) {
  const uint32_t newest = house.ledger.Size(authority);
  switch (read_at.at_case()) {
    case v1::ReadAt::kAtLeastRevision:
      if (read_at.at_least_revision() > newest) return NotReached(read_at.at_least_revision(), newest);
      return newest;
    case v1::ReadAt::kRevision:
      if (read_at.revision() > newest) return NotReached(read_at.revision(), newest);
      return read_at.revision();
    case v1::ReadAt::kTime:
      return RevisionAtTime(house, authority, read_at.time());
    case v1::ReadAt::AT_NOT_SET:
      break;
  }
  return newest;
}

absl::StatusOr<std::optional<int64_t>> ResolveReadTime(const House& house, const v1::ReadAt& read_at) {
  switch (read_at.at_case()) {
    case v1::ReadAt::kAtLeastRevision:
    case v1::ReadAt::kRevision:
      return RefuseFields({{.field = "read_at",
                            .reason = std::string(reason::kOutOfRange),
                            .description = "must be latest or a time: each authority's ledger counts for itself"}});
    case v1::ReadAt::kTime: {
      const absl::StatusOr<int64_t> us = ToMicroseconds(read_at.time());
      if (!us.ok()) return us.status();
      if (*us > house.now_us()) return InTheFuture();
      return *us;
    }
    case v1::ReadAt::AT_NOT_SET:
      break;
  }
  return std::nullopt;
}

}  // namespace assay
