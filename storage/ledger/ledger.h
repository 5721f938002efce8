// The one way in: append-only ledgers on RocksDB, written by one thread in groups.
//
// A Ledger holds many ledgers, one for each authority and one registry, each a list of leaves counted from 0. An
// entry's revision is its index + 1. Writers hand over proposals; ONE committer thread runs them one after another, so
// every rule a proposal checks is free of races, and writes everything that queued up meanwhile with one synced
// WriteBatch:
//
//   Commit() → bounded queue → committer: run proposals → encode leaves, hash them → one WriteBatch, sync → mark file →
//   observer → publish → done
//
// A proposal sees bytes only: this layer knows no grades and no gRPC. What an entry is called and which case it belongs
// to is told by the Schema, given once, so that start-up and commit can never disagree about it.
//
// Thread-safety: all public methods of an opened Ledger may be called from any thread.
//
// Trust: the leaves of a ledger are an RFC 6962 tree; its size and root stand in the same batch as the leaves, and a
// mark file beside the database says how far it must reach.
//
// Durability: a `done` callback with an OK result runs only after the sync returned. After a failed write or sync the
// outcome of its group is unknown until restart: its callers and all later writers get UNAVAILABLE, for good; reads go
// on.
#ifndef ASSAY_STORAGE_LEDGER_LEDGER_H_
#define ASSAY_STORAGE_LEDGER_LEDGER_H_

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/merkle/leaf.h"
#include "storage/merkle/sha256.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace assay {

// An entry as it is kept. Owns its bytes.
struct Entry {
  uint32_t revision = 0;  // index + 1
  std::string leaf;       // header and body: see storage/merkle/leaf.h
  std::string personal;   // salt and personal bytes: see storage/merkle/commitment.h; empty: none, or erased
};

// How the ledger learns from bytes what to index. Both functions are pure and called from several threads.
struct Schema {
  // The unique name an entry answers to within its ledger ("audits/plan-1"); empty: none. The newest entry with a name
  // is the one found by it.
  std::function<std::string(const Leaf&)> name;
  // The case reference within personal bytes (salt removed), of whichever kind of leaf; empty: none.
  std::function<std::string(std::string_view personal)> case_ref;
};

// What a proposal may look at: its ledger, with the entries that earlier proposals of the same group appended.
class View {
 public:
  virtual ~View() = default;
  // Number of entries; 0: the ledger does not exist yet.
  virtual uint32_t size() const = 0;
  // The newest entry of this name; nullopt: none. DATA_LOSS or UNAVAILABLE if the disk fails.
  virtual absl::StatusOr<std::optional<Entry>> Find(std::string_view name) const = 0;
  // One entry. NOT_FOUND beyond size() or for revision 0.
  virtual absl::StatusOr<Entry> Read(uint32_t revision) const = 0;
};

// What the Schema would say of a draft, from somebody who knows without reading it again.
struct DraftIds {
  std::string name;
  std::string case_ref;
};

// A new entry. The ledger fills in the header's recorded_at, and the case number of the case reference in `personal`.
struct Draft {
  LeafKind kind = LeafKind::kAuthority;
  uint32_t superseded_revision = 0;  // 0: none
  std::string body;
  std::string personal;  // salt and personal bytes, or empty
  // The header's case number where `personal` holds no case reference; 0: none.
  uint32_t case_number = 0;
  // Entries whose personal parts go with this one, in the same batch. A case whose last entry with a personal part goes
  // is known no more: the same reference seen again later is given a new number. A personal part that this draft itself
  // brings keeps its case known. See Ledger::Purge.
  std::vector<uint32_t> erased_revisions;
  // What this draft supersedes must not come back with a backup that was made before: it is listed as an erasure is.
  // See Ledger::CopyErasures.
  bool ends_superseded = false;
  // Absent: the Schema is asked, which has to decode the body that was just encoded.
  std::optional<DraftIds> ids;
  // Handed to the observer with the entry: what its maker has decoded already. The ledger never looks at it. Lives
  // until the request's `done` has run. Null: nothing.
  void* decoded = nullptr;
};

// The answer of a proposal that found its content already committed.
struct AlreadyThere {
  uint32_t revision = 0;
};

// What a proposal decides. Exactly one of the two is set.
struct Decision {
  std::optional<Draft> draft;
  std::optional<AlreadyThere> already_there;
};

// Runs on the committer thread: must be quick, must not block, must ask nothing of the Ledger that waits for a group. A
// status refuses this proposal alone.
using Proposal = std::function<absl::StatusOr<Decision>(const View&)>;

enum class WriteMode {
  kCommit,
  kValidateOnly,  // run the proposals, write nothing
};

// What became of one accepted proposal.
struct Committed {
  bool appended = false;       // false: already there, or validate only
  uint32_t revision = 0;       // 0: validate only, nothing there
  int64_t recorded_at_us = 0;  // of that revision
  uint32_t case_number = 0;    // 0: none
};

// What a caller does where the disk is behind: be refused at once and come again, or wait its turn, because something
// else bounds how much it asks for.
enum class WhenBehind { kRefuse, kWait };

// Proposals of one caller against one ledger, decided in order, each on its own.
struct WriteRequest {
  // For whom: each has turns with the others, and half of the queue at most. Empty: for the house itself, which has no
  // such bound. Requests of one are decided in the order they came in.
  std::string actor;
  std::string ledger;
  WriteMode mode = WriteMode::kCommit;
  WhenBehind when_behind = WhenBehind::kRefuse;
  // What `proposals` build on: run before the first of them that appends is appended, and never where none does. Where
  // one of these is refused, none of `proposals` is appended, and its status is the answer of what would have been.
  std::vector<Proposal> ahead;
  std::vector<Proposal> proposals;
  // An entry of another ledger that is written with all of this, whatever became of it, also of a trial.
  struct Beside {
    std::string ledger;  // empty: none
    Draft draft;
  };
  // Asked once the proposals are decided. May be empty.
  std::function<Beside()> beside;
  // Approximate bytes the proposals hold, for the queue's bound.
  size_t bytes = 0;
  // Called exactly once, from the committer thread, after the sync, with one result for each of
  // `proposals`. To be short: the next group waits.
  std::function<void(std::vector<absl::StatusOr<Committed>>)> done;
  // Asked when the group forms; anything but OK commits nothing and is the answer. May be empty.
  std::function<absl::Status()> check_awaited;
};

// Told of every entry in revision order within its ledger: at Open for those on disk (ledgers on several threads at
// once, all entries of one on the same), and at each commit after the sync, before Size() counts it and before `done`
// (on the committer thread). `decoded` is the draft's; null at Open, and where the draft had none.
using Observer = std::function<void(std::string_view ledger, uint32_t revision, const Leaf& leaf, void* decoded)>;

// Entries of one ledger, one after another.
struct EntryRange {
  std::string_view ledger;
  uint32_t first_revision = 0;
  uint32_t count = 0;
};

// What the observer makes of entries, kept in short, so that a start need not tell it of every one. Called from the
// threads that call the observer.
struct SummaryCodec {
  // Of what `encode` writes. What was written as another version is not used, but written again.
  uint8_t version = 0;
  // Says in bytes what the observer made of these entries, of which it has been told. It follows from them and from
  // nothing else: the same entries have the same bytes. DATA_LOSS: the observer could make nothing of one of them, for
  // which Open fails.
  std::function<absl::StatusOr<std::string>(const EntryRange& entries)> encode;
  // Does to the observer what telling it of these entries would. `read_leaf` reads one of them. DATA_LOSS: the bytes
  // are not what `encode` writes; the observer may then know some of the entries, and Open fails.
  std::function<absl::Status(const EntryRange& entries, std::string_view bytes,
                             const std::function<absl::StatusOr<std::string>(uint32_t revision)>& read_leaf)>
      apply;
};

struct LedgerOptions {
  std::string directory;        // created if missing, with mode 0700
  rocksdb::Env* env = nullptr;  // null: the default one; else outlives the Ledger
  Schema schema;
  Observer observer;  // may be empty
  // Absent: an observer is told of every entry, and no summaries are written.
  std::optional<SummaryCodec> summaries;
  // Told once a group of each ledger that grew, when its new entries can be read and before `done`; on the committer
  // thread. Must not block. May be empty.
  std::function<void(std::string_view ledger)> on_growth;
  std::function<int64_t()> now_us;  // wall clock, microseconds since 1970-01-01 UTC; empty: the system's
  // Where the list of erasures is kept a second time (beside the backups), brought up to date at Open; empty: nowhere.
  // See erasure_list.h.
  std::string erasures_copy;
  // Where memory files an id, and what summaries keep of it. Empty: from SHA-256, which the format demands. Tests give
  // a poor one to make ids collide.
  std::function<uint64_t(std::string_view)> hash_of_id;
  size_t queued_proposals_max = 65'536;
  size_t queued_bytes_max = 256u << 20;
  // The ledger is behind once the group under way takes longer, and for those of whose requests one has waited longer.
  std::chrono::milliseconds queued_time_max{500};
};

// A ledger at one size: what a checkpoint speaks of.
struct TreeHead {
  uint32_t size = 0;
  std::string root;            // 32 bytes; RFC 6962
  int64_t recorded_at_us = 0;  // when its last entry was
};

// The committer's work, since Open.
struct CommitFigures {
  // Groups of 1, 2, 3 to 4, 5 to 8, … 4,097 to 8,192 proposals, and of more.
  static constexpr size_t kSizes = 15;

  std::array<uint64_t, kSizes> groups = {};
  uint64_t grouped_proposals = 0;  // in all of them
  size_t queued_proposals = 0;     // now
  size_t queued_bytes = 0;
};

// What an operator watches.
struct LedgerFigures {
  CommitFigures commits;
  uint32_t ledgers = 0;
  uint64_t entries = 0;  // of all ledgers
  // Personal parts are erased whose bytes may still be in files: see Ledger::Purge.
  bool purge_pending = false;
  std::map<std::string, uint64_t> database;  // RocksDB's own, by its name for it: "rocksdb.background-errors"
};

// How far Scrub has come.
struct ScrubCursor {
  size_t family = 0;
  std::string key;
  bool is_done = false;  // everything has been read; the next call begins again
};

class Ledger {
 public:
  // Opens or creates the database, checks it against its mark, folds every entry through the observer, those of full
  // tiles from their summaries, and starts the committer. Entries in summaries are not read; VerifyDirectory does.
  //
  // FAILED_PRECONDITION: another process has the directory open, its format is newer, or its mark is missing or
  // another's. DATA_LOSS: damaged, or behind its mark. Messages say what to do; they are for the operator and may name
  // paths.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(LedgerOptions options);

  // Finishes what is queued, then stops.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Queues the request and returns at once. On a status `done` is not called: RESOURCE_EXHAUSTED when the queue is
  // full, or half full of what this actor asked for, or the ledger behind and the request does not wait; UNAVAILABLE
  // when writes are stopped; or the status that RefuseWrites was given.
  [[nodiscard]] absl::Status Commit(WriteRequest request);

  // Refuses writes with this status from now on; takes them again where it is OK. What is queued is still written.
  void RefuseWrites(absl::Status why);

  // Names of all ledgers with at least one entry, sorted.
  std::vector<std::string> Names() const;

  // Names of all ledgers with an entry recorded at or before the time, sorted. The answer never changes, and may wait
  // or fail, as RevisionAt.
  absl::StatusOr<std::vector<std::string>> NamesAt(int64_t time_us) const;

  // Committed entries of the ledger; 0: no such ledger.
  uint32_t Size(std::string_view ledger) const;

  // One committed entry. NOT_FOUND beyond Size() or for revision 0.
  absl::StatusOr<Entry> Read(std::string_view ledger, uint32_t revision) const;

  // The newest committed entry of this name; nullopt: none.
  absl::StatusOr<std::optional<Entry>> Find(std::string_view ledger, std::string_view name) const;

  // The ledger's number for a case reference; 0: it has seen none such, or it is erased.
  absl::StatusOr<uint32_t> CaseNumber(std::string_view ledger, std::string_view case_ref) const;

  // Waits for the group being written, if it writes to this ledger: of what it erases, the rows go before anybody can
  // see that they were erased. UNAVAILABLE: its outcome is unknown.
  absl::Status AwaitGroup(std::string_view ledger) const;

  // Newest revision recorded at or before the time; 0: none. The answer never changes: what is appended later is
  // recorded later, even if the clock is set back; but for a time that only a clock ahead of time had reached, and only
  // once the ledger is opened again. May wait for the group being written, if that could change it.
  // INVALID_ARGUMENT: the time lies in the future. UNAVAILABLE: it reaches into the group of a failed write.
  absl::StatusOr<uint32_t> RevisionAt(std::string_view ledger, int64_t time_us) const;

  // 16 bytes made at first start: tells one deployment from another.
  const std::string& deployment_id() const;

  // The deployment's: 1, or the one that began when it was last restored.
  uint32_t epoch() const;

  // The head at a size; `size` 0 asks for the newest committed. There is exactly one root at one size, for ever, and it
  // is on disk before this answers it. The newest is answered from memory. NOT_FOUND for a size not reached, or for no
  // such ledger.
  absl::StatusOr<TreeHead> Head(std::string_view ledger, uint32_t size) const;

  // RFC 6962 proofs, 32 bytes a hash, from the leaf upwards: that the entry of `revision` is in the ledger of `size`;
  // that the ledger of size `first` is the beginning of the one of size `second`. NOT_FOUND where a size is not
  // reached; INVALID_ARGUMENT where revision or first is 0, or beyond the later size.
  absl::StatusOr<std::vector<Hash>> InclusionProof(std::string_view ledger, uint32_t revision, uint32_t size) const;
  absl::StatusOr<std::vector<Hash>> ConsistencyProof(std::string_view ledger, uint32_t first, uint32_t second) const;

  // Removes erased personal bytes from the live files: flushes, compacts, waits for the old files to go. Blocks for as
  // long as that takes: not for the committer or an RPC thread. An erasure committed but not purged when the process
  // ends is purged when the ledger is opened. Those up to a number that Erasures() was, or all so far.
  absl::Status Purge(std::optional<uint64_t> erasures = std::nullopt);

  // How many groups with erasures were written since it was opened: those of whoever asks, once answered, are among
  // them. For Purge.
  uint64_t Erasures() const;

  // Brings the list of erasures beside the backups up to date: before a draft that ends_superseded is answered. Blocks
  // for a sync of that disk. UNAVAILABLE: it cannot be written; to be called again.
  absl::Status CopyErasures();

  // What RefuseWrites was given last.
  absl::Status refusal() const;

  // How many different entries the list of erasures beside backups names. DATA_LOSS: it is missing or damaged.
  absl::StatusOr<size_t> CountErasures(const std::string& path) const;

  // Makes a backup of everything acknowledged before the call in that directory, and answers its number. Blocks for as
  // long as copying takes. One at a time; see backup.h. UNAVAILABLE: nothing may be written now, as RefuseWrites said.
  absl::StatusOr<uint32_t> BackUp(const std::string& directory) const;

  // False once a write or sync has failed.
  bool accepts_writes() const;

  // Reads about so many bytes of rows from where the cursor is, and with them the checksums of their blocks; moves the
  // cursor. DATA_LOSS: a block is damaged.
  absl::Status Scrub(size_t bytes_max, ScrubCursor* cursor) const;

  // Takes a lock and reads the disk: for now and then.
  LedgerFigures Figures() const;

  // Whether a group was cut off when it was opened: a power cut had torn it, and nobody had been answered for it.
  bool was_torn() const;

  // What RocksDB said of the latest failure; empty: there was none. For the log only: it may name paths.
  std::string last_error() const;

 private:
  class Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_LEDGER_LEDGER_H_
