// assay sample create|get|list

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "assay/v1/sample_service.pb.h"
#include "client/cli/audit_layout.h"
#include "client/cli/command.h"
#include "client/cli/flag_values.h"
#include "client/cli/record_command.h"
#include "client/cli/sample_text.h"
#include "service/domain/record.h"

namespace assay {
namespace {

struct CreateFlags {
  std::string id;
  std::string title;
  std::string practice_area;
  std::string audit_type;
  std::string sampling;
  uint32_t frame_size = 0;
  std::string drawn_on;
  std::string allocations;
  NamedColumnFlags columns;
  ReplaceFlags replace;
};

absl::StatusOr<v1::Sample> ToSample(const Session& session, const CreateFlags& flags) {
  v1::Sample sample;
  const auto name = RecordNameOf(session, kCollection<Sample>, flags.id);
  if (!name.ok()) return name.status();
  sample.set_name(*name);
  sample.set_title(flags.title);
  sample.set_practice_area(flags.practice_area);
  const auto method = ParseSamplingFlag({"--sampling", flags.sampling});
  if (!method.ok()) return method.status();
  sample.set_sampling_method(*method);
  if (!flags.audit_type.empty()) {
    const auto type = ParseAuditTypeFlag({"--audit-type", flags.audit_type});
    if (!type.ok()) return type.status();
    sample.set_audit_type(*type);
  }
  sample.set_frame_size(flags.frame_size);
  if (absl::Status drawn = CheckDateFlag({"--drawn-on", flags.drawn_on}); !drawn.ok()) return drawn;
  sample.set_drawn_on(flags.drawn_on);
  auto allocations = ReadAllocations(session.console, {flags.allocations, flags.columns});
  if (!allocations.ok()) return allocations.status();
  for (v1::Allocation& allocation : *allocations) *sample.add_allocations() = std::move(allocation);
  return sample;
}

absl::StatusOr<ExitCode> Create(Session& session, const CreateFlags& flags) {
  auto write = ToWrite(flags.replace);
  if (!write.ok()) return write.status();
  auto sample = ToSample(session, flags);
  if (!sample.ok()) return sample.status();
  v1::CreateSampleRequest request;
  *request.mutable_write() = *std::move(write);
  *request.mutable_sample() = *std::move(sample);
  const auto response = SendRecord(session, &Client::CreateSample, request, request.sample().name());
  if (!response.ok()) return response.status();
  const std::string lines = "  " + std::to_string(request.sample().allocations_size()) + " allocated\n";
  WriteRecorded(session, {flags.id, response->receipt(), lines}, *response);
  return ExitCode::kAnswered;
}

struct GetFlags {
  std::string id;
  AsOfFlags as_of;
};

void WriteSample(const Session& session, const v1::GetSampleResponse& response) {
  std::ostream& out = session.console.out;
  switch (session.settings.format) {
    case Format::kTable:
      out << SampleText(response, session.output());
      break;
    case Format::kJson:
      out << ToJson(response, Whitespace::kIndented, Defaults::kLeftOut);
      break;
    default: {
      ListWriter<v1::AllocationStatus> writer(out, session.output(), AllocationLayout());
      for (const auto& status : response.allocations()) writer.Add(status);
      writer.Finish();
      break;
    }
  }
}

absl::StatusOr<ExitCode> Get(Session& session, const GetFlags& flags) {
  const auto name = RecordNameOf(session, kCollection<Sample>, flags.id);
  if (!name.ok()) return name.status();
  v1::GetSampleRequest request;
  request.set_name(*name);
  if (absl::Status as_of = SetAsOf(flags.as_of, request); !as_of.ok()) return as_of;
  const auto response = session.client.GetSample(request);
  if (!response.ok()) return response.status();
  WriteSample(session, *response);
  SayRevision(session, response->revision());
  return ExitCode::kAnswered;
}

// A sample beside how much of it has come back: one row of the list.
using Row = v1::GetSampleResponse;

const Layout<Row>& SampleLayout() {
  static const auto* const layout = [] {
    std::vector<Column<Row>> columns = {
        {"sample", Align::kLeft, [](const Row& row) { return LastPart(row.sample().name()); }},
        {"title", Align::kLeft, [](const Row& row) { return row.sample().title(); }},
        {"practice_area", Align::kLeft, [](const Row& row) { return row.sample().practice_area(); }},
        {"sampling", Align::kLeft, [](const Row& row) { return CodeOf(row.sample().sampling_method()); }},
        {"frame", Align::kRight,
         [](const Row& row) {
           return row.sample().frame_size() == 0 ? std::string() : std::to_string(row.sample().frame_size());
         }},
        {"allocated", Align::kRight, [](const Row& row) { return std::to_string(row.coverage().allocated_count()); }},
        {"returned", Align::kRight, [](const Row& row) { return std::to_string(row.coverage().returned_count()); }},
        {"withdrawn", Align::kRight, [](const Row& row) { return std::to_string(row.coverage().withdrawn_count()); }},
    };
    return new Layout<Row>{columns, columns, [](const Row& row) { return LastPart(row.sample().name()); }};
  }();
  return *layout;
}

absl::StatusOr<ExitCode> List(Session& session, const AsOfFlags& as_of) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  v1::ListSamplesRequest request;
  request.set_parent(*authority);
  if (absl::Status at = SetReadAt(as_of, request); !at.ok()) return at;
  const auto response = session.client.ListSamples(request);
  if (!response.ok()) return response.status();
  if (response->samples_size() != response->coverage_size()) {
    return absl::InternalError("the server answers another number of samples than of their coverage");
  }
  ListWriter<Row> writer(session.console.out, session.output(), SampleLayout());
  for (int i = 0; i < response->samples_size(); ++i) {
    Row row;
    *row.mutable_sample() = response->samples(i);
    *row.mutable_coverage() = response->coverage(i);
    writer.Add(row);
  }
  writer.Finish();
  SayListed(session, {writer.count(), "sample", "samples", response->revision()});
  return ExitCode::kAnswered;
}

void AddCreate(CommandLine& line, CLI::App* noun) {
  auto flags = std::make_shared<CreateFlags>();
  CLI::App* create = AddLedgerVerb(line, noun, "create",
                                   {"Record which audits were allocated, to whom, and by when",
                                    "assay sample create 2014-q1 --title \"Assessments, January to March\""
                                    " --practice-area assessment --sampling random --frame 812"
                                    " --drawn-on 2014-01-06 --allocations q1.csv\n"
                                    "assay sample create 2014-q1 --title \"Assessments\" --practice-area assessment"
                                    " --sampling random --allocations q1.csv --map \"Audit no=audit_id,Due=due_date\""},
                                   [flags](Session& session) { return Create(session, *flags); });
  create->add_option("ID", flags->id, "Its id")->required();
  const auto add = [&](const char* name, std::string& value, const char* description, const char* type) {
    return create->add_option(name, value, description)->type_name(type);
  };
  add("--title", flags->title, "Its name for people", "TEXT")->required();
  add("--practice-area", flags->practice_area, "What is audited", "CODE")->required();
  add("--sampling", flags->sampling, "census, random, stratified, targeted or self-selected", "CODE")->required();
  add("--audit-type", flags->audit_type, "planned, dip-sample, thematic, multi-agency or re-audit", "CODE");
  create->add_option("--frame", flags->frame_size, "How many cases it was drawn from")
      ->check(AboveZero())
      ->type_name("N");
  add("--drawn-on", flags->drawn_on, "The day it was drawn", "DATE");
  add("--allocations", flags->allocations, "A CSV file with the columns audit_id, due_date and perhaps auditor",
      "FILE|-")
      ->required();
  create->add_option("--map", flags->columns.maps, "Which of their columns is which field")
      ->type_name("\"HEADER=FIELD,...\"")
      ->allow_extra_args(false);
  create->add_option("--ignore", flags->columns.ignores, "Columns to leave out")
      ->type_name("\"HEADER,...\"")
      ->allow_extra_args(false);
  AddReplaceFlags(create, flags->replace);
}

}  // namespace

void AddSample(CommandLine& line) {
  CLI::App* noun = AddNoun(line, "sample",
                           {"Audits that were allocated, and which have not come back",
                            "assay sample create 2014-q1 --title \"Assessments\" --practice-area assessment"
                            " --sampling random --allocations q1.csv\n"
                            "assay sample get 2014-q1"});
  AddCreate(line, noun);

  auto flags = std::make_shared<GetFlags>();
  CLI::App* get = AddLedgerVerb(line, noun, "get",
                                {"Show how much of a sample has come back, and who has not returned what",
                                 "assay sample get 2014-q1 --on 2014-03-31"},
                                [flags](Session& session) { return Get(session, *flags); });
  get->add_option("ID", flags->id, "Its id")->required();
  AddOnFlag(get, flags->as_of);
  AddAtFlag(get, flags->as_of);

  auto as_of = std::make_shared<AsOfFlags>();
  CLI::App* list = AddLedgerVerb(line, noun, "list", {"List all samples", "assay sample list -o csv"},
                                 [as_of](Session& session) { return List(session, *as_of); });
  AddAtFlag(list, *as_of);
}

}  // namespace assay
