// Request ids: a repeat gets the first answer, for ever; another command under the id is refused.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/recorder/testing/core_test.h"
#include "services/runtime/token/token.h"

namespace witan::recorder {
namespace {

using testing::HeldCommand;
using testing::ReasonOf;
using testing::RecorderStory;

using RequestIds = testing::CoreTest;

TEST_F(RequestIds, ARepeatGetsTheFirstAnswer) {
  auto header = story_.Header(RecorderStory::IcsId("QF7"));
  const auto first = story_.Register("QF7");
  const auto repeat = std::make_unique<HeldCommand>(*first->input().header, *first->input().content,
                                                    story_.principal());
  story_.Record({first.get(), repeat.get()});
  ASSERT_EQ(repeat->answer.kind, AnswerKind::kRepeated);
  EXPECT_EQ(repeat->answer.event->event_id(), first->answer.event->event_id());
}

TEST_F(RequestIds, ARepeatGetsTheFirstAnswerForEver) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  for (const bool with_state : {true, false}) {
    ASSERT_TRUE((with_state ? story_.Restart() : story_.RestartWithoutState()).ok());
    const auto repeat = std::make_unique<HeldCommand>(*first->input().header,
                                                      *first->input().content, story_.principal());
    const uint64_t before = head();
    ASSERT_EQ(story_.Record(*repeat).kind, AnswerKind::kRepeated);
    EXPECT_EQ(repeat->answer.event->SerializeAsString(), first->answer.event->SerializeAsString());
    EXPECT_EQ(head(), before);
  }
}

TEST_F(RequestIds, ARepeatMayStateAnotherVersionAndToken) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  auto header = *first->input().header;
  header.set_expected_version(7);
  header.set_at_least(runtime::EncodeToken(story_.log_id(), Position(1)));
  const auto repeat =
      std::make_unique<HeldCommand>(header, *first->input().content, story_.principal());
  EXPECT_EQ(story_.Record(*repeat).kind, AnswerKind::kRepeated);
}

TEST_F(RequestIds, ARequestIdIsGoodForOneCommand) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  const auto other = story_.Register("QF8");
  auto header = *other->input().header;
  header.set_request_id(first->input().header->request_id());
  const auto reused =
      std::make_unique<HeldCommand>(header, *other->input().content, story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*reused)), "REQUEST_ID_REUSED");
  EXPECT_EQ(reused->answer.refusal->code, absl::StatusCode::kAlreadyExists);
}

TEST_F(RequestIds, ARequestIdBelongsToItsOrganisation) {
  const auto first = story_.Register("QF7");
  story_.Record(*first);
  auto header = *first->input().header;
  witan::auth::v1::Principal other = story_.principal();
  other.set_organisation_id(RecorderStory::IcsId("QF7"));
  const auto command = std::make_unique<HeldCommand>(header, *first->input().content, other);
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "RECORD_EXISTS");
}

TEST_F(RequestIds, ARefusalSpendsNoRequestId) {
  const auto refused = story_.Rename(RecorderStory::IcsId("QF7"), "Too early");
  EXPECT_EQ(ReasonOf(story_.Record(*refused)), "NO_SUCH_RECORD");
  Registered("QF7");
  const auto again = std::make_unique<HeldCommand>(*refused->input().header,
                                                   *refused->input().content, story_.principal());
  EXPECT_EQ(story_.Record(*again).kind, AnswerKind::kRecorded);
}

TEST_F(RequestIds, ARequestIdThatIsNoUuidIsRefused) {
  auto header = story_.Header(RecorderStory::IcsId("QF7"));
  header.set_request_id("7");
  const auto command = std::make_unique<HeldCommand>(
      header, *story_.Register("QF7")->input().content, story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*command)), "INVALID_FIELD");
  EXPECT_EQ(command->answer.refusal->violations.front().field, "header.request_id");
}

TEST_F(RequestIds, ValidatingWhatWasRecordedGivesTheFirstAnswer) {
  auto first = story_.Register("QF7");
  ASSERT_EQ(story_.Record(*first).kind, AnswerKind::kRecorded);
  auto header = *first->input().header;
  header.set_validate_only(true);
  const auto again =
      std::make_unique<HeldCommand>(header, *first->input().content, story_.principal());
  ASSERT_EQ(story_.Record(*again).kind, AnswerKind::kRepeated);
  EXPECT_EQ(again->answer.event->event_id(), first->answer.event->event_id());
  header.set_record_of_fact("Another command.");
  const auto other =
      std::make_unique<HeldCommand>(header, *first->input().content, story_.principal());
  EXPECT_EQ(ReasonOf(story_.Record(*other)), "REQUEST_ID_REUSED");
}

}  // namespace
}  // namespace witan::recorder
