// assay completion bash|zsh: scripts made from the command tree itself, so that they cannot forget a command.

#include <CLI/CLI.hpp>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/command.h"

namespace assay {
namespace {

struct Word {
  std::string text;
  std::string summary;
};

// A command, and what may follow it. Flags of every command are offered with each.
struct Node {
  std::string path;  // "assay audit import"
  std::vector<Word> commands;
  std::vector<Word> flags;
};

std::vector<Word> FlagsOf(const CLI::App& app) {
  std::vector<Word> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back({"--" + name, option->get_description()});
  }
  return flags;
}

void Collect(const CLI::App& app, const std::string& path, std::vector<Node>& nodes) {
  Node node{.path = path, .flags = FlagsOf(app)};
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* command : commands) node.commands.push_back({command->get_name(), command->get_description()});
  nodes.push_back(std::move(node));
  for (const CLI::App* command : commands) Collect(*command, path + " " + command->get_name(), nodes);
}

std::vector<Node> Tree(const CLI::App& app) {
  std::vector<Node> nodes;
  Collect(app, app.get_name(), nodes);
  const std::vector<Word> global = nodes.front().flags;
  for (size_t i = 1; i < nodes.size(); ++i) {
    nodes[i].flags.insert(nodes[i].flags.end(), global.begin(), global.end());
  }
  return nodes;
}

// Commands that words may lead to, as the pattern of a case.
std::string Paths(const std::vector<Node>& nodes) {
  std::string pattern;
  for (size_t i = 1; i < nodes.size(); ++i) pattern += (i == 1 ? "'" : " | '") + nodes[i].path + "'";
  return pattern;
}

std::string Joined(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

std::string Bash(const std::vector<Node>& nodes) {
  std::ostringstream out;
  out << "# bash completion of assay; made by `assay completion bash`\n"
         "_assay() {\n"
         "  local path=assay word commands= flags= i\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=${COMP_WORDS[i]}\n"
         "    case \"$path $word\" in\n      "
      << Paths(nodes)
      << ") path=\"$path $word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case $path in\n";
  for (const Node& node : nodes) {
    out << "    '" << node.path << "')\n      commands='" << Joined(node.commands) << "'\n      flags='"
        << Joined(node.flags) << "'\n      ;;\n";
  }
  out << "  esac\n"
         "  case ${COMP_WORDS[COMP_CWORD]} in\n"
         "    -*) mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"${COMP_WORDS[COMP_CWORD]}\") ;;\n"
         "    *) mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- \"${COMP_WORDS[COMP_CWORD]}\") ;;\n"
         "  esac\n"
         "}\n"
         "complete -o default -F _assay assay\n";
  return out.str();
}

// For _describe: "text:summary", quoted for zsh.
std::string Described(const std::vector<Word>& words) {
  std::string text;
  for (const Word& word : words) {
    text += " '" + word.text + ":";
    for (const char c : word.summary) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += "'";
  }
  return text;
}

std::string Zsh(const std::vector<Node>& nodes) {
  std::ostringstream out;
  out << "#compdef assay\n"
         "# zsh completion of assay; made by `assay completion zsh`\n"
         "_assay() {\n"
         "  local at=assay word\n"
         "  local -a commands flags\n"
         "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
         "    case \"$at $word\" in\n      "
      << Paths(nodes)
      << ") at=\"$at $word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case $at in\n";
  for (const Node& node : nodes) {
    out << "    '" << node.path << "')\n      commands=(" << Described(node.commands) << " )\n      flags=("
        << Described(node.flags) << " )\n      ;;\n";
  }
  out << "  esac\n"
         "  if [[ ${words[CURRENT]} == -* ]]; then\n"
         "    _describe flag flags\n"
         "  elif (( ${#commands} )); then\n"
         "    _describe command commands\n"
         "  else\n"
         "    _files\n"
         "  fi\n"
         "}\n"
         // Loaded by its name, at the first use, it is to complete at once; sourced, to be known.
         "if [[ ${funcstack[1]} == _assay ]]; then _assay \"$@\"; else compdef _assay assay; fi\n";
  return out.str();
}

}  // namespace

void AddCompletion(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "completion",
                           {"Print a script that completes commands in a shell",
                            "assay completion bash > /usr/share/bash-completion/completions/assay\n"
                            "assay completion zsh > /usr/share/zsh/vendor-completions/_assay"});
  const auto add = [&](const char* shell, const char* example, std::string (*script)(const std::vector<Node>&)) {
    AddLocalVerb(line, noun, shell, {std::string("The script for ") + shell, example},
                 [&app = line.app, script](Console& console, const GlobalFlags&) -> absl::StatusOr<ExitCode> {
                   console.out << script(Tree(app));
                   return ExitCode::kAnswered;
                 });
  };
  add("bash", "source <(assay completion bash)", Bash);
  add("zsh", "source <(assay completion zsh)", Zsh);
}

}  // namespace assay
