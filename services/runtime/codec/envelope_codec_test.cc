#include "services/runtime/codec/envelope_codec.h"

#include <gtest/gtest.h>

#include "witan/event/v1/envelope.pb.h"

namespace witan::runtime {
namespace {

using storage::RecordHeader;
using storage::RecordKind;
using witan::event::v1::Envelope;

RecordHeader Header() {
  return RecordHeader{.log_id = {Uuid::Parse("0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10").value()},
                      .position = Position(7),
                      .term = Term(3),
                      .previous_hash = Sha256("the one before"),
                      .event_id = Uuid::Parse("0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f11").value(),
                      .recorded_at = Timestamp{1'656'633'600'000'001},
                      .kind = RecordKind::kWriterStarted};
}

void ExpectSame(const RecordHeader& a, const RecordHeader& b) {
  EXPECT_EQ(a.log_id, b.log_id);
  EXPECT_EQ(a.position, b.position);
  EXPECT_EQ(a.term, b.term);
  EXPECT_EQ(a.previous_hash, b.previous_hash);
  EXPECT_EQ(a.event_id, b.event_id);
  EXPECT_EQ(a.recorded_at.micros, b.recorded_at.micros);
  EXPECT_EQ(a.kind, b.kind);
}

class EnvelopeCodecTest : public ::testing::Test {
 protected:
  const EnvelopeCodec codec_{BuildInfo{"0.1.0", "abc"}};
};

TEST_F(EnvelopeCodecTest, ReadsTheHeaderOfAWriterItMade) {
  const std::string bytes = codec_.MakeWriterStarted(Header(), {"one", "127.0.0.1:7400"});
  const auto header = codec_.ReadHeader(bytes);
  ASSERT_TRUE(header.ok()) << header.status();
  ExpectSame(*header, Header());
  Envelope event;
  ASSERT_TRUE(event.ParseFromString(bytes));
  EXPECT_EQ(event.payload().writer_started().rules_sha256(), "abc");
  EXPECT_EQ(event.salt().size(), 16U);
}

TEST_F(EnvelopeCodecTest, ReadsTheHeaderOfALogItMade) {
  RecordHeader first = Header();
  first.position = Position(1);
  first.previous_hash = {};
  first.kind = RecordKind::kLogCreated;
  const auto header = codec_.ReadHeader(codec_.MakeLogCreated(first, "a test"));
  ASSERT_TRUE(header.ok()) << header.status();
  ExpectSame(*header, first);
}

TEST_F(EnvelopeCodecTest, ReadsTheHeaderOfAnyOtherEvent) {
  Envelope event;
  ASSERT_TRUE(event.ParseFromString(codec_.MakeWriterStarted(Header(), {"one", "x"})));
  event.mutable_payload()->mutable_action_closed()->set_summary("done");
  const auto header = codec_.ReadHeader(event.SerializeAsString());
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->kind, RecordKind::kOther);
}

TEST_F(EnvelopeCodecTest, NamesTheKindOfAnEvent) {
  const std::string started = codec_.MakeWriterStarted(Header(), {"one", "x"});
  EXPECT_EQ(codec_.TypeName(started), "witan.event.v1.WriterStarted");
  EXPECT_EQ(codec_.TypeName(started.substr(0, 20)), "unknown");
  EXPECT_EQ(codec_.TypeName(""), "unknown");
}

TEST_F(EnvelopeCodecTest, TellsWhatIsNoEvent) {
  const std::string sound = codec_.MakeWriterStarted(Header(), {"one", "x"});
  Envelope without_payload;
  ASSERT_TRUE(without_payload.ParseFromString(sound));
  without_payload.clear_payload();
  for (const std::string& bytes :
       {std::string(), std::string("not an event"), sound.substr(0, sound.size() - 1),
        sound.substr(5), without_payload.SerializeAsString()}) {
    EXPECT_TRUE(absl::IsDataLoss(codec_.ReadHeader(bytes).status()));
  }
}

// Every prefix is told from the whole, and none brings the reader down.
TEST_F(EnvelopeCodecTest, TellsEveryPrefix) {
  const std::string sound = codec_.MakeWriterStarted(Header(), {"one", "x"});
  for (size_t size = 0; size < sound.size(); ++size) {
    EXPECT_FALSE(codec_.ReadHeader(sound.substr(0, size)).ok()) << size;
  }
}

}  // namespace
}  // namespace witan::runtime
