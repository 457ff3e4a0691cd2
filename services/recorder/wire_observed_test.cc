// What a call leaves behind for those who run the service: its trace, and a line when it failed.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/recorder/testing/served_recorder.h"
#include "services/runtime/calls/observed_call.h"

namespace witan::recorder {
namespace {

using testing::kRegister;
using witan::command::v1::CommandResponse;

using WireObserved = testing::ServedRecorder;

TEST_F(WireObserved, SaysTheTraceOfACallToTheCallerAndInTheEvent) {
  constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  grpc::ClientContext traced;
  AddPrincipal(traced);
  traced.AddMetadata("traceparent", kParent);
  std::string answer;
  ASSERT_TRUE(Call(traced, kRegister, Registration("QF7").SerializeAsString(), &answer).ok());
  EXPECT_EQ(TraceIn(traced), "4bf92f3577b34da6a3ce929d0e0e4736");
  grpc::ClientContext forged;
  AddPrincipal(forged);
  forged.AddMetadata("traceparent", "no traceparent");
  ASSERT_TRUE(Call(forged, kRegister, Registration("QE1").SerializeAsString(), &answer).ok());
  EXPECT_EQ(TraceIn(forged).size(), 32U);
  const std::vector<std::string> events = story_.LogBytes();
  EXPECT_NE(events[events.size() - 2].find(kParent), std::string::npos);
  EXPECT_EQ(events.back().find("no traceparent"), std::string::npos);
}

TEST_F(WireObserved, SaysInTheLogThatACommandFailedAndNothingOfThePerson) {
  int files[2];
  ASSERT_EQ(::pipe2(files, O_NONBLOCK), 0);
  const runtime::Logger logger("test", story_.clock, files[1]);
  runtime::CallFigures figures({});
  runtime::CallObserver calls(figures, logger);
  End();
  options_.calls = &calls;
  Start();
  story_.sequence.FailNext({storage::AppendOutcome::kUnknown, 0});
  auto request = Registration("QF7");
  request.mutable_content()->set_name("Zebedee Quillfeather");
  CommandResponse response;
  EXPECT_EQ(Register(request, &response).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(CallBytes(kRegister, request.SerializeAsString() + "\xFF Zebedee Quillfeather", &token_)
                .error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  End();
  std::string lines(10'000, '\0');
  const ssize_t size = ::read(files[0], lines.data(), lines.size());
  lines.resize(size > 0 ? static_cast<size_t>(size) : 0);
  EXPECT_NE(lines.find(R"("code":"UNAVAILABLE","reason":"OUTCOME_UNKNOWN")"), std::string::npos)
      << lines;
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1) << lines;
  EXPECT_EQ(lines.find("Quillfeather"), std::string::npos);
  ::close(files[0]);
  ::close(files[1]);
}

}  // namespace
}  // namespace witan::recorder
