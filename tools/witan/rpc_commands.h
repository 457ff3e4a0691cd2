#pragma once

// One subcommand for each RPC that the schema has.

#include "tools/witan/session.h"

namespace CLI {
class App;
}

namespace witan::cli {

// Adds `decision make`, `list decisions`, `get decision`, `overview`, `watch` and so on to `app`.
// `session` must outlive the parse.
void AddRpcCommands(CLI::App& app, Session& session);

}  // namespace witan::cli
