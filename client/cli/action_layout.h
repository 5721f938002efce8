// Actions and immediate risks as people read them. Thread-safe: pure functions.
#ifndef ASSAY_CLIENT_CLI_ACTION_LAYOUT_H_
#define ASSAY_CLIENT_CLI_ACTION_LAYOUT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/action_service.pb.h"
#include "client/cli/output.h"

namespace assay {

// What a command is about: an action of an audit, counted from 1, or its immediate risk.
struct ActionRef {
  std::string audit;
  uint32_t number = 0;  // 0: the risk
};

// "plan-0233/2" or "plan-0233/risk". INVALID_ARGUMENT for anything else.
absl::StatusOr<ActionRef> ParseActionRef(const std::string& text);

// The reverse.
std::string FormatActionRef(const ActionRef& ref);

const Layout<v1::ActionItem>& ActionLayout();

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_ACTION_LAYOUT_H_
