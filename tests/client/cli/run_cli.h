// Runs command lines in the test's own process, against a fake server.
#ifndef ASSAY_TESTS_CLIENT_CLI_RUN_CLI_H_
#define ASSAY_TESTS_CLIENT_CLI_RUN_CLI_H_

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/cli.h"
#include "tests/client/fake_server.h"

namespace assay {

struct Ran {
  int code;
  std::string out;
  std::string err;
};

// A folder of its own for each test, an environment that holds nothing but what the test puts there, and no terminal.
class CliTest : public ::testing::Test {
 protected:
  CliTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = ::testing::TempDir() + "/assay-cli-" + test->test_suite_name() + "-" + test->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    environment_["HOME"] = folder_;
    environment_["ASSAY_ENDPOINT"] = server_.endpoint();
    environment_["ASSAY_AUTHORITY"] = "somerset";
    server_.authorities["authorities/somerset"].set_name("authorities/somerset");
    server_.AddScale("scales/ofsted-2013@1", {"inadequate", "adequate", "good", "outstanding"});
  }
  ~CliTest() override { std::filesystem::remove_all(folder_); }

  // `input` is what standard input holds.
  Ran Run(const std::vector<std::string>& arguments, const std::string& input = "") {
    const int in_fd = ::open(WriteFile(".stdin", input).c_str(), O_RDONLY);
    std::ostringstream out;
    std::ostringstream err;
    Console console{.out = out,
                    .err = err,
                    .in_fd = in_fd,
                    .in_is_terminal = at_terminal_,
                    .err_is_terminal = at_terminal_,
                    .interrupted = &interrupted_,
                    .environment = [this](const std::string& name) -> std::optional<std::string> {
                      const auto found = environment_.find(name);
                      return found == environment_.end() ? std::nullopt : std::optional(found->second);
                    }};
    const ExitCode code = RunCli(arguments, console);
    ::close(in_fd);
    return {static_cast<int>(code), out.str(), err.str()};
  }

  std::string PathOf(const std::string& name) const { return folder_ + "/" + name; }

  std::string WriteFile(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(std::filesystem::path(PathOf(name)).parent_path());
    std::ofstream(PathOf(name), std::ios::binary) << content;
    return PathOf(name);
  }

  std::string ReadFile(const std::string& name) const {
    std::ostringstream content;
    content << std::ifstream(PathOf(name), std::ios::binary).rdbuf();
    return content.str();
  }

  FakeServer server_;
  std::map<std::string, std::string> environment_;
  std::atomic<bool> interrupted_ = false;
  bool at_terminal_ = false;  // a person sits there, whose words are the input
  std::string folder_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_CLIENT_CLI_RUN_CLI_H_
