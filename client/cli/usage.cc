#include "client/cli/usage.h"

#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "client/cli/command.h"
#include "client/cli/text_cell.h"
#include "service/domain/text.h"

namespace assay {
namespace {

// Examples are kept in the footer, which CLI11 would print last.
class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    std::string text = app->get_description() + "\n";
    if (app->get_footer().empty()) return text + "\n";
    text += "\nExamples:\n";
    std::istringstream examples(app->get_footer());
    for (std::string example; std::getline(examples, example);) text += "  " + example + "\n";
    return text + "\n";
  }
  std::string make_footer(const CLI::App* app) const override {
    return app->get_parent() == nullptr ? "" : "Flags for every command: assay --help\n";
  }
};

// The command the words reached: "assay audit import".
const CLI::App* Reached(const CLI::App& app) {
  const CLI::App* reached = &app;
  while (!reached->get_subcommands().empty()) reached = reached->get_subcommands().back();
  return reached;
}

std::string PathOf(const CLI::App* app) {
  return app->get_parent() == nullptr ? app->get_name() : PathOf(app->get_parent()) + " " + app->get_name();
}

std::vector<std::string> FlagsOf(const CLI::App* app) {
  std::vector<std::string> flags;
  for (; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
    }
  }
  return flags;
}

std::vector<std::string> CommandsOf(const CLI::App* app) {
  std::vector<std::string> commands;
  for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(command->get_name());
  }
  return commands;
}

std::string UnknownWord(const CLI::App* reached, const std::string& word) {
  const std::string shown = TextCell(word);
  if (word.size() > 1 && word.front() == '-') {
    const std::string near_miss = NearestMatch(word.substr(0, word.find('=')), FlagsOf(reached));
    return "unknown flag " + shown + (near_miss.empty() ? "" : "; did you mean " + near_miss + "?");
  }
  const std::vector<std::string> commands = CommandsOf(reached);
  if (commands.empty()) return "\"" + shown + "\" is one word too many";
  const std::string near_miss = NearestMatch(word, commands);
  return "unknown command \"" + shown + "\"" + (near_miss.empty() ? "" : "; did you mean " + near_miss + "?");
}

}  // namespace

void PrepareHelp(CLI::App& app, const std::string& examples) {
  auto formatter = std::make_shared<ExamplesFirst>();
  formatter->column_width(34);
  formatter->label("REQUIRED", "(required)");
  app.formatter(std::move(formatter));
  app.footer(examples);
  app.set_help_flag("-h,--help", "Print this help");
  app.fallthrough();
  app.require_subcommand(0, 1);
}

std::string UsageError(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* reached = Reached(app);
  std::string why = error.what();
  // A word that is not known is the likelier cause of whatever else is missing.
  for (const std::string& word : app.remaining(true)) {
    if (word == "--") continue;
    why = UnknownWord(reached, word);
    break;
  }
  return "assay: " + TextCell(why) + "\nTry \"" + PathOf(reached) + " --help\".\n";
}

std::string EmptyFlagError(const CLI::App& app) {
  const CLI::App* reached = Reached(app);
  if (reached->get_name() == "correct" || reached->get_name() == "amend") return "";
  for (const CLI::Option* option : reached->get_options()) {
    const std::vector<std::string>& values = option->results();
    if (option->get_lnames().empty() || std::find(values.begin(), values.end(), "") == values.end()) continue;
    return "assay: --" + option->get_lnames().front() +
           " is given, and empty: leave it out, or give it a value\nTry \"" + PathOf(reached) + " --help\".\n";
  }
  return "";
}

CLI::App* AddNoun(CommandLine& line, const std::string& name, const Help& help) {
  CLI::App* noun = line.app.add_subcommand(name, help.summary);
  noun->footer(help.examples);
  noun->require_subcommand(0, 1);
  return noun;
}

CLI::App* AddVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help, Command command) {
  CLI::App* verb = noun->add_subcommand(name, help.summary);
  verb->footer(help.examples);
  verb->callback([&line, command = std::move(command)] { line.selected = command; });
  return verb;
}

CLI::App* AddLedgerVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help, Command command) {
  CLI::App* verb = AddVerb(line, noun, name, help, nullptr);
  verb->callback([&line, command = std::move(command)] {
    line.selected = command;
    line.guard = Guard::kLedger;
  });
  return verb;
}

CLI::App* AddOfflineVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help,
                         Command command) {
  CLI::App* verb = AddVerb(line, noun, name, help, nullptr);
  verb->callback([&line, command = std::move(command)] {
    line.selected = command;
    line.asks_server = false;
  });
  return verb;
}

CLI::App* AddLocalVerb(CommandLine& line, CLI::App* noun, const std::string& name, const Help& help,
                       LocalCommand command) {
  CLI::App* verb = AddVerb(line, noun, name, help, nullptr);
  verb->callback([&line, command = std::move(command)] { line.selected_local = command; });
  return verb;
}

absl::StatusOr<std::string> Session::AuthorityName() const {
  if (settings.authority.empty()) {
    return absl::InvalidArgumentError(
        "which authority? Name it with -a ID, ASSAY_AUTHORITY, a context or the settings file");
  }
  return "authorities/" + settings.authority;
}

absl::Status Session::CheckWordsOnly(const std::string& command) const {
  if (settings.format_asked.value_or(Format::kTable) == Format::kTable) return absl::OkStatus();
  return absl::InvalidArgumentError(command + " answers in words; leave --output out");
}

}  // namespace assay
