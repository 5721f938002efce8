// How the adapters answer what is personal: who may have it, recorded before it is answered.
#ifndef ASSAY_SERVICE_RPC_PERSONAL_ANSWER_H_
#define ASSAY_SERVICE_RPC_PERSONAL_ANSWER_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/rpc/adapter.h"
#include "service/rpc/admission.h"
#include "service/rpc/unary.h"
#include "service/usecases/personal_reads.h"

namespace assay {

// Whoever may call the method and, besides, read personal parts; as narrowly as the narrower of the two.
template <typename Request, typename Response>
absl::StatusOr<Caller> AdmitToPersonal(const Unary<Request, Response>& asked) {
  absl::StatusOr<Caller> personal =
      AdmitTo(asked.host(), asked.call().context(), v1::PERMISSION_READ_PERSONAL, ScopeOf(asked.request()));
  return personal.ok() && personal->whose == Whose::kAll ? asked.caller() : personal;
}

// On the reader pool: `prepare` finds what is asked for, which says what is not there, and pins the request to it; the
// read is recorded; then, on the pool again, `use_case` answers.
template <typename Request, typename Response>
void AnswerRecorded(Unary<Request, Response>& asked,
                    absl::StatusOr<PersonalRead> (*prepare)(const House&, Request&, const Caller&),
                    absl::StatusOr<Response> (*use_case)(const House&, const Request&, const Caller&)) {
  if (absl::Status admitted = AdmitToPersonal(asked).status(); !admitted.ok()) return asked.End(admitted);
  // Each time it comes to its turn, it may be that rights have ended.
  auto admit_again = [&asked]() -> absl::StatusOr<Caller> {
    if (absl::Status still = asked.CheckStillAsked(); !still.ok()) return still;
    return AdmitToPersonal(asked);
  };
  auto answer = [&asked, use_case, admit_again](const Request& pinned) {
    const absl::StatusOr<Caller> caller = admit_again();
    if (!caller.ok()) return asked.End(caller.status());
    absl::StatusOr<Response> found = use_case(asked.house(), pinned, *caller);
    if (!found.ok()) return asked.End(found.status());
    asked.response() = *std::move(found);
    asked.End(absl::OkStatus());
  };
  auto start = [&asked, prepare, answer, admit_again, pinned = asked.request()]() mutable {
    const absl::StatusOr<Caller> caller = admit_again();
    if (!caller.ok()) return asked.End(caller.status());
    const absl::StatusOr<PersonalRead> read = prepare(asked.house(), pinned, *caller);
    if (!read.ok()) return asked.End(read.status());
    auto recorded = [&asked, answer, pinned](const absl::Status& status) {
      if (!status.ok()) return asked.End(status);
      // However many wait: it is recorded already.
      asked.host().readers.Do(asked.caller().actor, [answer, pinned] { answer(pinned); });
    };
    RecordPersonalRead(asked.house(), *read, caller->actor, std::move(recorded));
  };
  if (absl::Status queued = asked.host().readers.Run(asked.caller().actor, std::move(start)); !queued.ok())
    asked.End(queued);
}

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_PERSONAL_ANSWER_H_
