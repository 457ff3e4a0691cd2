#pragma once

// `witan import FILE...` and `witan export`.

#include "tools/witan/session.h"

namespace CLI {
class App;
}

namespace witan::cli {

// `session` must outlive the parse.
void AddImportCommand(CLI::App& app, Session& session);
void AddExportCommand(CLI::App& app, Session& session);

}  // namespace witan::cli
