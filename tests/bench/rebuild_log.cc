#include "tests/bench/rebuild_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <semaphore>
#include <utility>
#include <vector>

#include "services/runtime/codec/envelope_codec.h"
#include "storage/base/check.h"
#include "witan/event/v1/envelope.pb.h"

namespace witan::bench {
namespace {

using witan::event::v1::Envelope;

constexpr uint64_t kBatch = 1'000;

// Two numbers spread over a UUID, so that ids do not come in order.
std::string NumberedId(uint32_t kind, uint64_t number) {
  return fmt::format("{:08x}-{:04x}-4000-8000-{:012x}",
                     static_cast<uint32_t>(number * 2'654'435'761U), kind, number);
}

Envelope EventOf(const LogShape& shape, uint64_t number) {
  const uint64_t action = number % shape.records;
  Envelope event;
  event.set_format_version(runtime::kFormatVersion);
  event.set_salt(std::string(16, static_cast<char>(number)));
  event.set_event_id(NumberedId(1, number));
  event.set_request_id(NumberedId(2, number));
  event.set_stream(NumberedId(3, action));
  event.set_aggregate(witan::options::v1::AGGREGATE_ACTION);
  event.set_version(number / shape.records + 1);
  event.mutable_occurred()->set_date("2024-03-07");
  event.mutable_occurred()->set_precision(witan::common::v1::PRECISION_DAY);
  event.set_attestation(witan::common::v1::ATTESTATION_OWN);
  const std::string owner = NumberedId(4, action % shape.organisations);
  event.mutable_acted_by()->set_organisation_id(owner);
  std::string text = fmt::format("Action {}: ", number);
  text.resize(std::max(text.size(), shape.text_bytes), '.');
  if (event.version() > 1) {
    event.mutable_payload()->mutable_action_progressed()->set_note(text);
    return event;
  }
  event.add_subjects(owner);
  event.set_classification(witan::options::v1::CLASSIFICATION_PARTNERS);
  auto& content = *event.mutable_payload()->mutable_action_assigned();
  content.set_title(text);
  content.set_owner_organisation_id(owner);
  content.set_due("2024-06-30");
  return event;
}

}  // namespace

void FillLog(storage::EventLog& log, const LogShape& shape) {
  WITAN_CHECK(log.Create(LogId{Uuid::Random()}, "measurement").ok(), "no log");
  const auto writer = log.OpenWriter(storage::WriterOptions{});
  WITAN_CHECK(writer.ok(), "no writer");
  std::counting_semaphore<> free_batches((*writer)->max_in_flight());
  for (uint64_t first = 0; first < shape.events; first += kBatch) {
    storage::NextRecord next = (*writer)->Next();
    std::vector<std::string> batch;
    for (uint64_t i = first; i < std::min(first + kBatch, shape.events); ++i) {
      Envelope event = EventOf(shape, i);
      event.set_log_id(next.log_id.uuid.ToString());
      event.set_position(next.position.value());
      event.set_term(next.term.value());
      event.set_previous_hash(std::string(AsBytes(next.previous_hash)));
      event.set_recorded_at_us(next.after.micros + 1);
      batch.push_back(event.SerializeAsString());
      next.position = next.position.Next();
      next.previous_hash = Sha256(batch.back());
      next.after = Timestamp{event.recorded_at_us()};
    }
    free_batches.acquire();
    (*writer)->Append(std::move(batch), [&free_batches](const storage::AppendResult& result) {
      WITAN_CHECK(result.status.ok(), std::string(result.status.message()));
      free_batches.release();
    });
  }
  for (int i = 0; i < (*writer)->max_in_flight(); ++i) free_batches.acquire();
}

}  // namespace witan::bench
