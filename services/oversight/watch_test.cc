// WatchEvents: what the caller may see, from a token on, and a clean end with the token to go on
// from.

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "services/oversight/testing/served_oversight.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::oversight {
namespace {

using query::testing::Caller;
using query::testing::Reader;
using query::testing::ReasonOf;

namespace pb = witan::oversight::v1;

using WatchTest = testing::ServedOversight;

TEST_F(WatchTest, AStreamSendsWhatTheCallerMaySeeFromATokenOn) {
  CatchUp();
  oversight.Start();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(Reader(witan::auth::v1::ROLE_PUBLIC), context);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  pb::WatchEventsRequest request;
  request.set_after(oversight.node().TokenOf(Position(log.end())));
  const auto stream = stub->WatchEvents(&context, request);
  system.world.Person("Unseen by the public");
  const std::string decision = system.Approve("Just decided");
  log.Append(system.world);
  pb::WatchEventsResponse event;
  ASSERT_TRUE(stream->Read(&event));
  EXPECT_EQ(event.event().record_id(), decision);
  EXPECT_EQ(event.token(), oversight.node().TokenOf(Position(event.event().position())));
  const std::string next = system.Approve("And another");
  log.Append(system.world);
  ASSERT_TRUE(stream->Read(&event));
  EXPECT_EQ(event.event().record_id(), next);
}

TEST_F(WatchTest, AServiceThatStopsEndsAnIdleStreamWithTheTokenToGoOnFrom) {
  CatchUp();
  oversight.Start();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(Reader(witan::auth::v1::ROLE_PUBLIC), context);
  const auto stream = stub->WatchEvents(&context, {});
  stream->WaitForInitialMetadata();
  oversight.Drain(std::chrono::hours(1));
  pb::WatchEventsResponse event;
  EXPECT_FALSE(stream->Read(&event));
  EXPECT_EQ(ReasonOf(stream->Finish()), "SHUTTING_DOWN");
  const auto token = context.GetServerTrailingMetadata().find("witan-token");
  ASSERT_NE(token, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(token->second.data(), token->second.size()),
            oversight.node().TokenOf(Position(log.end())));
}

TEST_F(WatchTest, AServiceThatStopsLeavesTheRestOfALongStreamToTheNext) {
  for (int i = 0; i < 300; ++i) system.Approve("Decision " + std::to_string(i));
  CatchUp();
  oversight.Start();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(Reader(witan::auth::v1::ROLE_PUBLIC), context);
  pb::WatchEventsRequest request;
  request.set_after(oversight.node().TokenOf(Position(1)));
  const auto stream = stub->WatchEvents(&context, request);
  pb::WatchEventsResponse event;
  ASSERT_TRUE(stream->Read(&event));
  oversight.Drain(std::chrono::hours(1));
  while (stream->Read(&event)) continue;
  EXPECT_EQ(ReasonOf(stream->Finish()), "SHUTTING_DOWN");
  EXPECT_LT(event.event().position(), log.end() - 1);
  const auto token = context.GetServerTrailingMetadata().find("witan-token");
  ASSERT_NE(token, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(token->second.data(), token->second.size()), event.token());
}

TEST_F(WatchTest, AServiceThatStopsOpensNoStream) {
  CatchUp();
  oversight.Drain(std::chrono::hours(1));
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(Reader(witan::auth::v1::ROLE_PUBLIC), context);
  const auto stream = stub->WatchEvents(&context, {});
  EXPECT_EQ(ReasonOf(stream->Finish()), "SHUTTING_DOWN");
}

TEST_F(WatchTest, AStreamFromNowhereIsRefused) {
  CatchUp();
  const auto stub = pb::OversightService::NewStub(caller.channel());
  grpc::ClientContext context;
  Caller::Introduce(Reader(witan::auth::v1::ROLE_PUBLIC), context);
  pb::WatchEventsRequest request;
  request.set_after("nonsense");
  const auto stream = stub->WatchEvents(&context, request);
  pb::WatchEventsResponse event;
  EXPECT_FALSE(stream->Read(&event));
  EXPECT_EQ(ReasonOf(stream->Finish()), "TOKEN_INVALID");
}

}  // namespace
}  // namespace witan::oversight
