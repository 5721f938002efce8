// From a row of a published file to an inspection: nothing lost, nothing invented, what is odd flagged.
//
// Every cell is kept as reported beside what was read of it. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_INSPECTION_ROW_H_
#define ASSAY_CLIENT_CLI_INSPECTION_ROW_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/authority.pb.h"
#include "assay/v1/inspection.pb.h"
#include "client/cli/named_columns.h"

namespace assay {

// What is odd about an inspection, as its `flags` say. "code-expired" is the server's to say.
namespace oddity {
inline constexpr char kOverallAbolished[] = "overall-abolished";
inline constexpr char kJudgementMissing[] = "judgement-missing";
inline constexpr char kJudgementUnreadable[] = "judgement-unreadable";
inline constexpr char kPreDatesJudgement[] = "inspection-pre-dates-judgement";
inline constexpr char kFrameworkNotStated[] = "framework-not-stated";
inline constexpr char kNoInspectionDates[] = "no-inspection-dates";
inline constexpr char kDateUnreadable[] = "date-unreadable";
inline constexpr char kCodeShared[] = "code-shared";
}  // namespace oddity

// A file's columns. Judgements are in those whose names end in "_grade": "in_care_grade" is the area "in-care".
struct InspectionColumns {
  NamedColumns named;
  std::vector<std::pair<size_t, std::string>> areas;  // column and area
};

// INVALID_ARGUMENT naming what is wrong: as NameColumns, and a file without a judgement or with one area twice.
absl::StatusOr<InspectionColumns> PlanInspectionColumns(const std::vector<std::string>& header,
                                                        const std::vector<std::string>& maps);

// What the command line says of every row.
struct InspectionDefaults {
  std::string inspectorate;
  std::string id_prefix;
  std::string source;
  std::string authority;  // id, for a file without local_authority; else empty
};

struct InspectionRow {
  std::string authority;        // id
  std::string authority_title;  // as reported
  v1::Inspection inspection;    // complete but for flags that take other rows to know
};

// INVALID_ARGUMENT for a row that does not fit the header, is not UTF-8, or names no authority.
absl::StatusOr<InspectionRow> ReadInspectionRow(const InspectionColumns& columns, const CsvRow& row,
                                                const InspectionDefaults& defaults);

// "bournemouth-christchurch-poole" of "Bournemouth, Christchurch & Poole".
std::string AuthorityIdOf(const std::string& title);

// YYYY-MM-DD of "2026-04-27", "27/04/2026" and "27/04/26" (20yy); empty for anything else.
std::string ReadReportedDate(const std::string& text);

// Which codes more than one authority of a file has. Codes change hands, and sources err: both rows are told.
class SharedCodes {
 public:
  void Add(const InspectionRow& row);
  // Whether one of the row's codes is another authority's too.
  bool Shares(const InspectionRow& row) const;

 private:
  struct Holder {
    std::string authority;
    bool shared = false;
  };
  std::map<std::pair<std::string, std::string>, Holder> holders_;  // by scheme and value
};

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_INSPECTION_ROW_H_
