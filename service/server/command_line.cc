#include "service/server/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <vector>

namespace assay {

namespace {

void AddDataDirectory(CLI::App* app, std::string* directory) {
  app->add_option("--data-dir", *directory, "Directory of the ledger")
      ->required()
      ->type_name("DIR")
      ->envname("ASSAY_DATA_DIR");
}

void AddListening(CLI::App* app, ServeCommand& serve) {
  app->add_option(
         "--listen", serve.listen,
         "127.0.0.1:7171, [::1]:7171, unix:/path, tls://0.0.0.0:7171 or mtls://0.0.0.0:7171, which lets nobody "
         "in without a certificate; may be repeated; port 0 picks a free one")
      ->default_val(std::vector<std::string>{"127.0.0.1:7171"})
      ->type_name("ADDRESS")
      ->envname("ASSAY_LISTEN");
  app->add_option("--tls-cert", serve.tls.certificate, "The server's certificates, PEM; read again when they change")
      ->type_name("FILE")
      ->envname("ASSAY_TLS_CERT");
  app->add_option("--tls-key", serve.tls.key, "The certificate's private key, PEM, mode 0600")
      ->type_name("FILE")
      ->envname("ASSAY_TLS_KEY");
  app->add_option("--tls-client-ca", serve.tls.client_ca, "Who signs clients' certificates, PEM")
      ->type_name("FILE")
      ->envname("ASSAY_TLS_CLIENT_CA");
}

void AddAuth(CLI::App* app, ServeCommand& serve) {
  using Auth = ServeCommand::Auth;
  app->add_option("--auth", serve.auth,
                  "none: whoever reaches a loopback address or unix socket may do everything; required: they show a "
                  "token, as everybody must over TLS")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, Auth>{{"none", Auth::kNone}, {"required", Auth::kRequired}}))
      ->default_str("none")
      ->type_name("none|required")
      ->envname("ASSAY_AUTH");
}

// The verb that creates a token, found again after parsing.
CLI::App* AddTokenVerb(CLI::App& app, TokenCommand& token) {
  CLI::App* noun = app.add_subcommand("token", "Who may call")->require_subcommand(1);
  CLI::App* verb = noun->add_subcommand(
      "create", "Create a token while the server is down: the first administrator's, or one in place of a lost one");
  AddDataDirectory(verb, &token.data_directory);
  verb->add_option("ID", token.id, "Its name: lower-case letters, digits and hyphens")->required();
  verb->add_option("--grant", token.grants, "administrator=-, auditor=somerset; \"-\" is all authorities; repeatable")
      ->required()
      ->type_name("ROLE=AUTHORITY");
  verb->add_option("--expires", token.expires, "90d, or a last day 2015-03-31; required with a secret")
      ->type_name("DAYS|DATE");
  CLI::Option* out =
      verb->add_option("--out", token.out, "A new file for the secret, which is shown nowhere else")->type_name("FILE");
  verb->add_option("--certificate", token.certificate,
                   "In place of a secret: uri:spiffe://… or dns:…, the name in a client's certificate")
      ->type_name("NAME")
      ->excludes(out);
  return verb;
}

// A verb of OfflineCommand, found again after parsing.
struct OfflineApp {
  CLI::App* app;
  OfflineCommand::Verb verb;
};

std::vector<OfflineApp> AddOfflineVerbs(CLI::App& app, OfflineCommand* offline) {
  using Verb = OfflineCommand::Verb;
  CLI::App* verify = app.add_subcommand("verify", "Recompute tree and heads from the entries and compare");
  verify->add_flag("--deep", offline->deep,
                   "Fold every entry into the facts too, and check its personal part against its commitment");
  CLI::App* rebuild =
      app.add_subcommand("rebuild", "Make what is derived from the entries anew, once they are proved whole");
  CLI::App* key = app.add_subcommand("key", "The key that signs checkpoints")->require_subcommand(1);
  std::vector<OfflineApp> verbs = {
      {verify, Verb::kVerify},
      {rebuild, Verb::kRebuild},
      {key->add_subcommand("export", "Print the public key to pin"), Verb::kKeyExport},
      {key->add_subcommand("rotate", "Replace the key; print the note both keys signed"), Verb::kKeyRotate}};
  for (const OfflineApp& verb : verbs) AddDataDirectory(verb.app, &offline->data_directory);
  return verbs;
}

}  // namespace

std::variant<ServeCommand, OfflineCommand, TokenCommand, ExitCommand> ParseCommandLine(int argc, char** argv) {
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
  AddListening(serve_app, serve);
  AddAuth(serve_app, serve);
  OfflineCommand offline;
  const std::vector<OfflineApp> offline_verbs = AddOfflineVerbs(app, &offline);
  TokenCommand token;
  CLI::App* token_verb = AddTokenVerb(app, token);
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
  if (token_verb->parsed()) return token;
  for (const OfflineApp& candidate : offline_verbs) {
    if (!candidate.app->parsed()) continue;
    offline.verb = candidate.verb;
    return offline;
  }
  return serve;
}

}  // namespace assay
