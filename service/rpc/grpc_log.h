// What gRPC itself has to say: failed handshakes for the most part. It would write that to stderr in a form of its own,
// in between the lines of our log.
//
// Only what gRPC calls an error comes here: what it says besides, asked by GRPC_VERBOSITY and GRPC_TRACE, holds what
// clients sent, tokens included, and is never said.
#ifndef ASSAY_SERVICE_RPC_GRPC_LOG_H_
#define ASSAY_SERVICE_RPC_GRPC_LOG_H_

#include <cstddef>
#include <functional>
#include <string_view>

namespace assay {

// Of a message no more is told.
inline constexpr size_t kGrpcMessageBytes = 500;

struct GrpcLine {
  std::string_view file;  // of gRPC's sources, without its folders
  int line = 0;
  std::string_view message;
  bool last_words = false;  // the process aborts as soon as this is told
};

// While it lives gRPC's lines go to `take`; afterwards, to stderr again. There may be one: gRPC has one log for the
// whole process. `take` is called from any thread, by one at a time, and must not call gRPC.
class GrpcLog {
 public:
  explicit GrpcLog(std::function<void(const GrpcLine&)> take);
  ~GrpcLog();
  GrpcLog(const GrpcLog&) = delete;
  GrpcLog& operator=(const GrpcLog&) = delete;
};

}  // namespace assay

#endif  // ASSAY_SERVICE_RPC_GRPC_LOG_H_
