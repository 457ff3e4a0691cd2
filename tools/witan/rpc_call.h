#pragma once

// One RPC as given on the command line: its options filled into a request, the call, the answer
// printed.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/runtime/shutdown/stop_signal.h"
#include "tools/witan/fields.h"
#include "tools/witan/schema.h"
#include "tools/witan/session.h"

namespace google::protobuf {
class Message;
}

namespace witan::cli {

// An option of the command line and what was given for it.
struct GivenOption {
  OptionField field;
  std::vector<std::string> values;
  bool flag = false;
};

// The options that a method has, none given yet.
std::deque<GivenOption> OptionsOf(const Method& method);

class RpcCall final {
 public:
  // `method` and `session` must outlive the call.
  RpcCall(const Method& method, Session& session);

  // What the parser fills in.
  std::deque<GivenOption>& options() { return options_; }
  // For what may be given without an option name: `get decision 417704`; empty where the method
  // has no such thing.
  const std::string& positional_name() const { return positional_name_; }
  std::string& positional() { return positional_; }
  // A file with the command's content, or the whole request; "-" is standard input.
  std::string& json_file() { return json_file_; }
  // Follow all pages of a list.
  bool& all_pages() { return all_pages_; }

  // Calls, prints, sets the session's exit code.
  void Run();

  // The request as given, for tests. InvalidArgument names the option that is wrong.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> MakeRequest();

 private:
  absl::Status ReadJson(google::protobuf::Message& request) const;
  absl::Status SetPositional(google::protobuf::Message& request) const;
  absl::Status ResolveOrganisations(Client& client);
  absl::Status ResolveOrganisation(Client& client, std::string& value) const;
  void RunStream(Client& client, google::protobuf::Message& request);
  void RunUnary(Client& client, google::protobuf::Message& request);
  grpc::Status FollowPages(Client& client, google::protobuf::Message& request,
                           google::protobuf::Message& response) const;

  const Method& method_;
  Session& session_;
  std::deque<GivenOption> options_;
  std::string positional_name_;
  std::string positional_;
  std::string json_file_;
  bool all_pages_ = false;
  std::optional<runtime::StopSignal> stop_signal_;
};

}  // namespace witan::cli
