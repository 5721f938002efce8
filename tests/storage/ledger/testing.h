// What the tests of the ledger share: a toy schema, short ways to write and wait, and the rows behind the ledger's
// back.
//
// A toy body is "NAME=CONTENT"; a toy personal part is a salt and the case reference itself.
#ifndef ASSAY_TESTS_STORAGE_LEDGER_TESTING_H_
#define ASSAY_TESTS_STORAGE_LEDGER_TESTING_H_

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "storage/ledger/committer.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/options.h"
#include "storage/merkle/commitment.h"
#include "storage/mutex.h"

namespace assay {

inline constexpr std::string_view kToyLedger = "somerset";

inline Schema ToySchema() {
  return {.name = [](const Leaf& leaf) { return std::string(leaf.body.substr(0, leaf.body.find('='))); },
          .case_ref = [](std::string_view personal) { return std::string(personal); }};
}

// An entry to write.
struct Toy {
  std::string name;  // empty: it answers to no name
  std::string content;
  std::string case_ref;  // empty: it has no personal part
};

inline std::string ToyBody(const Toy& toy) { return toy.name + "=" + toy.content; }

// With a salt of the same bytes each time.
inline std::string ToyPersonal(const Toy& toy) {
  return toy.case_ref.empty() ? "" : std::string(kSaltBytes, 's') + toy.case_ref;
}

inline std::string BodyOf(const Entry& entry) {
  const absl::StatusOr<Leaf> leaf = DecodeLeaf(entry.leaf);
  return leaf.ok() ? std::string(leaf->body) : "(damaged)";
}

inline Decision DraftOf(const Toy& toy) {
  return {
      .draft =
          Draft{.kind = LeafKind::kAudit, .superseded_revision = 0, .body = ToyBody(toy), .personal = ToyPersonal(toy)},
      .already_there = {}};
}

// Appends, whatever is there.
inline Proposal Append(const Toy& toy) {
  return [toy](const View&) { return DraftOf(toy); };
}

// Appends, or repeats the entry of this name and content; ALREADY_EXISTS where the content is another.
inline Proposal Create(const Toy& toy) {
  return [toy](const View& view) -> absl::StatusOr<Decision> {
    const absl::StatusOr<std::optional<Entry>> found = view.Find(toy.name);
    if (!found.ok()) return found.status();
    if (!found->has_value()) return DraftOf(toy);
    if (BodyOf(**found) != ToyBody(toy)) return absl::AlreadyExistsError("other content");
    return Decision{.draft = {}, .already_there = AlreadyThere{.revision = (*found)->revision}};
  };
}

inline Proposal Refuse() {
  return [](const View&) { return absl::InvalidArgumentError("no"); };
}

inline WriteRequest RequestOf(std::vector<Proposal> proposals) {
  WriteRequest request;
  request.ledger = kToyLedger;
  request.proposals = std::move(proposals);
  return request;
}

// A request that was handed over. `results` becomes ready when `status` is OK.
struct Sent {
  absl::Status status;
  std::future<WriteResults> results;
};

inline Sent Send(Ledger& ledger, WriteRequest request) {
  auto promise = std::make_shared<std::promise<WriteResults>>();
  Sent sent = {.status = absl::OkStatus(), .results = promise->get_future()};
  request.done = [promise](WriteResults results) { promise->set_value(std::move(results)); };
  sent.status = ledger.Commit(std::move(request));
  return sent;
}

// Commits and waits. A request that is not taken has its status as the result of each proposal.
inline WriteResults CommitAll(Ledger& ledger, WriteRequest request) {
  const size_t count = request.proposals.size();
  Sent sent = Send(ledger, std::move(request));
  return sent.status.ok() ? sent.results.get() : WriteResults(count, sent.status);
}

inline absl::StatusOr<Committed> CommitOne(Ledger& ledger, Proposal proposal) {
  return CommitAll(ledger, RequestOf({std::move(proposal)})).at(0);
}

// Holds the committer inside a proposal, so that what is sent meanwhile forms one group.
class Gate {
 public:
  explicit Gate(Ledger& ledger) {
    auto entered = std::make_shared<std::promise<void>>();
    std::shared_future<void> opened = open_.get_future();
    sent_ = Send(ledger, RequestOf({[entered, opened](const View&) -> absl::StatusOr<Decision> {
                   entered->set_value();
                   opened.wait();
                   return absl::AbortedError("only a gate");
                 }}));
    EXPECT_TRUE(sent_.status.ok());
    entered->get_future().wait();
  }
  ~Gate() { Open(); }
  void Open() {
    if (std::exchange(is_open_, true)) return;
    open_.set_value();
    sent_.results.wait();
  }

 private:
  std::promise<void> open_;
  bool is_open_ = false;
  Sent sent_;
};

// An observer that keeps every body, and how it came to know it.
class ToyFold {
 public:
  // Both live no longer than this.
  Observer observer() {
    return [this](std::string_view ledger, uint32_t revision, const Leaf& leaf, void*) {
      MutexLock lock(&mutex_);
      std::vector<std::string>& bodies = bodies_[std::string(ledger)];
      EXPECT_EQ(revision, bodies.size() + 1);
      bodies.emplace_back(leaf.body);
      ++told_;
    };
  }
  SummaryCodec codec(uint8_t version = 7) {
    return {.version = version,
            .encode = [this](const EntryRange& entries) -> absl::StatusOr<std::string> { return Encode(entries); },
            .apply = [this](const EntryRange& entries, std::string_view bytes,
                            const auto& read_leaf) { return Apply(entries, bytes, read_leaf); }};
  }

  std::vector<std::string> bodies(const std::string& ledger) {
    MutexLock lock(&mutex_);
    return bodies_[ledger];
  }
  // Entries it was told of, as against those in summaries, since the last call.
  int TakeTold() {
    MutexLock lock(&mutex_);
    return std::exchange(told_, 0);
  }

 private:
  std::string Encode(const EntryRange& entries) {
    MutexLock lock(&mutex_);
    std::string bytes;
    for (uint32_t i = 0; i < entries.count; ++i) {
      bytes += bodies_[std::string(entries.ledger)].at(entries.first_revision - 1 + i) + "\n";
    }
    return bytes;
  }
  // "?" stands for a body that has to be read.
  absl::Status Apply(const EntryRange& entries, std::string_view bytes,
                     const std::function<absl::StatusOr<std::string>(uint32_t)>& read_leaf) {
    MutexLock lock(&mutex_);
    std::vector<std::string>& bodies = bodies_[std::string(entries.ledger)];
    EXPECT_EQ(entries.first_revision, bodies.size() + 1);
    for (; !bytes.empty(); bytes.remove_prefix(bytes.find('\n') + 1)) {
      if (bytes.find('\n') == bytes.npos) return absl::DataLossError("a line without an end");
      bodies.emplace_back(bytes.substr(0, bytes.find('\n')));
      if (bodies.back() != "?") continue;
      const absl::StatusOr<std::string> leaf = read_leaf(static_cast<uint32_t>(bodies.size()));
      if (!leaf.ok()) return leaf.status();
      bodies.back() = std::string(DecodeLeaf(*leaf)->body);
    }
    const size_t expected = entries.first_revision - 1 + entries.count;
    return bodies.size() == expected ? absl::OkStatus() : absl::DataLossError("other entries");
  }

  Mutex mutex_;
  std::map<std::string, std::vector<std::string>> bodies_;
  int told_ = 0;
};

// A data directory in memory, which survives the ledgers opened on it, and a clock that stands still until it is moved.
class LedgerTest : public testing::Test {
 protected:
  LedgerTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {}

  LedgerOptions Options() {
    LedgerOptions options;
    options.directory = "/data";
    options.env = env_.get();
    options.schema = ToySchema();
    options.now_us = [this] { return now_us_.load(); };
    return options;
  }

  // Closes the ledger and opens it again.
  absl::Status Reopen(LedgerOptions options) {
    ledger_.reset();
    absl::StatusOr<std::unique_ptr<Ledger>> ledger = Ledger::Open(std::move(options));
    if (!ledger.ok()) return ledger.status();
    ledger_ = *std::move(ledger);
    return absl::OkStatus();
  }
  absl::Status Reopen() { return Reopen(Options()); }

  void SetUp() override { ASSERT_EQ(Reopen(), absl::OkStatus()); }

  std::unique_ptr<rocksdb::Env> env_;
  std::atomic<int64_t> now_us_ = 1'000'000;
  std::unique_ptr<Ledger> ledger_;
};

// The database itself, opened as the ledger opens it. The ledger must be closed.
class RawDatabase {
 public:
  RawDatabase(const std::string& directory, rocksdb::Env* env) {
    const std::vector<rocksdb::ColumnFamilyDescriptor> families = {{"default", FamilyOptions(Family::kDefault)},
                                                                   {"leaves", FamilyOptions(Family::kLeaves)},
                                                                   {"personal", FamilyOptions(Family::kPersonal)},
                                                                   {"tiles", FamilyOptions(Family::kTiles)},
                                                                   {"summaries", FamilyOptions(Family::kSummaries)}};
    rocksdb::DB* database = nullptr;
    Check(rocksdb::DB::Open(DatabaseOptions(env), directory + "/rocksdb", families, &handles_, &database));
    database_.reset(database);
  }
  ~RawDatabase() {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) Check(database_->DestroyColumnFamilyHandle(handle));
    Check(database_->Close());
  }

  // All rows of a family, by key.
  std::map<std::string, std::string> Rows(Family family) const {
    std::map<std::string, std::string> rows;
    const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(SequentialRead(), handle(family)));
    for (row->SeekToFirst(); row->Valid(); row->Next()) rows[row->key().ToString()] = row->value().ToString();
    Check(row->status());
    return rows;
  }
  void Put(Family family, const std::string& key, const std::string& value) {
    Check(database_->Put(SyncedWrite(), handle(family), key, value));
  }
  void Delete(Family family, const std::string& key) { Check(database_->Delete(SyncedWrite(), handle(family), key)); }
  // Makes of the database one of version 1.
  void DropSummaries() {
    Check(database_->DropColumnFamily(handle(Family::kSummaries)));
    std::string format = Rows(Family::kDefault).at("format");
    format.at(1) = 1;  // the version: one byte after the field's tag
    Put(Family::kDefault, "format", format);
  }
  void AddFamily(const std::string& name) {
    Check(database_->CreateColumnFamily(FamilyOptions(Family::kLeaves), name, &handles_.emplace_back()));
  }

 private:
  static void Check(const rocksdb::Status& status) {
    if (!status.ok()) {
      ADD_FAILURE() << status.ToString();
      std::abort();
    }
  }
  rocksdb::ColumnFamilyHandle* handle(Family family) const { return handles_[static_cast<size_t>(family)]; }

  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_STORAGE_LEDGER_TESTING_H_
