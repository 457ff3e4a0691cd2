#include <fcntl.h>
#include <gmock/gmock.h>
#include <grpcpp/support/status_code_enum.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <algorithm>

#include "services/runtime/calls/call_figures.h"
#include "services/runtime/calls/observed_call.h"
#include "services/runtime/calls/trace.h"
#include "witan/action/v1/action.pb.h"

namespace witan::runtime {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAssign[] = "/witan.action.v1.ActionService/AssignAction";
constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";

TEST(TraceId, IsTakenFromAValidTraceparent) {
  EXPECT_EQ(TraceIdOf(kTraceparent), kTraceId);
  EXPECT_EQ(TraceIdOf("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes"),
            kTraceId);
}

TEST(TraceId, IsNotTakenFromAnyOtherText) {
  for (const char* text : {
           "",
           "nonsense",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
           "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
           "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
           "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz",
           "00-4bf92f3577b34da6a3ce929d0e0e47\"}-00f067aa0ba902b7-01",
       }) {
    EXPECT_EQ(TraceIdOf(text), "") << text;
  }
}

TEST(TraceId, IsNewWhereTheCallerHasNone) {
  const std::string id = NewTraceId();
  EXPECT_EQ(TraceIdOf("00-" + id + "-00f067aa0ba902b7-01"), id);
  EXPECT_NE(NewTraceId(), id);
}

// The end to write to.
int OpenPipe(int* files) {
  EXPECT_EQ(::pipe2(files, O_NONBLOCK), 0);
  return files[1];
}

class CallsTest : public ::testing::Test {
 protected:
  ~CallsTest() override {
    ::close(files_[0]);
    ::close(files_[1]);
  }

  // What was logged since; empty: nothing.
  std::string Lines() {
    char bytes[20'000];
    const ssize_t size = ::read(files_[0], bytes, sizeof(bytes));
    return size > 0 ? std::string(bytes, static_cast<size_t>(size)) : "";
  }

  std::string Figures() const { return prometheus::TextSerializer().Serialize(figures_.Collect()); }

  int files_[2] = {-1, -1};
  FakeClock clock_;
  const Logger logger_{"test", clock_, OpenPipe(files_)};
  CallFigures figures_{{witan::action::v1::ActionAssigned::descriptor()->file()->FindServiceByName(
      "ActionService")}};
  CallObserver observer_{figures_, logger_};
};

TEST_F(CallsTest, CountsUnderTheNamesOfTheEcosystem) {
  ObservedCall(&observer_, kAssign, "").End(grpc::StatusCode::OK);
  ObservedCall(&observer_, kAssign, "").End(grpc::StatusCode::FAILED_PRECONDITION);
  const std::string text = Figures();
  const std::string labels =
      R"(grpc_type="unary",grpc_service="witan.action.v1.ActionService",grpc_method="AssignAction")";
  EXPECT_THAT(text, HasSubstr("grpc_server_started_total{" + labels + "} 2"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total{" + labels + R"(,grpc_code="OK"} 1)"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total{" + labels +
                              R"(,grpc_code="FailedPrecondition"} 1)"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handling_seconds_count{" + labels + "} 2"));
  EXPECT_THAT(text,
              HasSubstr("grpc_server_handling_seconds_bucket{" + labels + R"(,le="+Inf"} 2)"));
}

TEST_F(CallsTest, CountsATimeInTheBucketsThatItFits) {
  figures_.Of(kAssign).Started();
  figures_.Of(kAssign).Handled(grpc::StatusCode::OK, std::chrono::milliseconds(30));
  EXPECT_THAT(Figures(), HasSubstr(R"(le="0.025"} 0)"));
  EXPECT_THAT(Figures(), HasSubstr(R"(le="0.05"} 1)"));
  EXPECT_THAT(Figures(), HasSubstr(R"(AssignAction"} 0.03)"));
}

TEST_F(CallsTest, PutsWhatNobodyKnowsUnderOneName) {
  ObservedCall(&observer_, "/a.B/C", "").End(grpc::StatusCode::UNIMPLEMENTED);
  ObservedCall(&observer_, "/a.B/D", "").End(4'711);
  EXPECT_THAT(Figures(), HasSubstr(R"(grpc_service="unknown",grpc_method="unknown"} 2)"));
  EXPECT_THAT(Figures(), HasSubstr(R"(grpc_code="Unknown"} 1)"));
}

TEST_F(CallsTest, SaysInTheLogWhatTheServiceCouldNotDo) {
  ObservedCall(&observer_, kAssign, kTraceparent)
      .End(grpc::StatusCode::UNAVAILABLE, "LOG_UNAVAILABLE");
  const std::string lines = Lines();
  EXPECT_THAT(lines, HasSubstr(R"("severity":"WARNING")"));
  EXPECT_THAT(lines, HasSubstr(R"("method":"AssignAction","code":"UNAVAILABLE")"));
  EXPECT_THAT(lines, HasSubstr(R"("reason":"LOG_UNAVAILABLE")"));
  EXPECT_THAT(lines, HasSubstr(std::string(R"("trace_id":")") + kTraceId));
}

TEST_F(CallsTest, SaysNothingOfRefusals) {
  ObservedCall(&observer_, kAssign, "").End(grpc::StatusCode::FAILED_PRECONDITION, "R_17");
  ObservedCall(&observer_, kAssign, "").End(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD");
  EXPECT_EQ(Lines(), "");
}

TEST_F(CallsTest, DoesNotFloodTheLog) {
  for (int i = 0; i < 1'000; ++i) {
    ObservedCall(&observer_, kAssign, "").End(grpc::StatusCode::DATA_LOSS);
  }
  const std::string lines = Lines();
  EXPECT_LE(std::count(lines.begin(), lines.end(), '\n'), 20);
}

TEST_F(CallsTest, GivesAnIdToACallThatNobodyObserves) {
  ObservedCall call(nullptr, kAssign, kTraceparent);
  call.End(grpc::StatusCode::OK);
  EXPECT_EQ(call.trace_id(), kTraceId);
}

}  // namespace
}  // namespace witan::runtime
