// A ledger on real files, which tests damage behind its back.
#ifndef ASSAY_TESTS_STORAGE_LEDGER_DIRECTORY_TESTING_H_
#define ASSAY_TESTS_STORAGE_LEDGER_DIRECTORY_TESTING_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/storage/ledger/testing.h"

namespace assay {

inline std::string ReadBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void WriteBytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline void FlipBit(const std::filesystem::path& path, size_t offset) {
  std::string bytes = ReadBytes(path);
  bytes.at(offset) = static_cast<char>(bytes.at(offset) ^ 1);
  WriteBytes(path, bytes);
}

class LedgerDirectoryTest : public LedgerTest {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/assay-ledger-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    root_ = pattern;
    ASSERT_EQ(OpenDirectory(), absl::OkStatus());
  }
  void TearDown() override {
    ledger_.reset();
    std::filesystem::remove_all(root_);
  }

  std::filesystem::path directory() const { return root_ / "data"; }
  std::filesystem::path database() const { return directory() / "rocksdb"; }
  std::filesystem::path mark() const { return directory() / "mark"; }

  LedgerOptions DirectoryOptions() {
    LedgerOptions options = Options();
    options.directory = directory().string();
    options.env = nullptr;
    return options;
  }
  absl::Status OpenDirectory() { return Reopen(DirectoryOptions()); }

  // Entries named by their revisions, each written alone.
  void AppendEntries(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string name = std::to_string(ledger_->Size(kToyLedger) + 1);
      ASSERT_TRUE(CommitOne(*ledger_, Append({name, "content of " + name, "case of " + name})).ok());
    }
  }

  std::vector<std::filesystem::path> Files(std::string_view extension) const {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(database())) {
      if (file.path().extension() == extension) files.push_back(file.path());
    }
    return files;
  }
  // The one with bytes in it.
  std::filesystem::path Log() const {
    for (const std::filesystem::path& log : Files(".log")) {
      if (std::filesystem::file_size(log) > 0) return log;
    }
    ADD_FAILURE() << "there is no log";
    return {};
  }

  std::filesystem::path root_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_STORAGE_LEDGER_DIRECTORY_TESTING_H_
