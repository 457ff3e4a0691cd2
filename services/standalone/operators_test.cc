// What operators meet: figures, readiness, health, reflection, traces, settings.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "grpc/health/v1/health.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "services/standalone/check.h"
#include "services/standalone/testing/running.h"
#include "witan/command/v1/command.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::standalone::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using witan::command::v1::CommandResponse;

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Name and type of each metric where `pattern` has found them.
std::map<std::string, std::string> MetricsIn(const std::string& text, const std::string& pattern) {
  std::map<std::string, std::string> metrics;
  const std::regex line(pattern);
  std::istringstream lines(text);
  for (std::string each; std::getline(lines, each);) {
    std::smatch match;
    if (std::regex_search(each, match, line)) metrics[match[1]] = match[2];
  }
  return metrics;
}

std::unique_ptr<Running> WithReflection() {
  return std::make_unique<Running>([](Options& options) { options.reflection = true; });
}

class OperatorsTest : public ::testing::Test {
 protected:
  void WaitUntilReady() {
    while (running_->Admin("/readyz") != "200 ok\n") continue;
  }

  const std::unique_ptr<Running> running_ = WithReflection();
};

TEST_F(OperatorsTest, TheTableOfMetricsIsWhatIsServed) {
  WaitUntilReady();
  auto served = MetricsIn(running_->Admin("/metrics"), R"(^# TYPE (\S+) (\S+)$)");
  // Not without certificates.
  served["witan_standalone_certificate_left_seconds"] = "gauge";
  const auto listed =
      MetricsIn(ReadText(WITAN_METRICS_TABLE), R"(^\| `(\w+)` \| (counter|gauge|histogram) \|)");
  EXPECT_EQ(listed, served);
}

TEST_F(OperatorsTest, MetricsAreNamedByServiceNounAndUnit) {
  WaitUntilReady();
  const std::regex name(
      "(witan_(recorder|oversight|involvement|standalone)|grpc_server|process)_[a-z_]+");
  for (const auto& [metric, type] :
       MetricsIn(running_->Admin("/metrics"), R"(^# TYPE (\S+) (\S+)$)")) {
    EXPECT_TRUE(std::regex_match(metric, name)) << metric;
    EXPECT_EQ(type == "counter", metric.ends_with("_total")) << metric;
  }
}

TEST_F(OperatorsTest, ViewsThatHaveCaughtUpLagByNothing) {
  CommandResponse recorded;
  ASSERT_TRUE(running_->Call(kAssignAction, AssignAction(1), recorded).ok());
  witan::oversight::v1::ListRecordsRequest question;
  question.set_at_least(recorded.token());
  witan::oversight::v1::ListActionsResponse answer;
  ASSERT_TRUE(
      running_->Call("/witan.oversight.v1.OversightService/ListActions", question, answer).ok());
  const std::string metrics = running_->Admin("/metrics");
  const std::string position = std::to_string(recorded.position());
  EXPECT_THAT(metrics, HasSubstr("witan_recorder_position_events " + position + "\n"));
  EXPECT_THAT(metrics, HasSubstr("witan_oversight_position_events " + position + "\n"));
  EXPECT_THAT(metrics, HasSubstr("witan_oversight_lag_events 0\n"));
  EXPECT_THAT(metrics, HasSubstr(R"(grpc_service="witan.oversight.v1.OversightService",)"
                                 R"(grpc_method="ListActions",grpc_code="OK"} 1)"));
}

TEST_F(OperatorsTest, EveryServiceIsHealthyByItsName) {
  WaitUntilReady();
  const auto stub = grpc::health::v1::Health::NewStub(running_->channel());
  for (const char* service :
       {"", "witan.action.v1.ActionService", "witan.command.v1.RecordService",
        "witan.oversight.v1.OversightService", "witan.involvement.v1.InvolvementQueryService"}) {
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    grpc::health::v1::HealthCheckResponse response;
    const grpc::Status status = stub->Check(&context, request, &response);
    ASSERT_TRUE(status.ok()) << service << ": " << status.error_message();
    EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING) << service;
  }
}

TEST_F(OperatorsTest, AWatcherOfItsHealthHearsThatItStops) {
  WaitUntilReady();
  const auto stub = grpc::health::v1::Health::NewStub(running_->channel());
  grpc::ClientContext context;
  const auto stream = stub->Watch(&context, {});
  grpc::health::v1::HealthCheckResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
  running_->Stop();
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(OperatorsTest, ReflectionListsTheCommandServicesToo) {
  const auto stub = grpc::reflection::v1alpha::ServerReflection::NewStub(running_->channel());
  grpc::ClientContext context;
  const auto stream = stub->ServerReflectionInfo(&context);
  grpc::reflection::v1alpha::ServerReflectionRequest request;
  request.set_list_services("*");
  ASSERT_TRUE(stream->Write(request));
  grpc::reflection::v1alpha::ServerReflectionResponse response;
  ASSERT_TRUE(stream->Read(&response));
  std::vector<std::string> names;
  for (const auto& service : response.list_services_response().service()) {
    names.push_back(service.name());
  }
  EXPECT_THAT(names, Contains("witan.action.v1.ActionService"));
  EXPECT_THAT(names, Contains("witan.oversight.v1.OversightService"));
  EXPECT_THAT(names, Contains("grpc.health.v1.Health"));
  request.set_file_containing_symbol("witan.action.v1.ActionService");
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_GT(response.file_descriptor_response().file_descriptor_proto_size(), 1);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(Operators, ThereIsNoReflectionUnlessItIsWanted) {
  Running running;
  const auto stub = grpc::reflection::v1alpha::ServerReflection::NewStub(running.channel());
  grpc::ClientContext context;
  const auto stream = stub->ServerReflectionInfo(&context);
  stream->WritesDone();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(OperatorsTest, EveryAnswerSaysItsTrace) {
  grpc::ClientContext context;
  Running::Introduce(context);
  context.AddMetadata("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  witan::oversight::v1::ListRulesResponse answer;
  ASSERT_TRUE(running_
                  ->Call("/witan.oversight.v1.OversightService/ListRules",
                         witan::oversight::v1::ListRulesRequest(), answer, context)
                  .ok());
  const auto trace = context.GetServerTrailingMetadata().find("witan-trace-id");
  ASSERT_NE(trace, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(trace->second.data(), trace->second.size()),
            "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(Settings, TheExampleIsAcceptedAndNamesEverySetting) {
  const char* arguments[] = {"standalone", "--config", WITAN_SETTINGS_EXAMPLE, "--check"};
  const auto asked = ReadOptions(4, arguments);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->wish, runtime::Wish::kCheck);
  EXPECT_EQ(asked->options.stop_within, Options().stop_within);
  EXPECT_EQ(asked->options.certificate_refresh, Options().certificate_refresh);
  const std::string text = "\n" + ReadText(WITAN_SETTINGS_EXAMPLE);
  for (const std::string& name : SettingNames()) {
    EXPECT_TRUE(std::regex_search(text, std::regex("\n(# )?" + name + " = "))) << name;
  }
}

TEST(Check, FindsNothingWrongBeforeAFirstStart) {
  Running running;
  Options options = running.options();
  running.Stop();
  EXPECT_THAT(FaultsOf(options), IsEmpty());
  options.data += "/new/folder";
  options.master_key = options.data + "/master.key";
  EXPECT_THAT(FaultsOf(options), IsEmpty());
  EXPECT_FALSE(fs::exists(options.data));
}

TEST(Check, SaysEachFaultInASentence) {
  Running running;
  Options options = running.options();
  options.principals = "/no/principals.json";
  const auto faults = FaultsOf(options);
  EXPECT_THAT(faults, Contains(HasSubstr("/no/principals.json")));
  EXPECT_THAT(faults, Contains(StartsWith("The address " + options.listen + " is in use")));
  EXPECT_THAT(faults, Contains(HasSubstr("--admin-port")));
  EXPECT_EQ(faults.size(), 3U);
}

TEST(Check, RefusesAFolderOfANewerVersionAndAKeyThatIsGone) {
  Running running;
  const Options options = running.options();
  running.Stop();
  std::ofstream(options.data + "/log/FORMAT") << "witan log 999\n";
  fs::remove(options.master_key);
  const auto faults = FaultsOf(options);
  EXPECT_THAT(faults, Contains(HasSubstr("was written by a newer version of Witan")));
  EXPECT_THAT(faults, Contains(HasSubstr("there is no master key")));
  EXPECT_EQ(faults.size(), 2U);
}

TEST(Check, RefusesADataFolderThatIsAFile) {
  Running running;
  Options options = running.options();
  running.Stop();
  options.data = options.data + "/log/FORMAT";
  EXPECT_THAT(FaultsOf(options), Contains(HasSubstr("is no folder")));
}

}  // namespace
}  // namespace witan::standalone::testing
