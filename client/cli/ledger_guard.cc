#include "client/cli/ledger_guard.h"

#include <filesystem>
#include <optional>

#include "client/cli/partial_file.h"
#include "client/cli/text_file.h"
#include "client/sdk/ledger_proof.h"
#include "service/domain/text.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "storage/merkle/leaf.h"

namespace assay {
namespace {

absl::StatusOr<std::string> StateFolder(const Console& console) {
  const std::string folder = console.environment("XDG_STATE_HOME").value_or("");
  if (!folder.empty()) return folder + "/assay";
  const std::string home = console.environment("HOME").value_or("");
  if (!home.empty()) return home + "/.local/state/assay";
  return absl::InvalidArgumentError(
      "where is the checkpoint last seen kept? Set HOME or XDG_STATE_HOME, or use no context");
}

struct Remembered {
  std::string note;
  Checkpoint checkpoint;
};

// nullopt: nothing is remembered. It was checked before it was written, so nobody needs to vouch for it again: its key
// may have been replaced since.
absl::StatusOr<std::optional<Remembered>> Recall(const Console& console, const std::string& path) {
  std::error_code absent;
  if (!std::filesystem::exists(path, absent)) return std::nullopt;
  absl::StatusOr<std::string> note = ReadTextFile(console, path, kNoteBytesMax);
  if (!note.ok()) return note.status();
  absl::StatusOr<Checkpoint> checkpoint = ReadCheckpointUnverified(*note);
  if (!checkpoint.ok()) {
    return absl::DataLossError(
        path + ": the checkpoint last seen cannot be read: " + std::string(checkpoint.status().message()));
  }
  return Remembered{*std::move(note), *std::move(checkpoint)};
}

// Another process may have seen more in the meantime.
absl::Status Remember(const Console& console, const std::string& path, const Remembered& seen) {
  const auto known = Recall(console, path);
  if (known.ok() && known->has_value() && (*known)->checkpoint.size > seen.checkpoint.size) return absl::OkStatus();
  return ReplaceFile(path, seen.note);
}

absl::Status CheckGrown(const Session& session, const std::string& parent, const Growth& growth) {
  v1::GetConsistencyProofRequest request;
  request.set_parent(parent);
  if (!AreOfOneLedger(growth) || growth.after.size <= growth.before.size) {
    return CheckGrowth(growth, {});
  }
  request.set_first_tree_size(static_cast<uint32_t>(growth.before.size));
  request.set_second_tree_size(static_cast<uint32_t>(growth.after.size));
  const auto response = session.client.GetConsistencyProof(request);
  if (!response.ok()) return response.status();
  return CheckGrowth(growth, response->hashes());
}

// The same error, saying what to do where the operator has replaced the key.
absl::Status NotSigned(const absl::Status& status, const std::string& context) {
  return absl::Status(status.code(),
                      "the server's answers are refused: " + std::string(status.message()) +
                          "\nIf the operator says that the key was rotated, pin both: assay context set " + context +
                          " --key OLD --key NEW");
}

// The same error, saying also what was relied on.
absl::Status NotBelieved(const absl::Status& status, const std::string& path) {
  if (!absl::IsDataLoss(status)) return status;
  std::string why = "the server's answers are refused: " + std::string(status.message());
  std::error_code absent;
  if (std::filesystem::exists(path, absent)) {
    why += "\nThe checkpoint last seen is kept in " + path + "; only if it is known why the ledger differs, remove it";
  }
  return absl::DataLossError(why);
}

absl::Status Compare(const Session& session, const std::string& authority, const std::string& path) {
  const std::string parent = AuthorityName(authority);
  const auto known = Recall(session.console, path);
  if (!known.ok()) return NotBelieved(known.status(), path);
  v1::GetCheckpointRequest request;
  request.set_parent(parent);
  const auto response = session.client.GetCheckpoint(request);
  if (absl::IsNotFound(response.status())) {
    if (!known->has_value()) return absl::OkStatus();
    const std::string had = std::to_string((*known)->checkpoint.size);
    return NotBelieved(absl::DataLossError("the ledger is gone; it had " + had + " entries"), path);
  }
  if (!response.ok()) return response.status();
  const auto now = OpenNoteOf({.ledger = authority, .note = response->checkpoint()}, session.settings.keys);
  if (!now.ok()) {
    const bool is_but_not_signed = OpenNoteOf({.ledger = authority, .note = response->checkpoint()}, {}).ok();
    return is_but_not_signed ? NotSigned(now.status(), session.settings.context) : NotBelieved(now.status(), path);
  }
  if (known->has_value()) {
    const absl::Status grown = CheckGrown(session, parent, {(*known)->checkpoint, *now});
    if (!grown.ok()) return NotBelieved(grown, path);
    if ((*known)->checkpoint.size == now->size) return absl::OkStatus();
  }
  return Remember(session.console, path, {response->checkpoint(), *now});
}

// "authorities/{authority}/{key}" in its two parts: a ledger, and the name the entry answers to within it.
struct LedgerAndKey {
  std::string authority;
  std::string key;
};
LedgerAndKey Split(const std::string& name) {
  const std::string_view prefix = "authorities/";
  const size_t slash = name.find('/', prefix.size());
  if (!name.starts_with(prefix) || slash == std::string::npos) return {};
  return {name.substr(prefix.size(), slash - prefix.size()), name.substr(slash + 1)};
}

// The leaf the server shows for a receipt; nullopt: it shows none.
std::optional<std::string> ShownLeaf(const Session& session, const std::string& parent, const v1::Receipt& receipt) {
  v1::GetInclusionProofRequest request;
  request.set_parent(parent);
  request.set_revision(receipt.revision());
  request.set_tree_size(receipt.proof().tree_size());
  const auto response = session.client.GetInclusionProof(request);
  if (!response.ok() || response->leaf().empty()) return std::nullopt;
  return response->leaf();
}

}  // namespace

absl::Status CheckLedger(const Session& session, const std::string& authority) {
  const std::string& context = session.settings.context;
  Violations violations;
  CheckAuthorityId({"authority", authority}, violations);
  // What cannot be an authority's id cannot name a file either; the command itself says what is wrong with it.
  if (context.empty() || !violations.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> folder = StateFolder(session.console);
  if (!folder.ok()) return folder.status();
  const std::string path = *folder + "/" + context + "/" + authority + ".checkpoint";
  return Compare(session, authority, path);
}

absl::Status CheckReceipt(const Session& session, const Acknowledged& acknowledged) {
  const v1::Receipt& receipt = acknowledged.receipt;
  if (session.settings.context.empty() || !receipt.has_proof()) return absl::OkStatus();
  const auto [authority, key] = Split(acknowledged.name);
  const auto checkpoint =
      OpenNoteOf({.ledger = authority, .note = receipt.proof().checkpoint()}, session.settings.keys);
  if (!checkpoint.ok()) return checkpoint.status();
  if (receipt.proof().leaf_index() + 1 != receipt.revision()) {
    return absl::DataLossError("the receipt's proof is of another entry than " + std::to_string(receipt.revision()));
  }
  const auto leaf = ShownLeaf(session, AuthorityName(authority), receipt);
  if (!leaf.has_value()) return absl::OkStatus();
  const absl::StatusOr<Leaf> decoded = DecodeLeaf(*leaf);
  if (!decoded.ok() || LeafName(*decoded) != key) {
    return absl::DataLossError("entry " + std::to_string(receipt.revision()) + " is not of " + key);
  }
  return CheckInclusion(receipt.proof(), *leaf, *checkpoint);
}

}  // namespace assay
