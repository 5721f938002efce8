#include "service/rpc/call.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/wire_format.h>
#include <grpc/support/time.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <string>
#include <thread>
#include <utility>

#include "service/domain/limits.h"
#include "service/records/refusal.h"
#include "service/rpc/call_queue.h"
#include "service/rpc/principal.h"
#include "service/rpc/status.h"

namespace assay {
namespace {

// Trailing metadata of a call that failed: who saw that can name its line in the log.
constexpr char kRequestId[] = "request-id";

// Bytes of fields, at any depth, that the message's type does not have.
size_t UnknownBytes(const google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  size_t bytes = google::protobuf::internal::WireFormat::ComputeUnknownFieldsSize(reflection.GetUnknownFields(message));
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      bytes += UnknownBytes(reflection.GetMessage(message, field));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      bytes += UnknownBytes(reflection.GetRepeatedMessage(message, field, i));
    }
  }
  return bytes;
}

// Whether the bytes of a message of that type (null: one that nobody knows) hold no more elements than are left, which
// are used up. Whatever has no place of its own in a message counts, as it is kept apart. What is no such message is
// for its parser to refuse.
bool HasFewElements(google::protobuf::io::CodedInputStream& in, const google::protobuf::Descriptor* type,
                    size_t& left) {
  using google::protobuf::internal::WireFormatLite;
  while (const uint32_t tag = in.ReadTag()) {
    const auto wire_type = WireFormatLite::GetTagWireType(tag);
    if (wire_type == WireFormatLite::WIRETYPE_END_GROUP) return true;
    const auto* const field =
        type == nullptr ? nullptr : type->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    const bool has_size = wire_type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    const bool is_packed = has_size && field != nullptr && field->is_packable();
    const bool is_own =
        field != nullptr && (is_packed || wire_type == WireFormatLite::WireTypeForFieldType(
                                                           static_cast<WireFormatLite::FieldType>(field->type())));
    const bool is_message = is_own && field->message_type() != nullptr;
    size_t elements = is_own && !is_message && !field->is_repeated() ? 0 : 1;
    uint32_t size = 0;
    if (has_size && !in.ReadVarint32(&size)) return true;
    // Numbers packed together, a byte each at least.
    if (is_packed) elements = size;
    if (elements > left) return false;
    left -= elements;
    if (wire_type == WireFormatLite::WIRETYPE_START_GROUP) {
      if (!in.IncrementRecursionDepth()) return true;
      if (!HasFewElements(in, nullptr, left)) return false;
      in.DecrementRecursionDepth();
    } else if (!has_size) {
      if (!WireFormatLite::SkipField(&in, tag)) return true;
    } else if (!is_message) {
      if (!in.Skip(static_cast<int>(size))) return true;
    } else {
      const auto [limit, depth_left] = in.IncrementRecursionDepthAndPushLimit(static_cast<int>(size));
      if (depth_left < 0) return true;
      if (!HasFewElements(in, field->message_type(), left)) return false;
      if (!in.DecrementRecursionDepthAndPopLimit(limit)) return true;
    }
  }
  return true;
}

size_t MetadataBytes(const grpc::ServerContext& context) {
  size_t bytes = 0;
  for (const auto& [name, value] : context.client_metadata()) bytes += name.size() + value.size();
  return bytes;
}

}  // namespace

Call::Call(CallQueue& queue) : queue_(queue) {
  ++queue_.calls_;
  // Given back only for a call that has arrived.
  context_.AsyncNotifyWhenDone(&ended_);
  queue_.serving_.service.RequestCall(&context_, &stream_, queue_.queue_.get(), queue_.queue_.get(), Ask(arrived_));
}

const RpcHost& Call::host() const { return queue_.serving_.host; }

absl::Status Call::CheckAwaited() const {
  // The clock is asked besides: gRPC cancels a call whose time is up a moment later.
  const gpr_timespec deadline = context_.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_now(deadline.clock_type)) <= 0) {
    return Refuse(absl::StatusCode::kDeadlineExceeded, reason::kDeadlineExceeded, "the call's time is up");
  }
  if (cancelled_.load(std::memory_order_relaxed)) return absl::CancelledError("the caller has gone");
  return absl::OkStatus();
}

void Call::Post(std::function<void()> task) { queue_.Post(std::move(task)); }

void Call::Run(std::function<void()> task) {
  if (queue_.thread_id_ == std::this_thread::get_id()) return task();
  Post(std::move(task));
}

bool Call::HasCompany() const { return queue_.CallsUnderWay() > limits::kQuickCalls; }

absl::Status Call::CheckCaller() const {
  return is_known_ ? absl::OkStatus() : Authenticate(host(), context_).status();
}

absl::Status Call::AskForTicks() {
  if (int& streams = queue_.streams_[caller_]; caller_.empty() || streams < limits::kStreamsPerCaller) {
    ++streams;
    queue_.ticked_.insert(this);
    return absl::OkStatus();
  }
  return Refuse(absl::StatusCode::kResourceExhausted, reason::kOverloaded, "too many streams of this caller are open");
}

void Call::Read() { stream_.Read(&message_, Ask(read_)); }

void Call::Write(const grpc::ByteBuffer& message) {
  begun_.method->sent.fetch_add(1, std::memory_order_relaxed);
  stream_.Write(message, Ask(written_));
}

void Call::Finish(const absl::Status& status) {
  ReportFailure(host(), status);
  Finish(ToGrpc(status));
}

bool Call::Hold(const grpc::ByteBuffer& message) {
  const size_t bytes = message.Length();
  if (bytes <= limits::kSmallAnswerBytes) return true;
  if (!host().peers.Hold(peer_, bytes)) return false;
  held_ += bytes;
  return true;
}

void Call::Release(const grpc::ByteBuffer& message) {
  const size_t bytes = message.Length();
  if (bytes <= limits::kSmallAnswerBytes) return;
  host().peers.Release(peer_, bytes);
  held_ -= bytes;
}

void Call::FinishWith(const grpc::ByteBuffer& answer) {
  if (!Hold(answer)) {
    return Finish(Refuse(absl::StatusCode::kResourceExhausted, reason::kOverloaded,
                         "too many answers wait on this connection to be read"));
  }
  begun_.method->sent.fetch_add(1, std::memory_order_relaxed);
  Conclude(grpc::Status::OK);
  stream_.WriteAndFinish(answer, grpc::WriteOptions(), grpc::Status::OK, Ask(answered_));
}

void Call::Finish(const grpc::Status& status) {
  Conclude(status);
  stream_.Finish(status, Ask(answered_));
}

void Call::Conclude(const grpc::Status& status) {
  finished_ = true;
  if (!queue_.ticked_.empty() && queue_.ticked_.erase(this) > 0 && --queue_.streams_[caller_] == 0) {
    queue_.streams_.erase(caller_);
  }
  const std::string request_id = queue_.serving_.observer.End(begun_, context_, caller_, status.error_code());
  if (!status.ok()) context_.AddTrailingMetadata(kRequestId, request_id);
}

void Call::OnArrived(bool ok) {
  --asked_;
  if (!ok) {
    // The server is shutting down: no call.
    finished_ = true;
    return CameBack();
  }
  ++asked_;  // that it has ended
  queue_.Await();
  begun_ = queue_.serving_.observer.Begin(context_.method());
  if (!BeginOnConnection()) {
    return Finish(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "the connection has too many calls under way"));
  }
  const size_t metadata_bytes = MetadataBytes(context_);
  // Of one who does not acknowledge what gRPC would refuse.
  if (metadata_bytes > limits::kTransportMetadataBytes) host().peers.CutOff(peer_);
  if (metadata_bytes > limits::kMetadataBytes) {
    return Finish(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "the call's metadata is too large"));
  }
  const auto found = queue_.serving_.methods.find(context_.method());
  if (found == queue_.serving_.methods.end()) {
    return Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "there is no such method"));
  }
  conversation_ = found->second.begin(*this);
  if (!finished_) Read();
}

bool Call::BeginOnConnection() {
  peer_ = context_.peer();
  Peers& peers = host().peers;
  is_known_ = peers.StandingOf(peer_).is_known || Authenticate(host(), context_).ok();
  return peers.Begin(peer_, is_known_);
}

void Call::OnRead(bool ok) {
  --asked_;
  if (ok) {
    has_read_ = true;
    begun_.method->received.fetch_add(1, std::memory_order_relaxed);
  }
  if (!finished_) conversation_->OnRead(ok ? &message_ : nullptr);
  CameBack();
}

void Call::OnWritten(bool ok) {
  --asked_;
  if (!finished_) conversation_->OnWritten(ok);
  CameBack();
}

void Call::OnFinished(bool) {
  --asked_;
  CameBack();
}

void Call::OnEnded(bool) {
  --asked_;
  cancelled_.store(context_.IsCancelled(), std::memory_order_relaxed);
  if (!finished_) conversation_->OnCancelled();
  CameBack();
}

void* Call::Ask(Event& event) {
  ++asked_;
  return &event;
}

void Call::CameBack() {
  if (!finished_ || asked_ > 0) return;
  CallQueue& queue = queue_;
  if (held_ > 0) host().peers.Release(peer_, held_);
  if (!peer_.empty()) host().peers.End(peer_, has_read_ ? CallEnd::kRead : CallEnd::kUnread);
  delete this;
  --queue.calls_;
  queue.ShutDownWhenEmpty();
}

absl::Status CheckKnown(const google::protobuf::Message& message) {
  if (UnknownBytes(message) <= limits::kUnknownBytes) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, reason::kBadFormat,
                "more than " + std::to_string(limits::kUnknownBytes) +
                    " bytes of the request are fields that this version does not know");
}

absl::Status Parse(grpc::ByteBuffer* bytes, google::protobuf::Message& message, size_t elements_max) {
  if (bytes == nullptr) {
    return Refuse(absl::StatusCode::kInvalidArgument, reason::kRequired, "the call brings no request");
  }
  if (bytes->Length() > limits::kFewElementsBytes) {
    grpc::ProtoBufferReader reader(bytes);
    google::protobuf::io::CodedInputStream in(&reader);
    if (size_t left = elements_max; !HasFewElements(in, message.GetDescriptor(), left)) {
      return Refuse(absl::StatusCode::kInvalidArgument, reason::kTooLong,
                    "the request holds more than " + std::to_string(elements_max) + " messages and repeated values");
    }
  }
  grpc::ProtoBufferReader reader(bytes);
  if (!reader.status().ok() || !message.ParseFromZeroCopyStream(&reader)) {
    return Refuse(absl::StatusCode::kInvalidArgument, reason::kBadFormat, "the bytes are not the method's request");
  }
  bytes->Clear();
  return absl::OkStatus();
}

grpc::ByteBuffer Serialize(const google::protobuf::MessageLite& message) {
  grpc::ByteBuffer bytes;
  const auto size = static_cast<int>(message.ByteSizeLong());
  grpc::ProtoBufferWriter writer(&bytes, grpc::kProtoBufferWriterMaxBufferLength, size);
  message.SerializeToZeroCopyStream(&writer);
  return bytes;
}

}  // namespace assay
