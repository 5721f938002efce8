#include "service/server/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace assay {

std::variant<ServeCommand, ExitCommand> ParseCommandLine(int argc, char** argv) {
  CLI::App app("assayd keeps graded case audits in an append-only ledger and answers compliance questions.", "assayd");
  app.set_version_flag("--version", "assayd " ASSAY_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);

  ServeCommand serve;
  CLI::App* serve_app = app.add_subcommand("serve", "Serve until SIGTERM or SIGINT; a second signal exits at once");
  serve_app->add_option("--data-dir", serve.data_directory, "Directory of the ledger; created if missing")
      ->required()
      ->type_name("DIR")
      ->envname("ASSAY_DATA_DIR");
  serve_app
      ->add_option("--listen", serve.listen,
                   "127.0.0.1:7171, [::1]:7171 or unix:/path; port 0 picks a free one. Loopback and unix sockets only")
      ->default_val("127.0.0.1:7171")
      ->type_name("ADDRESS")
      ->envname("ASSAY_LISTEN");
  CLI::App* version_app = app.add_subcommand("version", "Print the version");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return ExitCommand{.code = code == 0 ? 0 : 2};
  }
  if (version_app->parsed()) {
    std::cout << "assayd " ASSAY_VERSION << "\n";
    return ExitCommand{};
  }
  return serve;
}

}  // namespace assay
