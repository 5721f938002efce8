#include "service/rpc/answer.h"
#include "service/rpc/services.h"
#include "service/rpc/watch_stream.h"
#include "service/usecases/proofs.h"

namespace assay {

Methods LedgerMethods() {
  return {
      AnswerOnPool("GetCheckpoint", GetCheckpoint),
      AnswerOnPool("GetInclusionProof", GetInclusionProof),
      AnswerOnPool("GetConsistencyProof", GetConsistencyProof),
      {.name = "WatchLedger", .begin = NewWatchStream},
  };
}

}  // namespace assay
