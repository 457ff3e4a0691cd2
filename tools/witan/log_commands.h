#pragma once

// `witan log create|verify|inspect --data DIR`: the embedded log in a folder, with Witan stopped.

#include "tools/witan/session.h"

namespace CLI {
class App;
}

namespace witan::cli {

// `session` must outlive the parse.
void AddLogCommands(CLI::App& app, Session& session);

}  // namespace witan::cli
