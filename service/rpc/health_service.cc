#include "service/rpc/health_service.h"

#include <memory>
#include <optional>

#include "grpc/health/v1/health.pb.h"
#include "service/rpc/live_stream.h"

namespace assay {
namespace {

namespace wire = grpc::health::v1;

wire::HealthCheckResponse Answer(const HealthService& service, const wire::HealthCheckRequest& request) {
  wire::HealthCheckResponse answer;
  if (!request.service().empty()) {
    answer.set_status(wire::HealthCheckResponse::SERVICE_UNKNOWN);
  } else {
    answer.set_status(service.health() == Health::kServing ? wire::HealthCheckResponse::SERVING
                                                           : wire::HealthCheckResponse::NOT_SERVING);
  }
  return answer;
}

constexpr int kTicksAwaited = 3;

grpc::Status NeverAsked() {
  return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "the request was not there within seconds");
}

class Check final : public Conversation {
 public:
  Check(Call& call, const HealthService& service) : call_(call), service_(service) {}

  void OnTick() override {
    if (++ticks_ > kTicksAwaited) call_.Finish(NeverAsked());
  }

  void OnRead(grpc::ByteBuffer* message) override {
    wire::HealthCheckRequest request;
    if (absl::Status status = Parse(message, request); !status.ok()) return call_.Finish(status);
    if (!request.service().empty()) {
      return call_.Finish(grpc::Status(grpc::StatusCode::NOT_FOUND, "only the whole server's health is told"));
    }
    call_.FinishWith(Serialize(Answer(service_, request)));
  }

 private:
  Call& call_;
  const HealthService& service_;
  int ticks_ = 0;
};

class Watch final : public LiveStream {
 public:
  Watch(Call& call, const HealthService& service, WatchHub& hub) : LiveStream(call, hub), service_(service) {}

  void OnTick() override {
    if (!has_asked_ && ++ticks_ > kTicksAwaited) call().Finish(NeverAsked());
  }

  void OnRead(grpc::ByteBuffer* message) override {
    has_asked_ = true;
    if (absl::Status status = Parse(message, request_); !status.ok()) return End(status);
    Follow("");
  }

 private:
  void Next() override {
    const wire::HealthCheckResponse answer = Answer(service_, request_);
    if (told_ == answer.status()) return Rest();
    told_ = answer.status();
    Tell(Serialize(answer));
  }

  const HealthService& service_;
  wire::HealthCheckRequest request_;
  std::optional<wire::HealthCheckResponse::ServingStatus> told_;
  bool has_asked_ = false;
  int ticks_ = 0;
};

// Anybody may ask, so nobody is waited for for long, who may have said that a large question comes.
template <typename Asked>
std::unique_ptr<Conversation> Begin(Call& call, std::unique_ptr<Asked> asked) {
  call.AskForTicks().IgnoreError();  // never refused where nobody is to be known
  return asked;
}

}  // namespace

void HealthService::Set(Health health) {
  if (stopped_ || health_.exchange(health) == health) return;
  watches_.Notify("");
}

void HealthService::Stop() {
  Set(Health::kNotServing);
  stopped_ = true;
  watches_.Stop();
}

Methods HealthService::methods() {
  return {
      {.name = "Check", .begin = [this](Call& call) { return Begin(call, std::make_unique<Check>(call, *this)); }},
      {.name = "Watch",
       .begin = [this](Call& call) { return Begin(call, std::make_unique<Watch>(call, *this, watches_)); }},
  };
}

}  // namespace assay
