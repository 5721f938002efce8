// The command line of assayd.
#ifndef ASSAY_SERVICE_SERVER_COMMAND_LINE_H_
#define ASSAY_SERVICE_SERVER_COMMAND_LINE_H_

#include <string>
#include <variant>
#include <vector>

#include "service/server/tls_files.h"

namespace assay {

// assayd serve --data-dir D --listen ADDRESS --tls-cert FILE …
struct ServeCommand {
  std::string data_directory;
  std::vector<std::string> listen;
  TlsPaths tls;
};

// assayd verify|rebuild|key export|key rotate --data-dir D: all want the directory closed.
struct OfflineCommand {
  enum class Verb { kVerify, kRebuild, kKeyExport, kKeyRotate };

  Verb verb = Verb::kVerify;
  std::string data_directory;
  bool deep = false;  // kVerify: what the entries say, and the personal parts too
};

// Nothing left to do but leave: help, version or a complaint has been printed.
struct ExitCommand {
  int code = 0;
};

// Prints help and version to standard output, complaints to standard error. Exit code 2 for a command line that cannot
// be understood.
std::variant<ServeCommand, OfflineCommand, ExitCommand> ParseCommandLine(int argc, char** argv);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_COMMAND_LINE_H_
