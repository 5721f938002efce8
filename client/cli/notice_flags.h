// The flags that say what is in a notice; `notice issue` and `notice amend` share them.
#ifndef ASSAY_CLIENT_CLI_NOTICE_FLAGS_H_
#define ASSAY_CLIENT_CLI_NOTICE_FLAGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "assay/v1/notice.pb.h"
#include "client/cli/command.h"
#include "client/cli/measure_flags.h"

namespace CLI {
class Option;
}

namespace assay {

// As given; nullopt or empty: not given.
struct NoticeFlags {
  std::optional<std::string> issuer;
  std::optional<std::string> basis;
  std::optional<std::string> source;
  std::optional<uint32_t> review_months;
  // One measure: the one it has where it has one, or a new one.
  std::string measure_id;
  std::optional<std::string> words;
  std::optional<std::string> due;
  bool since_notice = false;
  MeasureFlags measure;
};

// Hangs the flags on a verb and answers them. `flags` must outlive the parsing.
std::vector<CLI::Option*> AddNoticeFlags(CLI::App* verb, NoticeFlags& flags);

// Writes what was given over what is in `notice`, and over the measure that is meant. A measure that is new has a
// window since the notice unless another is given. INVALID_ARGUMENT, naming the flag, for a value that cannot be used,
// and where it cannot be told which measure is meant; the server's error where it is asked for a crosswalk's newest
// version.
absl::Status ApplyNoticeFlags(const Session& session, const NoticeFlags& flags, v1::Notice& notice);

}  // namespace assay

#endif  // ASSAY_CLIENT_CLI_NOTICE_FLAGS_H_
