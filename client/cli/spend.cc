// assay spend record|summary

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/spend_service.pb.h"
#include "client/cli/civil_text.h"
#include "client/cli/command.h"
#include "client/cli/flag_values.h"
#include "client/cli/record_command.h"
#include "client/cli/spend_text.h"
#include "service/domain/record.h"
#include "service/domain/text.h"

namespace assay {
namespace {

struct RecordFlags {
  std::string id;
  std::string title;
  std::string amount;
  std::string basis;
  std::string from;
  std::string to;
  std::string source;
  std::string part_of;
  uint32_t units = 0;
  ReplaceFlags replace;
};

absl::StatusOr<v1::SpendBasis> ParseBasis(const std::string& text) {
  std::vector<std::string> codes;
  for (int value = v1::SPEND_BASIS_UNSPECIFIED + 1; value < v1::SpendBasis_ARRAYSIZE; ++value) {
    const auto basis = static_cast<v1::SpendBasis>(value);
    if (text == CodeOf(basis)) return basis;
    codes.push_back(CodeOf(basis));
  }
  const std::string near_miss = NearestMatch(text, codes);
  return absl::InvalidArgumentError("--basis \"" + text + "\" is not one of actual, budget, forecast and estimate" +
                                    (near_miss.empty() ? "" : "; did you mean " + near_miss + "?"));
}

absl::StatusOr<v1::SpendItem> ToItem(const Session& session, const RecordFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<SpendItem>, flags.id);
  if (!name.ok()) return name.status();
  const auto basis = ParseBasis(flags.basis);
  if (!basis.ok()) return basis.status();
  for (const Flag& flag : {Flag{"--from", flags.from}, Flag{"--to", flags.to}}) {
    if (absl::Status date = CheckDateFlag(flag); !date.ok()) return date;
  }
  v1::SpendItem item;
  item.set_name(*name);
  item.set_title(flags.title);
  if (!flags.amount.empty()) {
    const auto pence = ParsePounds(flags.amount);
    if (!pence.ok()) return absl::InvalidArgumentError("--amount " + std::string(pence.status().message()));
    item.set_amount_pence(*pence);
  }
  item.set_basis(*basis);
  item.set_first_day(flags.from);
  item.set_last_day(flags.to);
  item.set_source(flags.source);
  item.set_part_of(flags.part_of);
  item.set_units(flags.units);
  return item;
}

absl::StatusOr<ExitCode> Record(Session& session, const RecordFlags& flags) {
  auto write = ToWrite(flags.replace);
  if (!write.ok()) return write.status();
  auto item = ToItem(session, flags);
  if (!item.ok()) return item.status();
  v1::RecordSpendRequest request;
  *request.mutable_write() = *std::move(write);
  *request.mutable_item() = *std::move(item);
  const auto response = SendRecord(session, &Client::RecordSpend, request, request.item().name());
  if (!response.ok()) return response.status();
  const std::string amount = request.item().has_amount_pence()
                                 ? FormatPounds(static_cast<int64_t>(request.item().amount_pence()))
                                 : "amount unknown";
  WriteRecorded(session, {flags.id, response->receipt(), "  " + amount + '\n'}, *response);
  return ExitCode::kAnswered;
}

// Totals, each followed by its parts; JSON has the answer whole, remainders included.
void WriteSummary(const Session& session, const v1::SummarizeSpendResponse& response) {
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kTable:
      out << SpendText(response);
      break;
    case Format::kJson:
      out << ToJson(response, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    case Format::kJsonl:
      for (const auto& total : response.totals()) out << ToJson(total, Whitespace::kNone, Defaults::kLeftOut) << '\n';
      break;
    default: {
      ListWriter<v1::SpendItem> writer(out, session.output(), SpendLayout());
      for (const auto& total : response.totals()) {
        writer.Add(total.item());
        for (const auto& part : total.parts()) writer.Add(part);
      }
      writer.Finish();
      break;
    }
  }
}

absl::StatusOr<ExitCode> Summary(Session& session, const AsOfFlags& as_of) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::SummarizeSpendRequest request;
  request.set_parent(*authority);
  if (absl::Status at = SetReadAt(as_of, request); !at.ok()) return at;
  const auto response = session.client.SummarizeSpend(request);
  if (!response.ok()) return response.status();
  WriteSummary(session, *response);
  SayRevision(session, response->revision());
  return ExitCode::kAnswered;
}

void AddRecord(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<RecordFlags>();
  CLI::App* record =
      AddLedgerVerb(line, noun, "record",
                    {"Record an amount as it is stated somewhere, or a part of one",
                     "assay spend record staff --title \"Three temporary staff\" --amount 741000.00 --basis actual"
                     " --from 2013-04-01 --to 2014-03-31 --units 3 --source \"Statement of accounts 2013-14\"\n"
                     "assay spend record head --title \"Head of service\" --amount 341000.00 --basis actual --units 1"
                     " --part-of staff --source \"Statement of accounts 2013-14\""},
                    [flags](Session& session) { return Record(session, *flags); });
  record->add_option("ID", flags->id, "Its id")->required();
  const auto add = [&](const char* name, std::string& value, const char* description, const char* type) {
    return record->add_option(name, value, description)->type_name(type);
  };
  add("--title", flags->title, "What it is for; it must not name a person", "TEXT")->required();
  add("--amount", flags->amount, "In pounds, exact to the penny; left out where it is not known", "POUNDS");
  add("--basis", flags->basis, "actual, budget, forecast or estimate", "BASIS")->required();
  add("--from", flags->from, "First day of the period it covers", "DATE");
  add("--to", flags->to, "Last day of it", "DATE");
  add("--source", flags->source, "Where it is stated", "TEXT")->required();
  add("--part-of", flags->part_of, "The total of which it is a part", "ID");
  record->add_option("--units", flags->units, "How many posts or things it pays for")
      ->check(AboveZero())
      ->type_name("N");
  AddReplaceFlags(record, flags->replace);
}

}  // namespace

void AddSpend(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "spend",
                           {"Money spent on improvement, as stated",
                            "assay spend summary\n"
                            "assay spend summary --at 2014-09-30"});
  AddRecord(line, noun);
  auto as_of = std::make_shared<AsOfFlags>();
  CLI::App* summary = AddLedgerVerb(line, noun, "summary",
                                    {"Show every total with its parts and what they leave", "assay spend summary"},
                                    [as_of](Session& session) { return Summary(session, *as_of); });
  AddAtFlag(summary, *as_of);
}

}  // namespace assay
