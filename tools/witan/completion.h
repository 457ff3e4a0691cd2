#pragma once

// Completion of the command line's words for the shell, made from the subcommands that exist.

#include <string>

namespace CLI {
class App;
}

namespace witan::cli {

// A script for bash: `source <(witan completion bash)`.
std::string BashCompletion(const CLI::App& app);

}  // namespace witan::cli
