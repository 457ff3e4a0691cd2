#include "tools/witan/failure.h"

#include <fmt/format.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

#include <algorithm>

#include "witan/command/v1/record.pb.h"

namespace witan::cli {
namespace {

// "R_17" as people write it: "R-17".
std::string RuleName(std::string reason) {
  if (reason.starts_with("R_")) std::replace(reason.begin(), reason.end(), '_', '-');
  return reason;
}

std::string Entry(const google::rpc::ErrorInfo& info, const char* key) {
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

const char* CodeSentence(int code) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
      return "Witan cannot be reached. Is it running at this address, and does WITAN_CONFIG name "
             "the settings of your certificate?";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "Witan did not answer in time. The same request id may be sent again.";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "This Witan does not know the call.";
    default:
      return "Witan refused without a reason.";
  }
}

}  // namespace

Failure FailureOf(const grpc::Status& status) {
  Failure failure{static_cast<int>(status.error_code()), status.error_message(), {}, {}};
  if (failure.sentence.empty()) failure.sentence = CodeSentence(failure.code);
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty()) {
    failure.sentence = fmt::format("{} ({})", CodeSentence(failure.code), status.error_message());
  }
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return failure;
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (detail.UnpackTo(&info)) {
      failure.reasons.push_back({info.reason(), Entry(info, "sentence"), Entry(info, "source")});
      if (failure.writer.empty()) failure.writer = Entry(info, "writer");
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) {
        failure.violations.push_back({violation.field(), violation.description()});
      }
    }
  }
  return failure;
}

Failure FailureOf(const witan::command::v1::Refusal& refusal) {
  Failure failure{refusal.code(), refusal.message(), {}, {}};
  for (const auto& reason : refusal.reasons()) {
    failure.reasons.push_back({reason.reason(), reason.sentence(), reason.source()});
  }
  for (const auto& violation : refusal.violations()) {
    failure.violations.push_back({violation.field(), violation.description()});
  }
  return failure;
}

Failure FailureOf(const absl::Status& status) {
  return {static_cast<int>(status.code()), std::string(status.message()), {}, {}};
}

std::string Render(const Failure& failure) {
  std::string out = failure.sentence + "\n";
  for (const Reason& reason : failure.reasons) {
    std::string line = "  " + RuleName(reason.reason);
    // The sentence of a single rule stands above already, with the rule behind it.
    const bool is_said = failure.sentence.starts_with(reason.sentence) &&
                         failure.sentence.size() <= reason.sentence.size() + line.size() + 1;
    if (!reason.sentence.empty() && !is_said) line += "  " + reason.sentence;
    if (!reason.source.empty()) line += fmt::format("  [source: {}]", reason.source);
    out += line + "\n";
  }
  for (const Violation& violation : failure.violations) {
    out += fmt::format("  {}  {}\n", violation.field, violation.description);
  }
  return out;
}

int ExitCode(const Failure& failure) {
  switch (failure.code) {
    case grpc::StatusCode::OK:
      return kExitDone;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::CANCELLED:
      return kExitUnavailable;
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::OUT_OF_RANGE:
    case grpc::StatusCode::UNAUTHENTICATED:
      return kExitRefused;
    default:
      return kExitFailed;
  }
}

}  // namespace witan::cli
