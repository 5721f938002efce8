#include "tests/client/cli/run_cli.h"

namespace assay {
namespace {

using ::testing::HasSubstr;

class CompletionTest : public CliTest {
 protected:
  // Runs the script in a bash of its own and completes the line; the candidates, one a line.
  std::string Complete(const std::vector<std::string>& words) {
    WriteFile("script", Run({"completion", "bash"}).out);
    std::string line = "source " + folder_ + "/script; COMP_WORDS=(assay";
    for (const std::string& word : words) line += " '" + word + "'";
    line += "); COMP_CWORD=" + std::to_string(words.size()) + "; _assay; printf '%s\\n' \"${COMPREPLY[@]}\"";
    WriteFile("line", line);
    FILE* bash = popen(("bash --norc --noprofile " + folder_ + "/line 2>&1").c_str(), "r");
    std::string out;
    char buffer[4096];
    for (size_t got = 1; got > 0;) {
      got = fread(buffer, 1, sizeof(buffer), bash);
      out.append(buffer, got);
    }
    EXPECT_EQ(pclose(bash), 0) << out;
    return out;
  }
};

TEST_F(CompletionTest, CompletesNounsVerbsAndFlagsInBash) {
  EXPECT_EQ(Complete({"state"}), "statement\n");
  EXPECT_EQ(Complete({"backup", ""}), "create\nlist\nverify\ndelete\n");
  EXPECT_EQ(Complete({"-a", "somerset", "audit", "imp"}), "import\n");
  EXPECT_EQ(Complete({"statement", "get", "--thresh"}), "--threshold\n");
  EXPECT_EQ(Complete({"statement", "get", "--endp"}), "--endpoint\n");
  // A file, perhaps: bash's own to complete.
  EXPECT_EQ(Complete({"audit", "import", ""}), "\n");
}

TEST_F(CompletionTest, KnowsEveryCommandInZsh) {
  const std::string script = Run({"completion", "zsh"}).out;
  EXPECT_THAT(script, ::testing::StartsWith("#compdef assay\n"));
  for (const char* command : {"'assay audit import'", "'assay ledger verify'", "'assay completion zsh'",
                              "'backup:Backups of the whole server"}) {
    EXPECT_THAT(script, HasSubstr(command));
  }
  EXPECT_EQ(Run({"completion", "fish"}).code, 2);
  EXPECT_EQ(server_.calls, 0);
}

}  // namespace
}  // namespace assay
