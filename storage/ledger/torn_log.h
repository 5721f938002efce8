// Tells what a power cut leaves of a log's last group from any other damage. RocksDB's own readers say only that a log
// is damaged.
//
// A log is blocks of 32 KiB; in them records, none over a block's end: a masked CRC-32C of the type and the payload
// (4 bytes, little-endian), the payload's length (2), the type (1), the payload. Types: 1 a whole batch; 2, 3 and 4 the
// first, further and last pieces of one. Source: RocksDB's "Write Ahead Log File Format".
#ifndef ASSAY_STORAGE_LEDGER_TORN_LOG_H_
#define ASSAY_STORAGE_LEDGER_TORN_LOG_H_

#include <string_view>

namespace assay {

enum class LogState {
  kWhole,    // zeros may follow
  kTorn,     // a batch lacks its end or has sectors of zeros, and nothing but pieces of it comes after
  kDamaged,  // anything else
};

// Pure. What comes within the same block after a sector of zeros in the place of a record's header cannot be read.
LogState StateOfLog(std::string_view log);

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_TORN_LOG_H_
