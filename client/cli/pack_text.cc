#include "client/cli/pack_text.h"

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "client/cli/ledger_commands.h"
#include "client/cli/notice_text.h"
#include "client/cli/statement_text.h"
#include "client/cli/statement_words.h"
#include "client/cli/text_cell.h"
#include "service/records/names.h"

namespace assay {
namespace {

// "31 Mar 2014"
std::string DayText(int64_t recorded_at_us) {
  std::string text = absl::FormatTime("%e %b %Y", absl::FromUnixMicros(recorded_at_us), absl::UTCTimeZone());
  absl::StripLeadingAsciiWhitespace(&text);
  return text;
}

}  // namespace

std::string PackText(const VerifiedPack& pack) {
  std::string text = EntriesText(pack.checkpoint.size) +
                     (AuthorityOfAccessLedger(pack.ledger) ? " of personal reads" : "") +
                     ", root matches the checkpoint of " + DayText(pack.last_recorded_at_us);
  if (!pack.statement.has_value()) return text;
  const v1::Statement& statement = *pack.statement;
  const bool graded_only = statement.measure().ungraded_policy() == v1::UNGRADED_POLICY_EXCLUDED;
  const v1::Figure& figure = graded_only ? statement.graded() : statement.audited();
  return text + ", statement recomputed: " + std::to_string(figure.numerator()) + "/" +
         std::to_string(figure.denominator()) + " " + NameOf(statement.verdict());
}

std::string SubjectText(const VerifiedPack& pack) {
  const std::optional<std::string> readings_of = AuthorityOfAccessLedger(pack.ledger);
  std::string text = "of " + TextCell(readings_of.value_or(pack.ledger));
  if (!pack.statement.has_value()) return text;
  const v1::Statement& statement = *pack.statement;
  const std::string name = MeasureOf(statement);
  text += ": " + (name.empty() ? name : TextCell(name) + ", ") + TextCell(DefinitionWords(statement.measure())) +
          "; on " + TextCell(statement.on()) + " at revision " + std::to_string(statement.revision());
  return text;
}

}  // namespace assay
