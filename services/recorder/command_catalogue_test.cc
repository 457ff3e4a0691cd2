// The commands as the schema declares them, and what makes two of them the same.

#include "services/recorder/command_catalogue.h"

#include <gtest/gtest.h>

#include <string>

#include "services/recorder/command_digest.h"

namespace witan::recorder {
namespace {

TEST(CommandCatalogue, KnowsEveryKindOfEventButTheLogsOwn) {
  const CommandCatalogue catalogue;
  const auto kinds = static_cast<size_t>(domain::Payload::descriptor()->field_count());
  EXPECT_EQ(catalogue.size(), kinds - 2);
  EXPECT_NE(catalogue.Find("/witan.decision.v1.DecisionService/MakeDecision"), nullptr);
  EXPECT_EQ(catalogue.Find("/witan.command.v1.RecordService/Record"), nullptr);
  EXPECT_EQ(catalogue.Find(""), nullptr);
}

TEST(CommandDigest, LeavesTheHeaderAsItWas) {
  witan::command::v1::CommandHeader header;
  header.set_request_id("r");
  header.set_at_least("t");
  header.set_expected_version(0);
  header.set_validate_only(true);
  const std::string before = header.SerializeAsString();
  witan::auth::v1::Principal principal;
  const Hash digest = CommandDigest("key", principal, header, {});
  EXPECT_EQ(header.SerializeAsString(), before);
  header.set_record_of_fact("because");
  EXPECT_NE(CommandDigest("key", principal, header, {}), digest);
  header.clear_record_of_fact();
  EXPECT_EQ(CommandDigest("key", principal, header, {}), digest);
  principal.set_subject("another");
  EXPECT_NE(CommandDigest("key", principal, header, {}), digest);
  EXPECT_NE(CommandDigest("another key", principal, header, {}), digest);
}

}  // namespace
}  // namespace witan::recorder
