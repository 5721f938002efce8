// What a column of an import may hold.
#ifndef ASSAY_CLIENT_CLI_IMPORT_FIELDS_H_
#define ASSAY_CLIENT_CLI_IMPORT_FIELDS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class ImportField : size_t {
  kAuditId,
  kCaseRef,
  kPracticeArea,
  kAuditType,
  kAuditDate,
  kScale,
  kGrade,
  kUngradedReason,
  kPracticePeriodFirstDay,
  kPracticePeriodLastDay,
  kTeam,
  kAuditor,
  kSamplingMethod,
  kActionOwner,
  kActionDueDate,
  kNoActionReason,
  kNarrative,
  kNotes,
  kReAuditOf,
  kWorker,
  kManager,
  kSupervisor,
  kAuditQuality,
  kQualityAssessor,
  kRiskTold,
  kRiskToldOn,
  kActionCode,
};
inline constexpr size_t kImportFields = 27;

// What a column's name begins with that grades one part of the case: "domain:planning".
inline constexpr std::string_view kDomainPrefix = "domain:";
// What a cell of such a column begins with that has no grade: "ungraded: no-file-access".
inline constexpr std::string_view kUngradedPrefix = "ungraded:";

// How a cell becomes a value: as it stands, as a date, or as a code made from people's spelling.
enum class ImportKind { kText, kDate, kCode };

// Whether a value may be shown in a message.
enum class Privacy { kPublic, kPersonal };

struct ImportFieldAbout {
  std::string_view name;  // the column's: "audit_date"
  std::string_view path;  // in the server's violations: "personal.case_ref"
  ImportKind kind;
  Privacy privacy;
};

const ImportFieldAbout& About(ImportField field);
std::optional<ImportField> ImportFieldByName(std::string_view name);
// The field a violation is about; nullopt for a path no column stands for.
std::optional<ImportField> ImportFieldByPath(std::string_view path);
std::vector<std::string> ImportFieldNames();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_IMPORT_FIELDS_H_
