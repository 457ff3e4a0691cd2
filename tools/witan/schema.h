#pragma once

// The commands and queries of Witan as words of the command line, derived from the descriptors that
// are linked in: a new RPC appears by itself. `DecisionService.MakeDecision` becomes
// `decision make`, `OversightService.ListDecisions` becomes `list decisions`.

#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class MethodDescriptor;
class ServiceDescriptor;
}  // namespace google::protobuf

namespace witan::cli {

enum class MethodKind {
  // Records one event; answers a CommandResponse.
  kCommand,
  // Many records, page by page: `list decisions`.
  kList,
  // One record with its history: `get decision 417704`.
  kGet,
  // A query with a request of its own: `overview QF7`.
  kQuery,
  // A query that goes on until it is interrupted: `watch`.
  kStream,
};

struct Method {
  MethodKind kind;
  // The word before the verb: the aggregate for a command, "list", "get", or empty.
  std::string group;
  std::string verb;
  // Another spelling that keeps every word of the RPC's name; equal to `verb` where nothing was
  // left out.
  std::string long_verb;
  const google::protobuf::MethodDescriptor* descriptor;
};

// "MakeDecision" to "make-decision"; "known_at" to "known-at".
std::string Kebab(std::string_view name);

// The methods of every service in the files reachable from the schema's roots, grouped and in the
// order of the schema. Bidirectional streams are left out: `import` speaks them.
const std::vector<Method>& Methods();

// The method that these words of the command line call, by its short or its long verb; nullptr when
// there is none.
const Method* FindMethod(std::string_view group, std::string_view verb);

// The methods of one service, for tests.
std::vector<Method> MethodsOf(const google::protobuf::ServiceDescriptor& service);

}  // namespace witan::cli
