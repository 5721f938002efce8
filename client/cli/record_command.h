// What the nouns that keep records have in common: names, flags, receipts, and lists that come whole.
//
// A record's revision is its entry's place in the ledger, as `get` and every receipt show it.
#ifndef ASSAY_CLIENT_CLI_RECORD_COMMAND_H_
#define ASSAY_CLIENT_CLI_RECORD_COMMAND_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "assay/v1/record.pb.h"
#include "assay/v1/write.pb.h"
#include "client/cli/command.h"
#include "client/cli/flag_values.h"
#include "client/cli/ledger_guard.h"

namespace assay {

// "authorities/{authority}/{collection}/{id}". INVALID_ARGUMENT where no authority was given, or the id is empty or
// holds a '/'.
absl::StatusOr<std::string> RecordNameOf(const Session& session, std::string_view collection, const std::string& id);

// What follows the last '/' of a resource name: the record's own id.
std::string LastPart(const std::string& name);

// Which entry a write takes the place of, and why. Neither given: it creates.
struct ReplaceFlags {
  uint32_t expect = 0;  // 0: not given
  std::string reason;
  bool dry_run = false;
};

// --expect, --reason and --dry-run. `flags` must outlive the parsing.
void AddReplaceFlags(CLI::App* verb, ReplaceFlags& flags);

// INVALID_ARGUMENT where one of --expect and --reason is given without the other.
absl::StatusOr<v1::RecordWrite> ToWrite(const ReplaceFlags& flags);

// The day a question is about and what the ledger knew.
struct AsOfFlags {
  std::string on;
  std::string at;
};

void AddOnFlag(CLI::App* verb, AsOfFlags& flags);
void AddAtFlag(CLI::App* verb, AsOfFlags& flags);

// Sets `read_at` of the request. INVALID_ARGUMENT, naming the flag, for a value that cannot be used.
template <typename Request>
absl::Status SetReadAt(const AsOfFlags& flags, Request& request) {
  auto read_at = ParseReadAt(flags.at);
  if (!read_at.ok()) return read_at.status();
  *request.mutable_read_at() = *std::move(read_at);
  return absl::OkStatus();
}

// As SetReadAt, and `on` beside it.
template <typename Request>
absl::Status SetAsOf(const AsOfFlags& flags, Request& request) {
  if (absl::Status on = CheckDateFlag({"--on", flags.on}); !on.ok()) return on;
  request.set_on(flags.on);
  return SetReadAt(flags, request);
}

// A write refused because the record has moved on is invalid input: what was typed speaks of an older entry.
absl::Status ExplainStale(const absl::Status& status);

// Makes a call that records `name` and checks what its receipt proves.
template <typename Request, typename Response>
absl::StatusOr<Response> SendRecord(const Session& session,
                                    absl::StatusOr<Response> (Client::*method)(const Request&) const,
                                    const Request& request, const std::string& name) {
  absl::StatusOr<Response> response = (session.client.*method)(request);
  if (!response.ok()) return ExplainStale(response.status());
  if (absl::Status proved = CheckReceipt(session, {name, response->receipt()}); !proved.ok()) return proved;
  return response;
}

// What was recorded, and what else is to be said of it to people: whole lines, or nothing.
struct Recorded {
  std::string id;
  const v1::Receipt& receipt;
  std::string lines;
};

// "in-2013 revision 12", with the lines after it; JSON is the whole response.
void WriteRecorded(const Session& session, const Recorded& recorded, const google::protobuf::Message& response);

// "revision 531" on standard error, unless quiet.
void SayRevision(const Session& session, uint32_t revision);

// "1 sample at revision 531" on standard error, unless quiet.
struct Listed {
  size_t count;
  const char* one;
  const char* many;
  uint32_t revision;
};
void SayListed(const Session& session, const Listed& listed);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_RECORD_COMMAND_H_
