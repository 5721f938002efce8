// assay health

#include <CLI/CLI.hpp>

#include "client/cli/command.h"

namespace assay {
namespace {

absl::StatusOr<ExitCode> CheckHealth(Session& session) {
  if (absl::Status asked = session.CheckWordsOnly("health"); !asked.ok()) return asked;
  const absl::StatusOr<Health> health = session.client.CheckHealth();
  if (!health.ok()) return health.status();
  const bool serving = *health == Health::kServing;
  session.console.out << (serving ? "SERVING\n" : "NOT_SERVING\n");
  return serving ? ExitCode::kAnswered : ExitCode::kUnavailable;
}

}  // namespace

void AddHealth(CommandLine& line) {
  AddVerb(line, &line.app, "health", {"Ask whether the server serves", "assay health"}, CheckHealth);
}

}  // namespace assay
