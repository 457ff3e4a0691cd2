#pragma once

// One subcommand for each RPC that the schema has.

#include <string>
#include <vector>

#include "tools/witan/schema.h"
#include "tools/witan/session.h"

namespace CLI {
class App;
}

namespace witan::cli {

// Adds `decision make`, `list decisions`, `get decision`, `overview`, `watch` and so on to `app`.
// `session` must outlive the parse.
void AddRpcCommands(CLI::App& app, Session& session);

// An option of a subcommand, as the shell completes it.
struct OptionWord {
  // With its dashes.
  std::string name;
  bool takes_value = true;
  // What may be given; empty for a free text.
  std::vector<std::string> values;
};

// Every spelling of every option that the method's subcommand has of its own.
std::vector<OptionWord> OptionWords(const Method& method);

}  // namespace witan::cli
