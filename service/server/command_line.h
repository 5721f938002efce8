// The command line of assayd.
#ifndef ASSAY_SERVICE_SERVER_COMMAND_LINE_H_
#define ASSAY_SERVICE_SERVER_COMMAND_LINE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "service/server/settings.h"

namespace assay {

// assayd serve, with flags as the table of settings says; or assayd config check
struct ServeCommand {
  ServerSettings settings;
  bool only_check = false;
};

// assayd verify|rebuild|key export|key rotate --data-dir D: all want the directory closed.
struct OfflineCommand {
  enum class Verb { kVerify, kRebuild, kKeyExport, kKeyRotate };

  Verb verb = Verb::kVerify;
  std::string data_directory;
  bool deep = false;  // kVerify: what the entries say, and the personal parts too
};

// assayd restore --from DIR --data-dir D
struct RestoreCommand {
  std::string data_directory;
  std::string from;                           // the directory of backups
  uint32_t number = 0;                        // of the backup; 0: the newest
  std::string erasures;                       // a list of erasures besides that of the backups; empty: none
  bool without_erasures = false;              // there is none beside the backups, and that is known
  std::vector<std::string> lost_checkpoints;  // files, each of one signed note
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

// Nothing left to do but leave: help, version, the settings or a complaint has been printed.
struct ExitCommand {
  int code = 0;
};

// Prints help, version and `config print` to standard output, complaints to standard error. Exit code 2 for a
// command line, environment or configuration file that cannot be understood.
std::variant<ServeCommand, OfflineCommand, RestoreCommand, TokenCommand, ExitCommand> ParseCommandLine(int argc,
                                                                                                       char** argv);

}  // namespace assay

#endif  // ASSAY_SERVICE_SERVER_COMMAND_LINE_H_
