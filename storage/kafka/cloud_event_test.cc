#include "storage/kafka/cloud_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace witan::storage {
namespace {

using testing::ElementsAre;
using testing::Pair;

// The worked example of FORMAT.md.
TEST(CloudEvent, SaysWhatTheRecordIs) {
  RecordHeader header;
  header.log_id.uuid = *Uuid::Parse("7161385a-3869-4f62-8bd0-8667119348c9");
  header.event_id = *Uuid::Parse("0193623c-0f2a-7000-8000-0242ac120002");
  header.position = Position(2);
  header.term = Term(1);
  header.recorded_at = Timestamp{1'795'602'946'123'456};
  EXPECT_THAT(CloudEventHeaders(header, "witan.event.v1.WriterStarted"),
              ElementsAre(Pair("ce_specversion", "1.0"),
                          Pair("ce_id", "0193623c-0f2a-7000-8000-0242ac120002"),
                          Pair("ce_source", "urn:uuid:7161385a-3869-4f62-8bd0-8667119348c9"),
                          Pair("ce_type", "witan.event.v1.WriterStarted"),
                          Pair("ce_time", "2026-11-25T10:35:46.123456Z"), Pair("ce_position", "2"),
                          Pair("ce_term", "1"), Pair("content-type", "application/protobuf")));
}

TEST(CloudEvent, WritesTimesOfRfc3339) {
  EXPECT_EQ(Rfc3339(Timestamp{0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(Rfc3339(Timestamp{-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Rfc3339(Timestamp{1'709'164'800'000'001}), "2024-02-29T00:00:00.000001Z");
}

}  // namespace
}  // namespace witan::storage
