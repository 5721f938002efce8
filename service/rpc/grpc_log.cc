#include "service/rpc/grpc_log.h"

#include <grpc/support/log.h>

#include <algorithm>
#include <utility>

#include "storage/mutex.h"

namespace assay {
namespace {

// gRPC takes a bare function, which can find nothing but what is global. It may be called while the route ends: the
// lock is held until `take` has returned, so that nothing is used that is gone.
struct Route {
  Mutex mutex;
  std::function<void(const GrpcLine&)> take ABSL_GUARDED_BY(mutex);
};

// Never destroyed: gRPC's threads may outlast everything else.
Route& TheRoute() {
  static Route& route = *new Route;
  return route;
}

GrpcLine LineOf(const gpr_log_func_args& said) {
  const std::string_view file(said.file);
  const std::string_view message(said.message);
  return {.file = file.substr(file.rfind('/') + 1),
          .line = said.line,
          // What comes after is what a stranger sent.
          .message = message.substr(0, std::min(kGrpcMessageBytes, message.find(" value="))),
          .last_words = message.starts_with("assertion failed")};
}

void TakeLine(gpr_log_func_args* said) {
  Route& route = TheRoute();
  MutexLock lock(&route.mutex);
  if (route.take) route.take(LineOf(*said));
}

void TakeWith(std::function<void(const GrpcLine&)> take) {
  Route& route = TheRoute();
  MutexLock lock(&route.mutex);
  route.take = std::move(take);
}

}  // namespace

GrpcLog::GrpcLog(std::function<void(const GrpcLine&)> take) {
  TakeWith(std::move(take));
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  gpr_set_log_function(TakeLine);
}

GrpcLog::~GrpcLog() {
  gpr_set_log_function(nullptr);
  TakeWith(nullptr);
}

}  // namespace assay
