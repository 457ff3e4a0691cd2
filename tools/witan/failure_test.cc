#include "tools/witan/failure.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "witan/command/v1/record.pb.h"

namespace witan::cli {
namespace {

grpc::Status RefusedByTwoRules() {
  google::rpc::Status details;
  google::rpc::ErrorInfo limit;
  limit.set_reason("R_18");
  limit.set_domain("witan");
  (*limit.mutable_metadata())["sentence"] = "£300,000 is above the limit of £250,000.";
  (*limit.mutable_metadata())["source"] = "Standing financial instructions";
  details.add_details()->PackFrom(limit);
  google::rpc::ErrorInfo quorum;
  quorum.set_reason("R_19");
  details.add_details()->PackFrom(quorum);
  google::rpc::BadRequest bad;
  auto& violation = *bad.add_field_violations();
  violation.set_field("content.value.revenue.pence");
  violation.set_description("must not be negative");
  details.add_details()->PackFrom(bad);
  return {grpc::StatusCode::FAILED_PRECONDITION, "Two rules are broken.",
          details.SerializeAsString()};
}

TEST(Failure, PrintsTheSentenceEveryRuleWithItsSourceAndEveryField) {
  EXPECT_EQ(Render(FailureOf(RefusedByTwoRules())),
            "Two rules are broken.\n"
            "  R-18  £300,000 is above the limit of £250,000.  [source: Standing financial "
            "instructions]\n"
            "  R-19\n"
            "  content.value.revenue.pence  must not be negative\n");
}

TEST(Failure, PrintsARefusedLineLikeARefusedCall) {
  witan::command::v1::Refusal refusal;
  refusal.set_code(grpc::StatusCode::FAILED_PRECONDITION);
  refusal.set_message("Outside the limit.");
  auto& reason = *refusal.add_reasons();
  reason.set_reason("R_18");
  reason.set_sentence("Outside the limit.");
  reason.set_source("SFI");
  EXPECT_EQ(Render(FailureOf(refusal)), "Outside the limit.\n  R-18  [source: SFI]\n");
  refusal.set_message("Outside the limit. (R-18)");
  EXPECT_EQ(Render(FailureOf(refusal)), "Outside the limit. (R-18)\n  R-18  [source: SFI]\n");
  refusal.set_message("Outside the limit. And more is wrong.");
  EXPECT_EQ(Render(FailureOf(refusal)),
            "Outside the limit. And more is wrong.\n  R-18  Outside the limit.  [source: SFI]\n");
}

TEST(Failure, SurvivesDetailsThatCannotBeRead) {
  const Failure failure =
      FailureOf(grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "No.", "\xff\xff garbage"));
  EXPECT_EQ(Render(failure), "No.\n");
}

TEST(Failure, TellsRefusedUnreachableAndFailedApart) {
  EXPECT_EQ(ExitCode(FailureOf(RefusedByTwoRules())), kExitRefused);
  EXPECT_EQ(ExitCode(FailureOf(grpc::Status(grpc::StatusCode::UNAVAILABLE, "x"))),
            kExitUnavailable);
  EXPECT_EQ(ExitCode(FailureOf(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "x"))),
            kExitUnavailable);
  EXPECT_EQ(ExitCode(FailureOf(grpc::Status(grpc::StatusCode::INTERNAL, "x"))), kExitFailed);
}

}  // namespace
}  // namespace witan::cli
