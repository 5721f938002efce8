// Help, and what is said to a command line that cannot be understood.
#ifndef ASSAY_CLIENT_CLI_USAGE_H_
#define ASSAY_CLIENT_CLI_USAGE_H_

#include <CLI/CLI.hpp>
#include <string>

namespace assay {

// Gives the program its help: examples first, then the flags. Global flags may then stand anywhere.
void PrepareHelp(CLI::App& app, const std::string& examples);

// Why the words could not be parsed, with the nearest flag or command where a word is not known, and where to read
// more.
std::string UsageError(const CLI::App& app, const CLI::ParseError& error);

// What to say of a flag of the command that was given an empty value, as a script does with a variable that it has not
// set; empty: there is none. Where a record is changed, an empty value takes away what it has.
std::string EmptyFlagError(const CLI::App& app);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_USAGE_H_
