// Termination signals, waited for by the main thread instead of handled anywhere.
#ifndef ASSAY_SERVICE_SERVER_SIGNALS_H_
#define ASSAY_SERVICE_SERVER_SIGNALS_H_

namespace assay {

// Blocks SIGTERM and SIGINT for this thread and those it starts later, and SIGHUP where standard error is a terminal;
// ignores it elsewhere, and SIGPIPE and SIGXFSZ. Call before any thread starts.
void BlockTerminationSignals();

// Waits for the first of those that are blocked. From then on a second one ends the process at once, with exit code 1.
void AwaitTermination();

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_SIGNALS_H_
