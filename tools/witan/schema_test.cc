#include "tools/witan/schema.h"

#include <gmock/gmock.h>
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "witan/command/v1/command.pb.h"

namespace witan::cli {
namespace {

const Method* Find(const std::string& group, const std::string& verb) {
  for (const Method& method : Methods()) {
    if (method.group == group && method.verb == verb) return &method;
  }
  return nullptr;
}

std::string RpcOf(const std::string& group, const std::string& verb) {
  const Method* method = Find(group, verb);
  return method == nullptr ? "none" : method->descriptor->full_name();
}

TEST(Schema, TurnsNamesIntoWordsWithHyphens) {
  EXPECT_EQ(Kebab("MakeDecision"), "make-decision");
  EXPECT_EQ(Kebab("known_at"), "known-at");
  EXPECT_EQ(Kebab("EscalateToNhse"), "escalate-to-nhse");
  EXPECT_EQ(Kebab(""), "");
}

TEST(Schema, LeavesTheNounOutOfTheVerb) {
  EXPECT_EQ(RpcOf("decision", "make"), "witan.decision.v1.DecisionService.MakeDecision");
  EXPECT_EQ(RpcOf("decision", "propose"), "witan.decision.v1.DecisionService.ProposeDecision");
  EXPECT_EQ(RpcOf("request", "subscribe"), "witan.request.v1.RequestService.SubscribeToRequest");
  EXPECT_EQ(RpcOf("action", "change-due-date"),
            "witan.action.v1.ActionService.ChangeActionDueDate");
}

TEST(Schema, KeepsTheWordsThatTellVerbsApart) {
  EXPECT_EQ(RpcOf("decision", "record-view"), "witan.decision.v1.DecisionService.RecordView");
  EXPECT_EQ(RpcOf("decision", "reach-consensus"),
            "witan.decision.v1.DecisionService.ReachConsensus");
  EXPECT_EQ(RpcOf("body", "approve-constitution"), "witan.body.v1.BodyService.ApproveConstitution");
}

TEST(Schema, PutsQueriesUnderListAndGetOrAtTheTop) {
  EXPECT_EQ(RpcOf("list", "decisions"), "witan.oversight.v1.OversightService.ListDecisions");
  EXPECT_EQ(RpcOf("list", "activities"),
            "witan.involvement.v1.InvolvementQueryService.ListActivities");
  EXPECT_EQ(RpcOf("get", "decision"), "witan.oversight.v1.OversightService.GetDecision");
  EXPECT_EQ(RpcOf("", "overview"), "witan.oversight.v1.OversightService.GetOverview");
  EXPECT_EQ(RpcOf("", "events"), "witan.oversight.v1.OversightService.ListEvents");
  EXPECT_EQ(Find("", "watch")->kind, MethodKind::kStream);
}

TEST(Schema, GivesEveryMethodAnAddressOfItsOwn) {
  std::set<std::string> seen;
  for (const Method& method : Methods()) {
    EXPECT_TRUE(seen.insert(method.group + " " + method.verb).second)
        << method.descriptor->full_name();
    if (method.long_verb != method.verb) {
      EXPECT_TRUE(seen.insert(method.group + " " + method.long_verb).second)
          << method.descriptor->full_name();
    }
  }
  EXPECT_GT(seen.size(), 150u);
}

// A service that nobody knows yet: what a new RPC looks like without a line of code.
TEST(Schema, TakesInANewServiceWithoutCode) {
  constexpr char kProto[] = R"(
    syntax = "proto3";
    package witan.pool.v1;
    import "witan/command/v1/command.proto";
    message Ask { witan.command.v1.CommandHeader header = 1; }
    service PooledBudgetService {
      rpc AgreeBudget(Ask) returns (witan.command.v1.CommandResponse);
      rpc ReviewBudget(Ask) returns (witan.command.v1.CommandResponse);
    })";
  google::protobuf::io::ArrayInputStream input(kProto, sizeof(kProto) - 1);
  google::protobuf::io::Tokenizer tokenizer(&input, nullptr);
  google::protobuf::FileDescriptorProto file;
  ASSERT_TRUE(google::protobuf::compiler::Parser().Parse(&tokenizer, &file));
  file.set_name("witan/pool/v1/pool.proto");
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  const std::vector<Method> methods = MethodsOf(*built->service(0));
  ASSERT_EQ(methods.size(), 2u);
  EXPECT_EQ(methods[0].kind, MethodKind::kCommand);
  EXPECT_EQ(methods[0].group, "pooled-budget");
  EXPECT_EQ(methods[0].verb, "agree-budget");
}

}  // namespace
}  // namespace witan::cli
