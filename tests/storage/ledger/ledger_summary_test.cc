// Starting from summaries: that it comes to the same as reading the entries, that what they hold is erased with the
// personal parts it was read off, and that a wrong one is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "storage/ledger/audit.h"
#include "storage/ledger/keys.h"
#include "storage/ledger/lookup.h"
#include "storage/ledger/summary.h"
#include "storage/merkle/big_endian.h"
#include "tests/storage/ledger/directory_testing.h"

namespace assay {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

Proposal Erase(uint32_t revision) {
  return [revision](const View&) {
    Decision decision = DraftOf({"", "erasure", ""});
    decision.draft->kind = LeafKind::kErasure;
    decision.draft->erased_revisions = {revision};
    return decision;
  };
}

std::string TileRow(uint32_t tile) { return Encode(TileKey{.ledger_number = 1, .tile = tile}); }

class LedgerSummaryTest : public LedgerTest {
 protected:
  void SetUp() override { ASSERT_EQ(ReopenFolding(), absl::OkStatus()); }

  // With a fold that knows nothing yet.
  absl::Status ReopenFolding(uint8_t version = 7) {
    ledger_.reset();
    fold_ = std::make_unique<ToyFold>();
    LedgerOptions options = Options();
    options.observer = fold_->observer();
    options.summaries = fold_->codec(version);
    return Reopen(options);
  }

  void CommitAllOk(std::vector<Proposal> proposals) {
    for (const absl::StatusOr<Committed>& result : CommitAll(*ledger_, RequestOf(std::move(proposals)))) {
      ASSERT_TRUE(result.ok()) << result.status();
    }
  }
  // Entries named by their revisions, each of a case of its own, in one group.
  void AppendNamed(int count) {
    std::vector<Proposal> proposals;
    for (int i = 0; i < count; ++i) {
      const std::string name = std::to_string(ledger_->Size(kToyLedger) + i + 1);
      proposals.push_back(Append({name, "", "case of " + name}));
    }
    CommitAllOk(std::move(proposals));
  }
  // Summaries are written with the group after the one that filled their tiles.
  void FlushSummaries() { CommitAllOk({Append({"", "after", ""})}); }

  std::map<std::string, std::string> SummaryRows() {
    ledger_.reset();
    return Raw().Rows(Family::kSummaries);
  }
  RawDatabase Raw() { return RawDatabase("/data", env_.get()); }

  // Puts another row in the place of a tile's, with the right checksum, and opens.
  absl::Status OpenAfterForging(uint32_t tile, const std::function<void(Summary&)>& change) {
    const TileKey key = {.ledger_number = 1, .tile = tile};
    const std::string row = SummaryRows().at(TileRow(tile));
    Summary summary = *DecodeSummary(key, row);
    change(summary);
    Raw().Put(Family::kSummaries, TileRow(tile), EncodeSummary(key, summary));
    return ReopenFolding();
  }

  absl::StatusOr<DirectoryReport> VerifyDeep() {
    ToyFold fold;
    const Observer observer = fold.observer();
    DirectoryCheck check;
    check.content = [&observer](const VerifiedEntry& entry) {
      observer(entry.ledger, entry.revision, entry.leaf, nullptr);
      return absl::OkStatus();
    };
    check.summaries = SummaryRules{.schema = ToySchema(), .codec = fold.codec()};
    return VerifyDirectory("/data", check, env_.get());
  }

  std::unique_ptr<ToyFold> fold_;
};

TEST_F(LedgerSummaryTest, KeepsASummaryOfEveryFullTile) {
  AppendNamed(600);
  EXPECT_EQ(SummaryRows().size(), 0u);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const std::map<std::string, std::string> rows = SummaryRows();
  ASSERT_EQ(rows.size(), 2u);
  const std::optional<Summary> second = DecodeSummary({.ledger_number = 1, .tile = 1}, rows.at(TileRow(1)));
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->version, 7);
  std::string facts;
  std::vector<Hash> leaf_hashes;
  const std::map<std::string, std::string> leaves = Raw().Rows(Family::kLeaves);
  for (uint32_t revision = 257; revision <= 512; ++revision) {
    const std::string name = std::to_string(revision);
    facts += name + "=\n";
    leaf_hashes.push_back(LeafHash(leaves.at(Encode(EntryKey{.ledger_number = 1, .revision = revision}))));
    const EntryIds expected = {
        .name_hash = HashOfId(name), .case_number = revision, .case_hash = HashOfId("case of " + name)};
    EXPECT_EQ(second->ids[revision - 257], expected);
  }
  EXPECT_EQ(second->facts, facts);
  EXPECT_EQ(second->tile_hash, HashWithinTile({.level = kTileLevel, .index = 1}, leaf_hashes));
}

TEST_F(LedgerSummaryTest, WritesTheSameWithTheNextGroupAsAtTheNextStart) {
  AppendNamed(300);
  AppendNamed(600);
  FlushSummaries();
  const std::map<std::string, std::string> rows = SummaryRows();
  EXPECT_EQ(rows.size(), 3u);
  {
    RawDatabase raw = Raw();
    for (const auto& [key, row] : rows) raw.Delete(Family::kSummaries, key);
  }
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(SummaryRows(), rows);
}

TEST_F(LedgerSummaryTest, ReadsOnlyTheEntriesAfterTheSummaries) {
  AppendNamed(520);
  const std::vector<std::string> bodies = fold_->bodies("somerset");
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(fold_->TakeTold(), 520);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(fold_->TakeTold(), 8);
  EXPECT_EQ(fold_->bodies("somerset"), bodies);
}

// The head row's time and root are those of the last entry, which has to be read for them.
TEST_F(LedgerSummaryTest, AlwaysReadsTheLastEntries) {
  AppendNamed(512);
  for (int told : {512, 256, 256}) {
    ASSERT_EQ(ReopenFolding(), absl::OkStatus());
    EXPECT_EQ(fold_->TakeTold(), told);
    EXPECT_EQ(ledger_->Head(kToyLedger, 0)->size, 512u);
  }
  EXPECT_EQ(SummaryRows().size(), 2u);
}

TEST_F(LedgerSummaryTest, ReadsAnEntryThatASummaryLeavesToItsLeaf) {
  AppendNamed(300);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const std::vector<std::string> bodies = fold_->bodies("somerset");
  std::string facts = "?\n";
  for (int revision = 2; revision <= 256; ++revision) facts += std::to_string(revision) + "=\n";
  ASSERT_EQ(OpenAfterForging(0, [&](Summary& summary) { summary.facts = facts; }), absl::OkStatus());
  EXPECT_EQ(fold_->bodies("somerset"), bodies);
}

// What names and cases lead to, and what they lead to after more was written.
TEST_F(LedgerSummaryTest, FindsAfterAStartWhatWasThere) {
  std::mt19937 random(3);
  const auto draw = [&random](uint32_t bound) { return static_cast<uint32_t>(random() % bound); };
  const auto everything = [this] {
    std::string text;
    for (int i = 0; i < 200; ++i) {
      const std::optional<Entry> found = *ledger_->Find(kToyLedger, "name " + std::to_string(i));
      text += found.has_value() ? std::to_string(found->revision) + " " : "- ";
      text += std::to_string(*ledger_->CaseNumber(kToyLedger, "case " + std::to_string(i))) + "\n";
    }
    return text;
  };
  for (int round = 0; round < 8; ++round) {
    for (int group = 0; group < 6; ++group) {
      std::vector<Proposal> proposals;
      for (uint32_t count = 1 + draw(150); count > 0; --count) {
        proposals.push_back(Append(
            {"name " + std::to_string(draw(200)), std::to_string(random()), "case " + std::to_string(draw(200))}));
      }
      for (uint32_t count = draw(20); count > 0 && ledger_->Size(kToyLedger) > 0; --count) {
        proposals.push_back(Erase(1 + draw(ledger_->Size(kToyLedger))));
      }
      CommitAllOk(std::move(proposals));
    }
    const std::string before = everything();
    const std::string root = ledger_->Head(kToyLedger, 0)->root;
    const std::vector<std::string> bodies = fold_->bodies("somerset");
    for (int start = 0; start < 2; ++start) {
      ASSERT_EQ(ReopenFolding(), absl::OkStatus());
      EXPECT_EQ(everything(), before);
      EXPECT_EQ(ledger_->Head(kToyLedger, 0)->root, root);
      EXPECT_EQ(fold_->bodies("somerset"), bodies);
    }
    EXPECT_LE(fold_->TakeTold(), 256);
    ledger_.reset();
    EXPECT_EQ(VerifyDeep()->problem, absl::OkStatus());
    // Without a fold too, and from the entries alone.
    ASSERT_EQ(Reopen(), absl::OkStatus());
    EXPECT_EQ(everything(), before);
    ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  }
}

TEST_F(LedgerSummaryTest, ProvesOldAndNewEntriesAfterAStart) {
  AppendNamed(700);
  const std::vector<Hash> before = *ledger_->InclusionProof(kToyLedger, 100, 650);
  const std::vector<Hash> consistency = *ledger_->ConsistencyProof(kToyLedger, 300, 700);
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(ReopenFolding(), absl::OkStatus());
    EXPECT_EQ(*ledger_->InclusionProof(kToyLedger, 100, 650), before);
    EXPECT_EQ(*ledger_->ConsistencyProof(kToyLedger, 300, 700), consistency);
  }
  EXPECT_EQ(*ledger_->RevisionAt(kToyLedger, now_us_ + 99), 100u);
}

TEST_F(LedgerSummaryTest, StartsManyLedgersAtOnce) {
  const auto name = [](int i) { return "ledger-" + std::to_string(i); };
  for (int i = 0; i < 12; ++i) {
    WriteRequest request = RequestOf({});
    for (int entry = 0; entry < 100 * i + 1; ++entry) {
      request.proposals.push_back(Append({std::to_string(entry), name(i), ""}));
    }
    request.ledger = name(i);
    CommitAll(*ledger_, std::move(request));
  }
  for (int start = 0; start < 2; ++start) {
    ASSERT_EQ(ReopenFolding(), absl::OkStatus());
    for (int i = 0; i < 12; ++i) {
      EXPECT_EQ(ledger_->Size(name(i)), 100u * i + 1);
      EXPECT_EQ(fold_->bodies(name(i)).size(), 100u * i + 1);
      EXPECT_EQ(fold_->bodies(name(i)).back(), std::to_string(100 * i) + "=" + name(i));
    }
  }
}

TEST_F(LedgerSummaryTest, UpgradesADirectoryOfVersion1) {
  AppendNamed(600);
  ledger_.reset();
  Raw().DropSummaries();
  {
    // What only reads it leaves it as it is.
    const absl::StatusOr<DirectoryReport> report = VerifyDeep();
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->problem, absl::OkStatus());
    EXPECT_EQ(report->entries, 600u);
  }
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(fold_->TakeTold(), 600);
  EXPECT_EQ((*ledger_->Find(kToyLedger, "77"))->revision, 77u);
  EXPECT_EQ(SummaryRows().size(), 2u);
  EXPECT_EQ(Raw().Rows(Family::kDefault).at("format").substr(0, 2), "\x08\x02");
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(fold_->TakeTold(), 88);
}

TEST_F(LedgerSummaryTest, MakesAgainWhatIsMissingOrOfAnotherVersion) {
  AppendNamed(1'000);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const std::map<std::string, std::string> rows = SummaryRows();
  Raw().Delete(Family::kSummaries, TileRow(1));
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(fold_->TakeTold(), 256 + 232);
  EXPECT_EQ(SummaryRows(), rows);
  ASSERT_EQ(ReopenFolding(8), absl::OkStatus());
  EXPECT_EQ(fold_->TakeTold(), 1'000);
  ASSERT_EQ(ReopenFolding(8), absl::OkStatus());
  EXPECT_EQ(fold_->TakeTold(), 232);
  EXPECT_EQ(SummaryRows().size(), 3u);
}

TEST_F(LedgerSummaryTest, NeitherUsesNorWritesThemForAnObserverWithoutACodec) {
  AppendNamed(600);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const std::map<std::string, std::string> rows = SummaryRows();
  Raw().Delete(Family::kSummaries, TileRow(0));
  ToyFold fold;
  LedgerOptions options = Options();
  options.observer = fold.observer();
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  EXPECT_EQ(fold.TakeTold(), 600);
  AppendNamed(600);
  FlushSummaries();
  EXPECT_EQ(SummaryRows().size(), 1u);
}

TEST_F(LedgerSummaryTest, ForgetsACaseThatIsErasedBeforeItsSummaryIsWritten) {
  AppendNamed(200);
  CommitAllOk({Erase(7)});
  AppendNamed(100);
  CommitAllOk({Erase(8), Append({"", "", "case of 9"})});  // takes away the row that its own group brings
  EXPECT_EQ(SummaryRows().size(), 0u);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const Summary summary = *DecodeSummary({.ledger_number = 1, .tile = 0}, SummaryRows().at(TileRow(0)));
  for (int place = 0; place < 200; ++place) {
    EXPECT_EQ(summary.ids[place].case_hash == 0, place == 6 || place == 7) << place;
  }
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "case of 7"), 0u);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "case of 8"), 0u);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "case of 9"), 9u);
}

TEST_F(LedgerSummaryTest, LosesTheSummaryWithTheErasure) {
  AppendNamed(600);
  FlushSummaries();
  CommitAllOk({Erase(300)});
  const std::map<std::string, std::string> rows = SummaryRows();
  EXPECT_TRUE(rows.contains(TileRow(0)));
  EXPECT_FALSE(rows.contains(TileRow(1)));
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "case of 300"), 0u);
  EXPECT_EQ(*ledger_->CaseNumber(kToyLedger, "case of 301"), 301u);
  const Summary summary = *DecodeSummary({.ledger_number = 1, .tile = 1}, SummaryRows().at(TileRow(1)));
  EXPECT_EQ(summary.ids[300 - 257].case_hash, 0u);
  EXPECT_EQ(summary.ids[300 - 257].name_hash, HashOfId("300"));
}

TEST_F(LedgerSummaryTest, RefusesADamagedSummary) {
  AppendNamed(600);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  std::string row = SummaryRows().at(TileRow(0));
  row[40] = static_cast<char>(row[40] ^ 1);
  Raw().Put(Family::kSummaries, TileRow(0), row);
  const absl::Status status = ReopenFolding();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("ledger somerset: a summary row is damaged"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("rebuild"));
  EXPECT_THAT(std::string(VerifyDirectory("/data", {}, env_.get())->problem.message()),
              HasSubstr("revisions 1 to 256"));
}

TEST_F(LedgerSummaryTest, RefusesSummariesOfNoEntries) {
  AppendNamed(600);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const std::string row = SummaryRows().at(TileRow(0));
  for (const std::string& key : {TileRow(2), Encode(TileKey{.ledger_number = 0}), Encode(TileKey{.ledger_number = 2}),
                                 std::string("odd"), std::string(), TileRow(1) + "odd"}) {
    Raw().Put(Family::kSummaries, key, row);
    EXPECT_EQ(ReopenFolding().code(), StatusCode::kDataLoss);
    EXPECT_THAT(std::string(VerifyDirectory("/data", {}, env_.get())->problem.message()),
                HasSubstr("a summary row belongs to no entries"));
    Raw().Delete(Family::kSummaries, key);
  }
  EXPECT_EQ(ReopenFolding(), absl::OkStatus());
}

TEST_F(LedgerSummaryTest, NamesTheEntryThatIsMissingBetweenSummaries) {
  AppendNamed(1'000);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  ledger_.reset();
  {
    RawDatabase raw = Raw();
    raw.Delete(Family::kSummaries, TileRow(1));
    raw.Delete(Family::kLeaves, Encode(EntryKey{.ledger_number = 1, .revision = 512}));
    raw.Delete(Family::kPersonal, Encode(EntryKey{.ledger_number = 1, .revision = 512}));
  }
  const absl::Status status = ReopenFolding();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("somerset revision 512: the entry is missing"));
}

// By somebody who can compute a checksum. What a start cannot notice, `verify --deep` does.
TEST_F(LedgerSummaryTest, NoticesAForgedSummary) {
  AppendNamed(600);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const std::string row = SummaryRows().at(TileRow(0));
  const auto restore = [&] {
    ledger_.reset();
    Raw().Put(Family::kSummaries, TileRow(0), row);
  };
  const absl::Status other_root = OpenAfterForging(0, [](Summary& summary) { ++summary.tile_hash[0]; });
  EXPECT_EQ(other_root.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(other_root.message()), HasSubstr("another root"));
  EXPECT_FALSE(VerifyDirectory("/data", {}, env_.get())->problem.ok());
  restore();
  EXPECT_EQ(OpenAfterForging(0, [](Summary& summary) { summary.facts = "no end"; }).code(), StatusCode::kDataLoss);
  restore();
  const absl::Status unknown_case = OpenAfterForging(0, [](Summary& summary) { summary.ids[3].case_number = 601; });
  EXPECT_EQ(unknown_case.code(), StatusCode::kDataLoss);
  restore();
  const absl::Status no_name = OpenAfterForging(0, [](Summary& summary) { summary.ids[3].replaced_revision = 2; });
  EXPECT_EQ(no_name.code(), StatusCode::kDataLoss);

  const std::function<void(Summary&)> kUnnoticed[] = {[](Summary& summary) { ++summary.ids[3].name_hash; },
                                                      [](Summary& summary) { ++summary.ids[3].case_hash; },
                                                      [](Summary& summary) { summary.ids[3] = EntryIds(); }};
  for (const auto& change : kUnnoticed) {
    restore();
    EXPECT_EQ(OpenAfterForging(0, change), absl::OkStatus());
    ledger_.reset();
    const absl::Status problem = VerifyDeep()->problem;
    EXPECT_THAT(std::string(problem.message()), HasSubstr("ledger somerset: the summary row of revisions 1 to 256"));
  }
  std::string facts(DecodeSummary({.ledger_number = 1}, row)->facts);
  facts[facts.find("77=")] = '8';
  restore();
  EXPECT_EQ(OpenAfterForging(0, [&](Summary& summary) { summary.facts = facts; }), absl::OkStatus());
  ledger_.reset();
  EXPECT_FALSE(VerifyDeep()->problem.ok());
  EXPECT_EQ(VerifyDirectory("/data", {}, env_.get())->problem, absl::OkStatus());
  restore();
  EXPECT_EQ(VerifyDeep()->problem, absl::OkStatus());
}

// Whoever puts back a row from before an erasure is found out without a schema.
TEST_F(LedgerSummaryTest, NoticesACaseWhosePersonalPartIsGone) {
  AppendNamed(600);
  FlushSummaries();
  const std::string row = SummaryRows().at(TileRow(0));
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  CommitAllOk({Erase(5)});
  ledger_.reset();
  Raw().Put(Family::kSummaries, TileRow(0), row);
  EXPECT_THAT(std::string(VerifyDirectory("/data", {}, env_.get())->problem.message()),
              HasSubstr("the summary row of revisions 1 to 256"));
}

TEST_F(LedgerSummaryTest, RebuildsThem) {
  AppendNamed(600);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  const std::map<std::string, std::string> rows = SummaryRows();
  {
    RawDatabase raw = Raw();
    raw.Put(Family::kSummaries, TileRow(0), "damaged");
    raw.Put(Family::kSummaries, "odd", "");
  }
  const absl::StatusOr<RebuildReport> report = RebuildDirectory("/data", env_.get());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->summaries_deleted, 3u);
  ASSERT_EQ(ReopenFolding(), absl::OkStatus());
  EXPECT_EQ(SummaryRows(), rows);
}

class LedgerSummaryPurgeTest : public LedgerDirectoryTest {};

TEST_F(LedgerSummaryPurgeTest, LeavesNoHashOfAnErasedCaseInAnyFile) {
  ToyFold fold;
  LedgerOptions options = DirectoryOptions();
  options.observer = fold.observer();
  options.summaries = fold.codec();
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  std::vector<Proposal> proposals;
  for (int i = 1; i <= 600; ++i) proposals.push_back(Append({std::to_string(i), "", "case " + std::to_string(i)}));
  CommitAll(*ledger_, RequestOf(std::move(proposals)));
  CommitAll(*ledger_, RequestOf({Append({"", "after", ""})}));
  const auto files_with_case = [this](int number) {
    std::string hash;
    AppendBigEndian<uint64_t>(HashOfId("case " + std::to_string(number)), &hash);
    int files = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(directory())) {
      if (file.is_regular_file() && ReadBytes(file.path()).find(hash) != std::string::npos) ++files;
    }
    return files;
  };
  ASSERT_GT(files_with_case(300), 0);
  ASSERT_TRUE(CommitOne(*ledger_, Erase(300)).ok());
  ASSERT_EQ(ledger_->Purge(), absl::OkStatus());
  EXPECT_EQ(files_with_case(300), 0);
  EXPECT_GT(files_with_case(7), 0);
  ledger_.reset();
  ToyFold again;
  options.observer = again.observer();
  options.summaries = again.codec();
  ASSERT_EQ(Reopen(options), absl::OkStatus());
  EXPECT_EQ(files_with_case(300), 0);
  EXPECT_GT(files_with_case(301), 0);
  ledger_.reset();
}

}  // namespace
}  // namespace assay
