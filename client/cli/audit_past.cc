#include "client/cli/audit_past.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/message_differencer.h>

#include <utility>

#include "client/cli/audit_layout.h"

namespace assay {
namespace {

// What the words say already, and what the server sets.
bool IsSaidElsewhere(const std::string& field) {
  for (const char* said : {"name", "grade", "ungraded_reason", "personal", "moderation", "withdrawal_reason", "erased",
                           "case_number", "revision", "recorded_at", "actor", "original_revision", "independence"}) {
    if (field == said) return true;
  }
  return false;
}

// "team, auditor"
std::string FieldsChanged(const Step& step) {
  std::string names;
  const google::protobuf::Descriptor& descriptor = *v1::Audit::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = descriptor.field(i);
    if (IsSaidElsewhere(field->name())) continue;
    google::protobuf::util::MessageDifferencer differencer;
    if (differencer.CompareWithFields(step.before, step.after, {field}, {field})) continue;
    names += (names.empty() ? "" : ", ") + field->name();
  }
  return names;
}

std::string Corrected(const Step& step) {
  const std::string before = JudgementOf(step.before);
  const std::string after = JudgementOf(step.after);
  const std::string fields = FieldsChanged(step);
  if (before != after) return before + " -> " + after + (fields.empty() ? "" : "; " + fields + " changed");
  return (fields.empty() ? "personal part" : fields) + " changed";
}

// The number, counted from 1, of the action that was completed in this step; 0 where none was.
int CompletedIn(const Step& step) {
  for (int i = 0; i < step.after.actions_size(); ++i) {
    const bool was = i < step.before.actions_size() && step.before.actions(i).has_completion();
    if (step.after.actions(i).has_completion() && !was) return i + 1;
  }
  return 0;
}

std::string ActionCompleted(const Step& step) {
  const int number = CompletedIn(step);
  if (number == 0) return "action completed";
  return "action " + std::to_string(number) + " completed by " +
         step.after.actions(number - 1).completion().completed_by();
}

std::string ActionAdded(const Step& step) {
  if (step.after.actions_size() <= step.before.actions_size()) return "action added";
  const v1::Action& action = step.after.actions(step.after.actions_size() - 1);
  return "action added: " + ActionOf(action);
}

}  // namespace

absl::StatusOr<std::string> AuditNameOf(const Session& session, const std::string& id) {
  const auto authority = session.AuthorityName();
  if (!authority.ok()) return authority.status();
  return *authority + "/audits/" + id;
}

absl::StatusOr<v1::GetAuditHistoryResponse> ReadPast(const Session& session,
                                                     const v1::GetAuditHistoryRequest& request) {
  auto response = session.client.GetAuditHistory(request);
  if (response.ok() && response->revisions().empty()) {
    return absl::InternalError("the server answers an audit without a single entry");
  }
  return response;
}

std::string WordsOf(v1::ChangeKind kind, const Step& step) {
  switch (kind) {
    case v1::CHANGE_KIND_CORRECTED:
      return Corrected(step);
    case v1::CHANGE_KIND_MODERATED: {
      const v1::Audit& before = step.before;
      const std::string was = before.has_moderation() ? before.moderation().grade() : JudgementOf(before);
      return "moderated " + was + " -> " + step.after.moderation().grade();
    }
    case v1::CHANGE_KIND_WITHDRAWN:
      return "withdrawn: " + step.after.withdrawal_reason();
    case v1::CHANGE_KIND_ERASED:
      return "personal parts erased";
    case v1::CHANGE_KIND_ACTION_ADDED:
      return ActionAdded(step);
    case v1::CHANGE_KIND_ACTION_COMPLETED:
      return ActionCompleted(step);
    case v1::CHANGE_KIND_RISK_ACKNOWLEDGED:
      return "risk acknowledged by " + step.after.immediate_risk().acknowledged_by();
    default:
      return CodeOf(kind) + " " + JudgementOf(step.after);
  }
}

std::string CodeOf(v1::ChangeKind kind) {
  switch (kind) {
    case v1::CHANGE_KIND_SUBMITTED:
      return "submitted";
    case v1::CHANGE_KIND_CORRECTED:
      return "corrected";
    case v1::CHANGE_KIND_MODERATED:
      return "moderated";
    case v1::CHANGE_KIND_WITHDRAWN:
      return "withdrawn";
    case v1::CHANGE_KIND_ERASED:
      return "erased";
    case v1::CHANGE_KIND_ACTION_ADDED:
      return "action added";
    case v1::CHANGE_KIND_ACTION_COMPLETED:
      return "action completed";
    case v1::CHANGE_KIND_RISK_ACKNOWLEDGED:
      return "risk acknowledged";
    default:
      return std::to_string(kind);
  }
}

}  // namespace assay
