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
  // Whether callers over loopback and unix sockets must show a token, as those over TLS always must.
  enum class Auth { kNone, kRequired } auth = Auth::kNone;
};

// assayd verify|rebuild|key export|key rotate --data-dir D: all want the directory closed.
struct OfflineCommand {
  enum class Verb { kVerify, kRebuild, kKeyExport, kKeyRotate };

  Verb verb = Verb::kVerify;
  std::string data_directory;
  bool deep = false;  // kVerify: what the entries say, and the personal parts too
};

// assayd token create ID --data-dir D …: wants the directory closed, and makes it if there is none.
struct TokenCommand {
  std::string data_directory;
  std::string id;
  std::vector<std::string> grants;  // as ParseGrant reads them
  std::string certificate;          // empty: a secret is made
  std::string expires;              // as ParseExpiry reads it; empty: never
  std::string out;                  // a file for the secret
};

// Nothing left to do but leave: help, version or a complaint has been printed.
struct ExitCommand {
  int code = 0;
};

// Prints help and version to standard output, complaints to standard error. Exit code 2 for a command line that cannot
// be understood.
std::variant<ServeCommand, OfflineCommand, TokenCommand, ExitCommand> ParseCommandLine(int argc, char** argv);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_COMMAND_LINE_H_
