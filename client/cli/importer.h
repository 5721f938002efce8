// Sends rows to the server: in bounded batches, a bounded number at once, and again after a lost connection.
//
// Memory is constant, but for a dry run's ids: only the rows of batches without an answer are kept. Rows are reported
// in the file's order. Where the server goes away, or has too much to do, the rows without an answer are sent again for
// up to kPatience; the server answers ALREADY_THERE for those it had recorded before its answer was lost.
#ifndef ASSAY_CLIENT_CLI_IMPORTER_H_
#define ASSAY_CLIENT_CLI_IMPORTER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/cli/import_report.h"
#include "client/cli/import_row.h"
#include "client/sdk/backoff.h"
#include "client/sdk/client.h"
#include "client/sdk/submit_stream.h"

namespace assay {

inline constexpr size_t kImportBatchRows = 500;
// Bytes of audits at which a batch is sent early: a row more keeps it well below limits::kMessageBytes.
inline constexpr size_t kImportBatchBytes = 1u << 20;

struct ImportTarget {
  std::string parent;  // "authorities/{id}"
  DryRun dry_run = DryRun::kNo;
  // How long the server may be gone, counted from its last answer.
  absl::Duration patience = absl::Seconds(10);
};

// Not thread-safe.
class Importer {
 public:
  // All but `target` must outlive the importer. `on_progress` is called after every answered batch.
  Importer(const Client& client, ImportTarget target, const RowReader& reader, ImportReport& report,
           const std::atomic<bool>* interrupted, std::function<void()> on_progress);

  // Takes a row, and sends when a batch is full. Any error is final: what the report holds is what was acknowledged.
  absl::Status Add(CsvRow row);
  // Sends the rest and awaits every answer.
  absl::Status Finish();

 private:
  // Where a row stands: refused here and not to be sent, to be sent, or answered.
  enum class RowState { kRefusedHere, kToSend, kAnswered };
  struct Row {
    CsvRow row;
    RowState state = RowState::kToSend;
    std::vector<RowProblem> problems;  // empty and answered: accepted
    v1::Receipt receipt;
  };
  struct Batch {
    std::vector<Row> rows;
    v1::SubmitAuditsRequest request;  // an audit for each row that is to be sent, in their order
    size_t bytes = 0;
    bool sent = false;  // on the stream at hand
  };

  struct Seen {
    uint64_t line = 0;
    size_t content = 0;  // a hash of it
  };

  // Of a dry run: the server records no row, and so cannot tell that a later one has the same id.
  void CheckRepeated(const v1::Audit& audit, Row& row);
  // Works until at most `left` batches are without an answer.
  absl::Status Work(size_t left);
  // Sends what the stream has room for, then takes the oldest batch's answer. UNAVAILABLE and RESOURCE_EXHAUSTED mean
  // that trying again may help.
  absl::Status SendAndReceive();
  absl::Status Send(Batch& batch);
  absl::Status TakeAnswer(Batch& batch, v1::SubmitAuditsResponse answer);
  void Report(const Batch& batch);
  // Drops the stream and waits before the next try; the error where patience is at its end.
  absl::Status Retry(const absl::Status& error);

  const Client& client_;
  const ImportTarget target_;
  const RowReader& reader_;
  ImportReport& report_;
  const std::atomic<bool>* const interrupted_;
  const std::function<void()> on_progress_;

  std::unordered_map<std::string, Seen> seen_;  // of a dry run, by name
  std::deque<Batch> batches_;                   // the last may still be filling
  std::unique_ptr<SubmitStream> stream_;
  absl::Time last_answer_;  // or the beginning
  Backoff backoff_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_IMPORTER_H_
