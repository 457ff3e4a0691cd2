#include "proto/comments/comments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace witan::proto {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(SchemaComments, AreFoundByTheFullNameOfEachKindOfThing) {
  EXPECT_THAT(CommentOf("witan.decision.v1"), StartsWith("Decisions: "));
  EXPECT_EQ(CommentOf("witan.command.v1.CommandResponse.event_id"), "");
  EXPECT_THAT(CommentOf("witan.command.v1.CommandHeader.request_id"), StartsWith("UUID chosen"));
  EXPECT_EQ(CommentOf("witan.decision.v1.DeclaredConflict.management"),
            "R-53: how it was managed.");
  EXPECT_EQ(CommentOf("witan.decision.v1.POSITION_TOOK_NO_PART"),
            "Was there and took no part (recused).");
  EXPECT_THAT(CommentOf("witan.decision.v1.ConsensusNotReached"), StartsWith("R-13: "));
  EXPECT_EQ(CommentOf("witan.command.v1.RecordService.GetWriter"), "Who writes the log now.");
}

TEST(SchemaComments, AreOneLineAParagraph) {
  const std::string_view text = CommentOf("witan.command.v1");
  EXPECT_THAT(text, HasSubstr("one event: that content, with what the recorder adds"));
  EXPECT_THAT(text, Not(HasSubstr("  ")));
}

TEST(SchemaComments, AreEmptyForNamesThatNobodyHas) {
  EXPECT_EQ(CommentOf(""), "");
  EXPECT_EQ(CommentOf("witan.decision.v1.DecisionMade.colour"), "");
  EXPECT_EQ(CommentOf("zzz"), "");
}

}  // namespace
}  // namespace witan::proto
