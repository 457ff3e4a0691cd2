#pragma once

// RecordService.Record: any number of commands on one stream, answered in order, item by item.

#include <google/protobuf/arena.h>

#include <deque>
#include <memory>
#include <optional>

#include "services/recorder/wire/wire_call.h"

namespace witan::recorder {

// Items of one stream that may be undecided or unanswered; beyond it nothing more is read, so that
// the sender feels the pace of the recorder.
inline constexpr size_t kMostItemsOfStream = 512;
inline constexpr size_t kMostBytesOfStream = size_t{1} << 20;
// Streams at one time.
inline constexpr size_t kMostStreams = 64;

class BulkStream final : public WireCall {
 public:
  static constexpr char kPath[] = "/witan.command.v1.RecordService/Record";

  // Takes the call over: it deletes itself when it is over.
  static void Start(WireParts& parts, std::unique_ptr<CallWire> wire);

  // Reads no more, and ends the stream once what was read is answered.
  void Drain() { MaybeFinish(); }

 private:
  class Item;

  BulkStream(WireParts& parts, std::unique_ptr<CallWire> wire);
  ~BulkStream() override;

  void Begin();
  void ReadMore();
  void OnRead(bool ok);
  void TakeItem();
  // An item has its response or needs none.
  void OnSettled();
  void WriteMore();
  void OnWritten(bool ok);
  void MaybeFinish();
  void OnFinished(bool ok);
  void OnCancelled() override { is_read_to_end_ = true; }
  void Refuse(const domain::Refusal& refusal);

  StepTag<BulkStream, &BulkStream::OnRead> read_tag_{*this};
  StepTag<BulkStream, &BulkStream::OnWritten> write_tag_{*this};
  StepTag<BulkStream, &BulkStream::OnFinished> finish_tag_{*this};
  witan::auth::v1::Principal principal_;
  std::string traceparent_;
  grpc::ByteBuffer bytes_;
  // Read and not yet answered, in order.
  std::deque<std::unique_ptr<Item>> items_;
  size_t item_bytes_ = 0;
  uint64_t next_index_ = 0;
  bool is_reading_ = false;
  bool is_read_to_end_ = false;
  bool is_writing_ = false;
  bool is_broken_ = false;
};

}  // namespace witan::recorder
