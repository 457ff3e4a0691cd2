#pragma once

// Completion of the command line's words for the shell. The script asks `witan __complete WORD...`
// at each key press, so that it knows what this program knows: subcommands, options, the words of
// an enum.

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace witan::cli {

// The word that the script calls this program with.
inline constexpr std::string_view kCompleteWord = "__complete";

enum class Shell { kBash, kZsh, kFish };

// A script for the shell: `source <(witan completion bash)`, `witan completion fish | source`.
std::string CompletionScript(Shell shell);

// What may stand after these words of the command line; empty where a file or a free text stands.
std::vector<std::string> Completions(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace witan::cli
