#include "services/recorder/wire/bulk_stream.h"

#include <grpcpp/support/proto_buffer_reader.h>

#include <utility>

#include "services/recorder/response.h"

namespace witan::recorder {

using domain::ReasonId;

// One command of the stream, on an arena of its own.
class BulkStream::Item final : public PendingCommand {
 public:
  Item(BulkStream& stream, uint64_t index, size_t size)
      : stream_(stream), index_(index), size_(size) {}

  ParseOutcome Read(grpc::ByteBuffer& bytes) {
    ParsedCommand command;
    grpc::ProtoBufferReader reader(&bytes);
    const ParseOutcome outcome = ParseRecordRequest(reader, arena_, command);
    input_ =
        CommandInput{command.header, command.content, &stream_.principal_, stream_.traceparent_};
    return outcome;
  }

  bool IsAbandoned() const override { return stream_.IsOver(); }
  const CommandInput& input() const override { return input_; }

  // The stream holds one operation for each undecided item.
  void Reply(Answer answer) override {
    SetAnswer(answer);
    stream_.OnSettled();
  }
  void Abandon() override {
    is_settled_ = true;
    stream_.OnSettled();
  }

  void SetAnswer(const Answer& answer) {
    witan::command::v1::RecordResponse response;
    FillItem(answer, stream_.parts().log_id, index_, response);
    response_ = Serialized(response);
    is_settled_ = true;
  }

  bool is_settled() const { return is_settled_; }
  size_t size() const { return size_; }
  const std::optional<grpc::ByteBuffer>& response() const { return response_; }

 private:
  BulkStream& stream_;
  const uint64_t index_;
  const size_t size_;
  google::protobuf::Arena arena_;
  CommandInput input_;
  bool is_settled_ = false;
  std::optional<grpc::ByteBuffer> response_;
};

void BulkStream::Start(WireParts& parts, std::unique_ptr<CallWire> wire) {
  (new BulkStream(parts, std::move(wire)))->Begin();
}

BulkStream::BulkStream(WireParts& parts, std::unique_ptr<CallWire> wire)
    : WireCall(parts, std::move(wire)) {
  parts.streams.insert(this);
}

BulkStream::~BulkStream() { parts().streams.erase(this); }

void BulkStream::Refuse(const domain::Refusal& refusal) {
  FinishRefused(refusal, parts().head, finish_tag_);
}

void BulkStream::Begin() {
  if (parts().is_draining) return Refuse(RefusalOf(ReasonId::kShuttingDown));
  if (parts().is_standing_by) return Refuse(RefusalOf(ReasonId::kNotWriter));
  if (parts().streams.size() > kMostStreams) return Refuse(RefusalOf(ReasonId::kTooManyWaiting));
  auto caller = parts().callers.Identify(wire().context);
  if (!caller.ok()) return Refuse(RefusalOfCaller(caller.status()));
  principal_ = *std::move(caller);
  traceparent_ = TraceParent();
  ReadMore();
}

void BulkStream::ReadMore() {
  const bool has_room = items_.size() < kMostItemsOfStream && item_bytes_ < kMostBytesOfStream;
  if (is_reading_ || is_read_to_end_ || is_finished() || parts().is_draining || !has_room) return;
  is_reading_ = true;
  BeginOperation();
  wire().stream.Read(&bytes_, &read_tag_);
}

void BulkStream::OnRead(bool ok) {
  is_reading_ = false;
  if (ok) {
    TakeItem();
    ReadMore();
  } else {
    is_read_to_end_ = true;
    MaybeFinish();
  }
  EndOperation();
}

void BulkStream::TakeItem() {
  const size_t size = bytes_.Length();
  items_.push_back(std::make_unique<Item>(*this, next_index_++, size));
  item_bytes_ += size;
  Item& item = *items_.back();
  const bool is_too_large = size > kMostCommandBytes;
  const ParseOutcome outcome = is_too_large ? ParseOutcome::kMalformed : item.Read(bytes_);
  if (outcome == ParseOutcome::kOk) {
    BeginOperation();
    parts().intake.AddBulk(item, size);
    return;
  }
  Answer answer;
  answer.speaks_for = parts().head;
  answer.refusal = std::make_unique<domain::Refusal>(
      is_too_large ? RefusalOf(ReasonId::kEventTooLarge)
                   : RefusalOfParse(outcome, "witan.command.v1.RecordRequest"));
  item.SetAnswer(answer);
  WriteMore();
}

void BulkStream::OnSettled() {
  WriteMore();
  ReadMore();
  MaybeFinish();
  EndOperation();
}

void BulkStream::WriteMore() {
  while (!is_writing_ && !items_.empty() && items_.front()->is_settled()) {
    const auto item = std::move(items_.front());
    items_.pop_front();
    item_bytes_ -= item->size();
    if (is_broken_ || IsOver() || !item->response().has_value()) continue;
    grpc::WriteOptions options;
    // What follows at once may share a packet.
    if (!items_.empty() && items_.front()->is_settled()) options.set_buffer_hint();
    is_writing_ = true;
    BeginOperation();
    wire().stream.Write(*item->response(), options, &write_tag_);
  }
}

void BulkStream::OnWritten(bool ok) {
  is_writing_ = false;
  if (!ok) is_broken_ = true;
  WriteMore();
  ReadMore();
  MaybeFinish();
  EndOperation();
}

void BulkStream::MaybeFinish() {
  const bool has_work = is_writing_ || !items_.empty();
  if (is_finished() || has_work) return;
  if (is_read_to_end_) {
    Finish(grpc::Status::OK, finish_tag_);
  } else if (parts().is_draining) {
    Refuse(RefusalOf(ReasonId::kShuttingDown));
  }
}

void BulkStream::OnFinished(bool /*ok*/) { EndOperation(); }

}  // namespace witan::recorder
