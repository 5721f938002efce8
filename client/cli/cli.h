// The command line `assay`, from its words to its exit code.
#ifndef ASSAY_CLIENT_CLI_CLI_H_
#define ASSAY_CLIENT_CLI_CLI_H_

#include <string>
#include <vector>

#include "client/cli/console.h"
#include "client/cli/exit_code.h"

namespace assay {

// Runs one command line, without the program's name: data to console.out, words to console.err. Where nobody reads
// console.out any more the command ends early and quietly.
ExitCode RunCli(const std::vector<std::string>& arguments, Console& console);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_CLI_H_
