// A whole house on an in-memory file system, with a clock the test sets and calls that wait for their answer.
#ifndef ASSAY_TESTS_SERVICE_USECASES_TESTING_H_
#define ASSAY_TESTS_SERVICE_USECASES_TESTING_H_

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "assay/v1/audit.pb.h"
#include "assay/v1/crosswalk.pb.h"
#include "assay/v1/notice.pb.h"
#include "service/facts/facts.h"
#include "service/records/convert.h"
#include "service/records/convert_records.h"
#include "service/records/leaf_codec.h"
#include "service/records/refusal.h"
#include "service/usecases/changes.h"
#include "service/usecases/crosswalks.h"
#include "service/usecases/deep_check.h"
#include "service/usecases/directory.h"
#include "service/usecases/facts_fold.h"
#include "service/usecases/house.h"
#include "service/usecases/notary.h"
#include "service/usecases/notices.h"
#include "service/usecases/records.h"
#include "service/usecases/submit.h"
#include "storage/ledger/audit.h"
#include "storage/ledger/keys.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/store.h"
#include "tests/storage/ledger/faulty_env.h"
#include "tests/storage/ledger/testing.h"

namespace assay {

// Somebody who may do everything.
inline const Caller kLocal{.actor = "local"};

inline constexpr int64_t kNoonUs = 1'395'835'200'000'000;  // 2014-03-26 12:00 UTC

class TestHouse {
 public:
  TestHouse() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())), disk_(env_.get()) { Open(); }
  // Whatever a test had recorded must be what a verifier takes.
  ~TestHouse() {
    disk_.on_sync = nullptr;
    if (!disk_.appends_fail && !disk_.syncs_fail) {
      EXPECT_EQ(VerifyDeep(), absl::OkStatus());
    }
  }

  const House& house() const { return *house_; }
  std::atomic<int64_t>& now_us() { return now_us_; }
  FaultyEnv& disk() { return disk_; }

  void Restart() {
    ledger_.reset();
    Open();
  }

  // With room for so many proposals that wait.
  void RestartWithQueueOf(size_t proposals) {
    queued_proposals_max_ = proposals;
    Restart();
  }

  // What `assayd verify --deep` says of the directory as it stands.
  absl::Status VerifyDeep() {
    ledger_.reset();
    DeepCheck deep;
    DirectoryCheck check;
    check.content = [&deep](const VerifiedEntry& entry) { return deep.Add(entry); };
    check.summaries = deep.summaries();
    const absl::StatusOr<DirectoryReport> report = VerifyDirectory(kDirectory, check, env_.get());
    Open();
    if (!report.ok() || !report->problem.ok()) return report.ok() ? report->problem : report.status();
    return deep.End();
  }

  // Takes the personal part of an entry of the ledger of this number out of the database.
  void LosePersonal(uint32_t ledger_number, uint32_t revision) {
    ledger_.reset();
    RawDatabase(kDirectory, env_.get())
        .Delete(Family::kPersonal, Encode(EntryKey{.ledger_number = ledger_number, .revision = revision}));
    Open();
  }

  // As if it had been restored from a backup.
  void RestartInEpoch(uint32_t epoch) {
    ledger_.reset();
    {
      auto store = Store::Open(kDirectory, env_.get());
      ASSERT_TRUE(store.ok()) << store.status();
      ASSERT_EQ((*store)->BeginEpoch(epoch), absl::OkStatus());
    }
    Open();
  }

  absl::Status CreateAuthority(const std::string& id, const std::string& title = "Somerset") {
    return Wait<absl::StatusOr<Committed>>([&](auto done) {
             assay::CreateAuthority(*house_, {.id = id, .title = title}, {}, {.actor = "local"}, done);
           })
        .status();
  }

  // Grades worst first; the worst one calls for an action.
  absl::Status CreateScale(const std::string& id, uint32_t version, const std::vector<std::string>& grades) {
    Scale scale{.ref = {.id = id, .version = version}, .title = id};
    for (const std::string& grade : grades) scale.grades.push_back({.code = grade});
    scale.grades.front().requires_action = true;
    return Wait<absl::StatusOr<Committed>>(
               [&](auto done) { assay::CreateScale(*house_, scale, {}, {.actor = "local"}, done); })
        .status();
  }

  std::vector<absl::StatusOr<Submitted>> SubmitAll(const std::string& authority, const std::vector<v1::Audit>& audits,
                                                   const WriteContext& context = {.actor = "local"}) {
    std::vector<Submission> submissions(audits.size());
    for (size_t i = 0; i < audits.size(); ++i) submissions[i] = SubmissionOf(audits[i]);
    return Wait<std::vector<absl::StatusOr<Submitted>>>(
        [&](auto done) { assay::SubmitAudits(*house_, authority, std::move(submissions), context, done); });
  }

  static Submission SubmissionOf(const v1::Audit& audit) {
    Submission submission;
    CheckServerFieldsEmpty(audit, submission.shape);
    submission.audit = FromProto(audit, submission.shape);
    return submission;
  }

  absl::StatusOr<Submitted> Change(const AuditChange& change, const WriteContext& context = {.actor = "local"}) {
    return Wait<absl::StatusOr<Submitted>>([&](auto done) { assay::ChangeAudit(*house_, change, {}, context, done); });
  }

  absl::StatusOr<Submitted> Submit(const v1::Audit& audit) { return SubmitAll("somerset", {audit}).front(); }

  // Writes a record, or takes a step of one, through its use case.
  template <typename Asked>
  using WriteUseCase = void (*)(const House&, const Asked&, const WriteContext&, PutDone);
  template <typename Asked>
  absl::StatusOr<WrittenRecord> Write(WriteUseCase<Asked> use_case, const std::type_identity_t<Asked>& asked,
                                      const WriteContext& context = {.actor = "local"}) {
    return Wait<absl::StatusOr<WrittenRecord>>([&](auto done) { use_case(*house_, asked, context, done); });
  }

  // The same, without waiting for the answer.
  template <typename Asked>
  std::future<absl::StatusOr<WrittenRecord>> StartWrite(WriteUseCase<Asked> use_case,
                                                        const std::type_identity_t<Asked>& asked) {
    auto promise = std::make_shared<std::promise<absl::StatusOr<WrittenRecord>>>();
    use_case(*house_, asked, {.actor = "local"},
             [promise](absl::StatusOr<WrittenRecord> result) { promise->set_value(std::move(result)); });
    return promise->get_future();
  }

  // Holds the committer until the answer is given up: what is started meanwhile is committed as one group.
  std::promise<void> HoldCommitter() {
    std::promise<void> release;
    auto held = std::make_shared<std::promise<void>>();
    WriteRequest request{.ledger = "held"};
    request.proposals.emplace_back(
        [held, released = release.get_future().share()](const View&) -> absl::StatusOr<Decision> {
          held->set_value();
          released.wait();
          return absl::CancelledError("only held");
        });
    request.done = [](const std::vector<absl::StatusOr<Committed>>&) {};
    EXPECT_TRUE(ledger_->Commit(std::move(request)).ok());
    held->get_future().wait();
    return release;
  }

 private:
  template <typename Result, typename Start>
  static Result Wait(Start start) {
    std::promise<Result> promise;
    std::future<Result> future = promise.get_future();
    start([&promise](Result result) { promise.set_value(std::move(result)); });
    return future.get();
  }

  // What a draft's maker hands to the observer is what the leaf says.
  static void ExpectDecodes(uint32_t revision, const Leaf& leaf, Event decoded) {
    CompleteEvent(revision, leaf.header, decoded);
    const auto& audit = std::get<Audit>(decoded.what);
    EXPECT_EQ(EncodeAuditBody(audit, decoded.actor, decoded.personal_commitment), leaf.body);
    EXPECT_EQ(decoded.kind, DecodeEvent(revision, leaf)->kind);
  }

  void Open() {
    facts_ = std::make_unique<Facts>();
    fold_ = std::make_unique<FactsFold>(facts_.get());
    LedgerOptions options;
    options.directory = kDirectory;
    options.env = &disk_;
    options.schema = LeafSchema();
    options.observer = [fold = fold_->observer()](std::string_view ledger, uint32_t revision, const Leaf& leaf,
                                                  void* decoded) {
      fold(ledger, revision, leaf, decoded);
      if (decoded != nullptr) ExpectDecodes(revision, leaf, *static_cast<Event*>(decoded));
    };
    options.summaries = fold_->summaries();
    options.now_us = [this] { return now_us_.load(); };
    if (queued_proposals_max_ > 0) options.queued_proposals_max = queued_proposals_max_;
    auto opened = Ledger::Open(std::move(options));
    ASSERT_TRUE(opened.ok()) << opened.status();
    ledger_ = *std::move(opened);
    notary_ = std::make_unique<Notary>(*ledger_, *facts_, *SigningKey::FromSeed("assay-test", std::string(32, 's')));
    house_.emplace(House{.ledger = *ledger_,
                         .facts = *facts_,
                         .notary = *notary_,
                         .now_us = [this] { return now_us_.load(); },
                         .page_key = std::string(32, 'k')});
  }

  static constexpr char kDirectory[] = "/assay/ledger";

  std::unique_ptr<rocksdb::Env> env_;
  FaultyEnv disk_;
  std::atomic<int64_t> now_us_ = kNoonUs;
  size_t queued_proposals_max_ = 0;  // 0: as many as there may be anyway
  std::unique_ptr<Facts> facts_;
  std::unique_ptr<FactsFold> fold_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Notary> notary_;
  std::optional<House> house_;
};

// A valid audit of authorities/somerset; change what the test is about.
inline v1::Audit MakeAudit(const std::string& id, const std::string& grade = "adequate") {
  v1::Audit audit;
  audit.set_name("authorities/somerset/audits/" + id);
  audit.set_practice_area("assessment");
  audit.set_audit_date("2014-01-15");
  audit.set_scale("ofsted-2013@1");
  audit.set_grade(grade);
  audit.set_no_action_reason("not-published");
  audit.mutable_personal()->set_case_ref("case-of-" + id);
  return audit;
}

inline v1::Audit MakeUngraded(const std::string& id, const std::string& why = "no-file-access") {
  v1::Audit audit = MakeAudit(id, "");
  audit.set_ungraded_reason(why);
  return audit;
}

// A record as a request has it; with a revision, as a change of that entry.
template <typename T, typename Proto>
AskedRecord<T> Asked(const Proto& proto, uint32_t expected_revision = 0) {
  AskedRecord<T> asked;
  CheckServerFieldsEmpty(proto, asked.shape);
  asked.record = FromProto(proto, asked.shape);
  if (expected_revision != 0) asked.supersede = {.expected_revision = expected_revision, .reason = "misread"};
  return asked;
}

// A valid notice of authorities/somerset with one measure, "audits"; change what the test is about.
inline v1::Notice MakeNotice(const std::string& id, const std::string& issued_on = "2013-11-21") {
  v1::Notice notice;
  notice.set_name("authorities/somerset/notices/" + id);
  notice.set_subject("child-protection");
  notice.set_issuer("Department for Education");
  notice.set_issued_on(issued_on);
  notice.set_review_months(6);
  v1::Measure& measure = *notice.add_measures();
  measure.set_id("audits");
  measure.set_words("75% of cases judged adequate or better through assessment audits");
  v1::AdHocMeasure& definition = *measure.mutable_definition();
  definition.set_threshold_grade("adequate");
  definition.set_comparator(v1::COMPARATOR_AT_LEAST);
  definition.mutable_target()->set_numerator(75);
  definition.mutable_target()->set_denominator(100);
  definition.mutable_window()->set_since_notice(true);
  return notice;
}

// "GRADE_NOT_ON_SCALE grade" for a refusal with one violation; else the reason alone.
inline std::string Why(const absl::Status& status) {
  if (status.ok()) return "OK";
  const v1::Refusal refusal = ToRefusal(status);
  std::string why = refusal.reason();
  for (const auto& violation : refusal.violations()) why += " " + violation.field();
  return why;
}

}  // namespace assay

#endif  // ASSAY_TESTS_SERVICE_USECASES_TESTING_H_
