#include "tests/crash/records.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <vector>

#include "services/domain/payloads.h"
#include "services/recorder/sealing.h"
#include "storage/base/hex.h"
#include "witan/event/v1/envelope.pb.h"

namespace witan::testing {
namespace {

using witan::event::v1::Envelope;

struct Kept {
  Envelope event;
  std::string hash;
};

std::vector<Kept> ReadAll(storage::EventLog& log) {
  std::vector<Kept> all;
  const auto reader = log.OpenReader(storage::Cursor());
  EXPECT_TRUE(reader.ok()) << reader.status();
  while (reader.ok()) {
    const auto read = (*reader)->Read(storage::ReadLimits());
    EXPECT_TRUE(read.ok()) << read.status();
    if (!read.ok()) break;
    for (const storage::AcceptedRecord& record : read->records) {
      Kept kept;
      EXPECT_TRUE(kept.event.ParseFromString(record.bytes));
      kept.hash = HexEncode(AsBytes(record.hash));
      all.push_back(std::move(kept));
    }
    if (read->at_end) break;
  }
  return all;
}

std::string RequestKey(const std::string& organisation_id, const std::string& request_id) {
  return organisation_id + " " + request_id;
}

void CheckAcknowledged(const Sent& sent, const Envelope* event) {
  ASSERT_NE(event, nullptr) << "acknowledged at " << sent.answer.position() << ", but not there";
  EXPECT_EQ(event->position(), sent.answer.position());
  EXPECT_EQ(event->event_id(), sent.answer.event_id());
  EXPECT_EQ(event->stream(), sent.answer.record_id());
  EXPECT_EQ(event->version(), sent.answer.version());
  EXPECT_EQ(event->recorded_at_us(), sent.answer.recorded_at_us());
  const auto* content = domain::ContentOf(sent.command.content);
  if (recorder::HoldsSealedTexts(content->GetDescriptor())) return;
  EXPECT_TRUE(
      google::protobuf::util::MessageDifferencer::Equals(event->payload(), sent.command.content));
}

}  // namespace

std::map<uint64_t, std::string> CheckRecords(storage::EventLog& log, const Ledger& ledger,
                                             size_t not_in_ledger) {
  std::map<uint64_t, std::string> hashes;
  const std::vector<Kept> all = ReadAll(log);
  std::map<std::string, const Envelope*> by_request;
  for (const Kept& kept : all) {
    hashes[kept.event.position()] = kept.hash;
    if (kept.event.request_id().empty()) continue;  // the log's own records
    const std::string key =
        RequestKey(kept.event.recorded_by().organisation_id(), kept.event.request_id());
    EXPECT_TRUE(by_request.emplace(key, &kept.event).second)
        << key << " is there twice, the second time at " << kept.event.position();
  }
  size_t known = 0;
  for (const Sent& sent : ledger.All()) {
    const auto it = by_request.find(
        RequestKey(sent.command.principal.organisation_id(), sent.command.header.request_id()));
    const Envelope* event = it == by_request.end() ? nullptr : it->second;
    if (event != nullptr) ++known;
    SCOPED_TRACE(sent.command.header.request_id());
    if (sent.fate == Fate::kRecorded) CheckAcknowledged(sent, event);
    if (sent.fate == Fate::kRefused) {
      EXPECT_EQ(event, nullptr) << "refused, but there: " << sent.refusal;
    }
  }
  EXPECT_EQ(by_request.size(), known + not_in_ledger);
  return hashes;
}

}  // namespace witan::testing
