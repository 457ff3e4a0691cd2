#pragma once

// A log in memory that holds what a FakeWorld decided, as a recorder would have written it, for the
// tests of the query services.

#include <memory>
#include <set>
#include <string>

#include "services/domain/testing/fake_world.h"
#include "services/runtime/codec/envelope_codec.h"
#include "services/runtime/keys/key_reader.h"
#include "storage/base/clock.h"
#include "storage/event_log.h"
#include "storage/memory/memory_sequence.h"
#include "storage/sequence_log.h"

namespace witan::projector::testing {

class RecordedLog final {
 public:
  RecordedLog();

  // Appends the world's events that are not there yet. Names of people are sealed under their key.
  void Append(const domain::testing::FakeWorld& world);
  // The event with content of a kind that no build knows yet.
  static domain::Event OfUnknownKind(domain::Event event);
  // Appends one event as it is, but for its place in the log.
  void AppendEvent(domain::Event event);

  // The position at which an event of the world stands.
  static uint64_t PositionOf(const domain::Event& event) {
    return event.position() + kRecordsBefore;
  }

  storage::EventLog& log() { return log_; }
  storage::MemorySequence& sequence() { return sequence_; }
  FakeClock& clock() { return clock_; }
  uint64_t end() const { return writer_->confirmed().position.value(); }

 private:
  // LogCreated and WriterStarted.
  static constexpr uint64_t kRecordsBefore = 2;

  FakeClock clock_;
  storage::MemorySequence sequence_;
  runtime::EnvelopeCodec codec_;
  storage::SequenceLog log_;
  std::unique_ptr<storage::LogWriter> writer_;
  size_t appended_ = 0;
};

// Unseals what RecordedLog seals. Keys may be destroyed.
class FakeKeys final : public runtime::KeyReader {
 public:
  absl::StatusOr<std::optional<std::string>> Unseal(
      const witan::common::v1::Sealed& sealed) const override;
  uint64_t generation() const override { return destroyed_.size(); }
  void Destroy(const std::string& key_id) { destroyed_.insert(key_id); }

 private:
  std::set<std::string> destroyed_;
};

}  // namespace witan::projector::testing
