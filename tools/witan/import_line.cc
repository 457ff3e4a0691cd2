#include "tools/witan/import_line.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <set>

#include "storage/base/status.h"
#include "storage/base/uuid.h"
#include "tools/witan/json_fault.h"

namespace witan::cli {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using witan::command::v1::RecordRequest;

constexpr const char* kExpectRefusal = "expectRefusal";
// The namespace of request ids derived from their command; do not change, or a file imported
// before is recorded again.
constexpr std::string_view kRequestNamespace = "b1a9d1e2-4c57-5f0e-8a43-696d706f7274";

// "R-18" and "R_18" to "R_18".
std::string ReasonName(std::string text) {
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

absl::StatusOr<std::vector<std::string>> ReadReasons(const Value& stated) {
  std::set<std::string> reasons;
  for (const Value& value : stated.list_value().values()) {
    reasons.insert(ReasonName(value.string_value()));
  }
  if (reasons.empty() || reasons.contains("")) {
    return absl::InvalidArgumentError(
        R"("expectRefusal" is a list of one or more reasons, like ["R-18"].)");
  }
  return std::vector<std::string>(reasons.begin(), reasons.end());
}

// Takes the expectation out of the line's JSON, where there is one.
absl::StatusOr<std::vector<std::string>> TakeExpectation(std::string& json) {
  if (json.find(kExpectRefusal) == std::string::npos) return std::vector<std::string>();
  Struct line;
  // A line that is no JSON is refused when it is read as a command.
  if (!google::protobuf::util::JsonStringToMessage(json, &line).ok()) {
    return std::vector<std::string>();
  }
  const auto found = line.fields().find(kExpectRefusal);
  if (found == line.fields().end()) return std::vector<std::string>();
  ASSIGN_OR_RETURN(std::vector<std::string> reasons, ReadReasons(found->second));
  line.mutable_fields()->erase(kExpectRefusal);
  json.clear();
  const auto written = google::protobuf::util::MessageToJsonString(line, &json);
  if (!written.ok()) return absl::InvalidArgumentError(written.message().ToString());
  return reasons;
}

// The same command has the same bytes whatever the order of the JSON's names.
std::string DeterministicBytes(const RecordRequest& request) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  request.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

absl::StatusOr<ImportLine> ReadImportLine(std::string_view line, const EventIds& events) {
  ASSIGN_OR_RETURN(std::string json, FillReferences(line, events));
  ImportLine read;
  ASSIGN_OR_RETURN(read.expected_refusal, TakeExpectation(json));
  const auto status = google::protobuf::util::JsonStringToMessage(json, &read.request);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("The line is no command in JSON: {}",
                    ExplainJson(json, *read.request.GetDescriptor(), status.message().ToString())));
  }
  if (read.request.content().kind_case() == witan::event::v1::Payload::KIND_NOT_SET) {
    return absl::InvalidArgumentError("The line has no content, so there is nothing to record.");
  }
  if (read.request.header().request_id().empty()) {
    const std::string bytes = DeterministicBytes(read.request);
    ASSIGN_OR_RETURN(const Uuid name_space, Uuid::Parse(kRequestNamespace));
    read.request.mutable_header()->set_request_id(Uuid::NameBased(name_space, bytes).ToString());
  }
  return read;
}

bool IsRefusalExpected(const std::vector<std::string>& expected, const Failure& failure) {
  std::set<std::string> reasons;
  for (const Reason& reason : failure.reasons) reasons.insert(reason.reason);
  return !expected.empty() && std::vector<std::string>(reasons.begin(), reasons.end()) == expected;
}

}  // namespace witan::cli
