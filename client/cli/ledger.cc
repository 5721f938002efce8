// assay ledger checkpoint|proof|consistency; the other verbs have files of their own.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "client/cli/flag_values.h"
#include "client/cli/key_flag.h"
#include "client/cli/ledger_commands.h"
#include "client/cli/output.h"
#include "client/cli/text_file.h"
#include "service/records/leaf_codec.h"
#include "service/records/names.h"
#include "storage/merkle/encoding.h"
#include "storage/merkle/tree.h"

namespace assay {
namespace {

constexpr char kExamples[] =
    "assay ledger export board-pack.assay --threshold adequate --at-least 75% --on 2014-03-31\n"
    "assay ledger verify board-pack.assay --key authority.pub";

// What was checked, and whether anybody known vouches for it.
ExitCode Conclude(const Session& session, const PinnedKeys& keys, const std::string& what) {
  session.console.out << (keys.empty() ? "CONSISTENT  " : "OK  ") << what
                      << (keys.empty() ? ", signer unknown\n" : "\n");
  return keys.empty() ? ExitCode::kSignerUnknown : ExitCode::kAnswered;
}

bool IsJson(const Session& session) {
  return session.settings.format == Format::kJson || session.settings.format == Format::kJsonl;
}

void WriteJson(const Session& session, const google::protobuf::Message& response) {
  const bool indented = session.settings.format == Format::kJson;
  session.console.out << ToJson(response, indented ? Whitespace::kIndented : Whitespace::kNone, Defaults::kLeftOut)
                      << (indented ? "" : "\n");
}

struct CheckpointFlags {
  Which which = Which::kAudits;
  uint32_t size = 0;
  std::vector<std::string> keys;
};

absl::StatusOr<ExitCode> ShowCheckpoint(Session& session, const CheckpointFlags& flags) {
  const auto keys = KeysFor(session, flags.keys);
  if (!keys.ok()) return keys.status();
  const auto ledger = LedgerAsked(session, flags.which);
  if (!ledger.ok()) return ledger.status();
  const auto opened = FetchCheckpoint(session, *ledger, flags.size, *keys);
  if (!opened.ok()) return opened.status();
  if (IsJson(session)) {
    v1::GetCheckpointResponse response;
    response.set_checkpoint(opened->note);
    response.set_tree_size(static_cast<uint32_t>(opened->checkpoint.size));
    WriteJson(session, response);
  } else {
    session.console.out << opened->note;
  }
  return ExitCode::kAnswered;
}

struct ProofFlags {
  Which which = Which::kAudits;
  std::string subject;
  std::vector<std::string> keys;
};

// An entry, and what it answers to within its ledger; empty: that is not said.
struct Subject {
  uint32_t revision = 0;
  std::string key;
};

// A bare number is a revision; anything else an audit's id, which may be written "audits/123" where it is a number too.
absl::StatusOr<Subject> SubjectOf(const Session& session, const std::string& subject) {
  if (std::all_of(subject.begin(), subject.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    uint32_t revision = 0;
    if (absl::SimpleAtoi(subject, &revision) && revision > 0) return Subject{.revision = revision};
    return absl::InvalidArgumentError("\"" + subject + "\" is not a revision");
  }
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::GetAuditRequest request;
  const std::string key = (subject.starts_with("audits/") ? "" : "audits/") + subject;
  request.set_name(*authority + "/" + key);
  const auto response = session.client.GetAudit(request);
  if (!response.ok()) return response.status();
  return Subject{.revision = response->audit().revision(), .key = key};
}

void WriteProof(const Session& session, const v1::GetInclusionProofResponse& response, const Checkpoint& checkpoint) {
  const v1::InclusionProof& proof = response.proof();
  std::vector<std::string> names = {"leaf index", "tree size", "leaf hash"};
  std::vector<std::string> values = {std::to_string(proof.leaf_index()), std::to_string(proof.tree_size()),
                                     Base64(BytesOf(LeafHash(response.leaf())))};
  for (int i = 0; i < proof.hashes_size(); ++i) {
    names.push_back("hash " + std::to_string(i + 1));
    values.push_back(Base64(proof.hashes(i)));
  }
  names.push_back("root");
  values.push_back(Base64(BytesOf(checkpoint.root)));
  WriteFields(session.console.out, names, values);
}

absl::StatusOr<ExitCode> Prove(Session& session, const ProofFlags& flags) {
  const auto ledger = LedgerAsked(session, flags.which);
  if (!ledger.ok()) return ledger.status();
  const auto keys = KeysFor(session, flags.keys);
  if (!keys.ok()) return keys.status();
  const auto subject = SubjectOf(session, flags.subject);
  if (!subject.ok()) return subject.status();
  if (flags.which == Which::kPersonalReads && !subject->key.empty()) {
    return absl::InvalidArgumentError("with --access name a revision of that ledger: assay ledger reads lists them");
  }
  v1::GetInclusionProofRequest request;
  request.set_parent(ledger->parent);
  request.set_revision(subject->revision);
  const auto response = session.client.GetInclusionProof(request);
  if (!response.ok()) return response.status();
  const v1::InclusionProof& proof = response->proof();
  const auto checkpoint = OpenNoteOf({.ledger = ledger->name, .note = proof.checkpoint()}, *keys);
  if (!checkpoint.ok()) return checkpoint.status();
  if (proof.leaf_index() + 1 != subject->revision) return absl::DataLossError("the proof is of another entry");
  const absl::StatusOr<Leaf> leaf = DecodeLeaf(response->leaf());
  if (!subject->key.empty() && (!leaf.ok() || LeafName(*leaf) != subject->key)) {
    return absl::DataLossError("entry " + std::to_string(subject->revision) + " is not of " + subject->key);
  }
  if (absl::Status proved = CheckInclusion(proof, response->leaf(), *checkpoint); !proved.ok()) return proved;
  if (IsJson(session)) {
    WriteJson(session, *response);
    return keys->empty() ? ExitCode::kSignerUnknown : ExitCode::kAnswered;
  }
  WriteProof(session, *response, *checkpoint);
  return Conclude(
      session, *keys,
      "entry " + std::to_string(subject->revision) + " is in the ledger of " + EntriesText(checkpoint->size));
}

struct ConsistencyFlags {
  Which which = Which::kAudits;
  std::string from;  // a number of entries, or a file
  uint32_t to = 0;   // 0: all there are now
  std::vector<std::string> keys;
};

// The server's checkpoint of so many entries, or the one that somebody kept in a file.
absl::StatusOr<Checkpoint> EarlierCheckpoint(const Session& session, const AskedLedger& ledger, const std::string& from,
                                             const PinnedKeys& keys) {
  uint32_t size = 0;
  if (absl::SimpleAtoi(from, &size) && size > 0) {
    auto fetched = FetchCheckpoint(session, ledger, size, keys);
    if (!fetched.ok()) return fetched.status();
    return std::move(fetched->checkpoint);
  }
  const absl::StatusOr<std::string> note = ReadTextFile(session.console, from, kNoteBytesMax);
  if (!note.ok()) return note.status();
  absl::StatusOr<Checkpoint> kept = OpenNoteOf({.ledger = ledger.name, .note = *note}, keys);
  if (!kept.ok()) return absl::Status(kept.status().code(), from + ": " + std::string(kept.status().message()));
  return kept;
}

absl::StatusOr<ExitCode> ShowConsistency(Session& session, const ConsistencyFlags& flags) {
  if (absl::Status asked = session.CheckWordsOnly("ledger consistency"); !asked.ok()) return asked;
  const auto ledger = LedgerAsked(session, flags.which);
  if (!ledger.ok()) return ledger.status();
  const auto keys = KeysFor(session, flags.keys);
  if (!keys.ok()) return keys.status();
  const auto before = EarlierCheckpoint(session, *ledger, flags.from, *keys);
  if (!before.ok()) return before.status();
  if (flags.to != 0 && flags.to < before->size) return absl::InvalidArgumentError("TO is smaller than FROM");
  const auto after = FetchCheckpoint(session, *ledger, flags.to, *keys);
  if (!after.ok()) return after.status();
  const Growth growth{*before, after->checkpoint};
  v1::GetConsistencyProofResponse proof;
  proof.set_checkpoint(after->note);
  // Of anything else there is nothing to prove, and CheckGrowth says why.
  if (AreOfOneLedger(growth) && growth.after.size >= growth.before.size) {
    v1::GetConsistencyProofRequest request;
    request.set_parent(ledger->parent);
    request.set_first_tree_size(static_cast<uint32_t>(growth.before.size));
    request.set_second_tree_size(static_cast<uint32_t>(growth.after.size));
    auto response = session.client.GetConsistencyProof(request);
    if (!response.ok()) return response.status();
    proof = *std::move(response);
  }
  if (absl::Status grown = CheckGrowth(growth, proof.hashes()); !grown.ok()) return grown;
  if (IsJson(session)) {
    WriteJson(session, proof);
    return keys->empty() ? ExitCode::kSignerUnknown : ExitCode::kAnswered;
  }
  return Conclude(session, *keys,
                  "the ledger of " + EntriesText(before->size) + " is the beginning of the ledger of " +
                      EntriesText(after->checkpoint.size));
}

void AddProofs(CommandLine& line, CLI::App* noun) {
  auto checkpoint_flags = std::make_shared<CheckpointFlags>();
  CLI::App* checkpoint = AddLedgerVerb(
      line, noun, "checkpoint",
      {"Print the signed checkpoint", "assay ledger checkpoint > today.note\nassay ledger checkpoint --size 531"},
      [checkpoint_flags](Session& session) { return ShowCheckpoint(session, *checkpoint_flags); });
  checkpoint->add_option("--size", checkpoint_flags->size, "Of the first N entries (default: all)")
      ->check(AboveZero())
      ->type_name("N");
  AddAccessFlag(checkpoint, checkpoint_flags->which);
  AddKeyFlag(checkpoint, checkpoint_flags->keys);

  auto proof_flags = std::make_shared<ProofFlags>();
  CLI::App* proof = AddLedgerVerb(line, noun, "proof",
                                  {"Prove that an audit's newest entry, or any entry, is in the ledger",
                                   "assay ledger proof plan-0233\nassay ledger proof 531"},
                                  [proof_flags](Session& session) { return Prove(session, *proof_flags); });
  proof->add_option("ID|REVISION", proof_flags->subject, "An audit's id, or a revision of the ledger")->required();
  AddAccessFlag(proof, proof_flags->which);
  AddKeyFlag(proof, proof_flags->keys);

  auto consistency_flags = std::make_shared<ConsistencyFlags>();
  CLI::App* consistency =
      AddLedgerVerb(line, noun, "consistency",
                    {"Prove that an earlier ledger is the beginning of a later one",
                     "assay ledger consistency minutes-of-the-board.note\nassay ledger consistency 500 531"},
                    [consistency_flags](Session& session) { return ShowConsistency(session, *consistency_flags); });
  consistency
      ->add_option("FROM", consistency_flags->from,
                   "The earlier number of entries, or the file of a checkpoint kept then")
      ->required();
  consistency->add_option("TO", consistency_flags->to, "The later number of entries (default: all)")
      ->check(AboveZero());
  AddAccessFlag(consistency, consistency_flags->which);
  AddKeyFlag(consistency, consistency_flags->keys);
}

}  // namespace

void AddKeyFlag(CLI::App* verb, std::vector<std::string>& values) {
  verb->add_option("--key", values, "A public key that must have signed (default: the context's); may be repeated")
      ->type_name("VKEY|FILE")
      ->allow_extra_args(false);
}

absl::StatusOr<PinnedKeys> KeysFor(const Session& session, const std::vector<std::string>& values) {
  if (values.empty()) return session.settings.keys;
  return ReadKeys(session.console, values);
}

void AddAccessFlag(CLI::App* verb, Which& which) {
  verb->add_flag_callback(
      "--access", [&which] { which = Which::kPersonalReads; },
      "Of the authority's other ledger: who read personal parts, and when");
}

absl::StatusOr<AskedLedger> LedgerAsked(const Session& session, Which which) {
  auto parent = session.AuthorityName();
  if (!parent.ok()) return parent.status();
  if (which == Which::kAudits) return AskedLedger{*std::move(parent), session.settings.authority};
  return AskedLedger{*parent + "/access", AccessLedger(session.settings.authority)};
}

absl::StatusOr<OpenedNote> FetchCheckpoint(const Session& session, const AskedLedger& ledger, uint32_t size,
                                           const PinnedKeys& keys) {
  v1::GetCheckpointRequest request;
  request.set_parent(ledger.parent);
  request.set_tree_size(size);
  auto response = session.client.GetCheckpoint(request);
  if (!response.ok()) return response.status();
  auto checkpoint = OpenNoteOf({.ledger = ledger.name, .note = response->checkpoint()}, keys);
  if (!checkpoint.ok()) return checkpoint.status();
  if (size != 0 && checkpoint->size != size) {
    return absl::DataLossError("the checkpoint is of " + EntriesText(checkpoint->size) + ", not of " +
                               std::to_string(size));
  }
  return OpenedNote{std::move(*response->mutable_checkpoint()), *std::move(checkpoint)};
}

std::string EntriesText(uint64_t count) { return std::to_string(count) + (count == 1 ? " entry" : " entries"); }

void AddLedger(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "ledger", {"Proof that nothing was changed or left out", kExamples});
  AddProofs(line, noun);
  AddLedgerExport(line, noun);
  AddLedgerVerify(line, noun);
  AddLedgerReads(line, noun);
}

}  // namespace assay
