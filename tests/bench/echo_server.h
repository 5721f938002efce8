// The fastest servers this gRPC can be: they parse nothing and answer the same bytes to every call of any method. What
// a real server is compared with.
#ifndef ASSAY_TESTS_BENCH_ECHO_SERVER_H_
#define ASSAY_TESTS_BENCH_ECHO_SERVER_H_

#include <cstddef>
#include <functional>
#include <string>

namespace assay::bench {

// By whom calls are served: one thread and a completion queue, or gRPC's own threads and reactors.
enum class EchoKind { kQueue, kCallback };

// Serves on a loopback port that the system picks, prints "echo ready on ADDRESS", and ends when its standard input
// does. Answers 1 where it cannot listen.
//
// `before_answers`, if any, is what a kQueue does before it answers the calls that it has read: `count` of them, which
// are all there are to read then, as a group that is committed together.
int RunEchoServer(EchoKind kind, const std::string& answer, std::function<void(size_t count)> before_answers);

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_ECHO_SERVER_H_
