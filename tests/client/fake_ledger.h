// LedgerService over sample ledgers, with faults on request.
#ifndef ASSAY_TESTS_CLIENT_FAKE_LEDGER_H_
#define ASSAY_TESTS_CLIENT_FAKE_LEDGER_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "assay/v1/ledger_service.grpc.pb.h"
#include "tests/client/sample_ledger.h"

namespace assay {

// Thread-safe but for the public data, which tests set before a call and read after it.
class FakeLedger : public v1::LedgerService::Service {
 public:
  std::map<std::string, SampleLedger> ledgers;  // by "authorities/{authority}"
  // Streams end with UNAVAILABLE after so many leaves. 0: they do not.
  uint32_t leaves_before_break = 0;
  // So many leaves are left out of a stream that was promised them all.
  uint32_t leaves_held_back = 0;
  // What streams end with, before anything is sent. OK: with what was asked for.
  grpc::Status watch_fault;
  std::string request_id;  // the trailer of such a stream
  int calls = 0;

 private:
  grpc::Status GetCheckpoint(grpc::ServerContext*, const v1::GetCheckpointRequest*,
                             v1::GetCheckpointResponse*) override;
  grpc::Status GetInclusionProof(grpc::ServerContext*, const v1::GetInclusionProofRequest*,
                                 v1::GetInclusionProofResponse*) override;
  grpc::Status GetConsistencyProof(grpc::ServerContext*, const v1::GetConsistencyProofRequest*,
                                   v1::GetConsistencyProofResponse*) override;
  grpc::Status WatchLedger(grpc::ServerContext*, const v1::WatchLedgerRequest*,
                           grpc::ServerWriter<v1::WatchLedgerResponse>*) override;

  // Null: there is none.
  const SampleLedger* Find(const std::string& parent);

  std::mutex mutex_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_CLIENT_FAKE_LEDGER_H_
