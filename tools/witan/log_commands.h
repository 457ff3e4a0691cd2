#pragma once

// `witan log create|verify|inspect` with `--data DIR`, the embedded log in a folder, Witan stopped,
// or with `--kafka BROKERS`, the log on Kafka.

#include "tools/witan/session.h"

namespace CLI {
class App;
}

namespace witan::cli {

// `session` must outlive the parse.
void AddLogCommands(CLI::App& app, Session& session);

}  // namespace witan::cli
