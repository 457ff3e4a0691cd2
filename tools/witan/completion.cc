#include "tools/witan/completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tools/witan/rpc_commands.h"

namespace witan::cli {
namespace {

constexpr std::string_view kBash = R"sh(_witan() {
  local words
  words="$("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)"
  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _witan witan
)sh";

// Files too, as after --json; the words before the cursor without the program's own.
constexpr std::string_view kFish =
    R"sh(complete -c witan -a '(set -l words (commandline -opc); witan __complete $words[2..-1] 2>/dev/null)'
)sh";

const CLI::App* FindSubcommand(const CLI::App& app, const std::string& word) {
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->check_name(word)) return sub;
  }
  return nullptr;
}

// "TEXT:{table,json}" to table and json.
std::vector<std::string> ValuesIn(const std::string& type_name) {
  std::vector<std::string> values;
  const size_t begin = type_name.find('{');
  const size_t end = type_name.find('}');
  if (begin == std::string::npos || end == std::string::npos) return values;
  std::string rest = type_name.substr(begin + 1, end - begin - 1);
  for (std::string value; !rest.empty();) {
    const size_t comma = std::min(rest.find(','), rest.size());
    values.push_back(rest.substr(0, comma));
    rest.erase(0, comma + 1);
  }
  return values;
}

// The options that the subcommand was built with, and those of its RPC, which it gets only when it
// is called.
std::vector<OptionWord> OptionsAt(const CLI::App& app, const Method* method) {
  std::vector<OptionWord> options;
  if (method != nullptr) options = OptionWords(*method);
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      options.push_back(
          {"--" + name, option->get_type_size_max() > 0, ValuesIn(option->get_type_name())});
    }
  }
  return options;
}

}  // namespace

std::string CompletionScript(Shell shell) {
  switch (shell) {
    case Shell::kBash:
      return std::string(kBash);
    case Shell::kZsh:
      return "autoload -U +X bashcompinit && bashcompinit\n" + std::string(kBash);
    case Shell::kFish:
      return std::string(kFish);
  }
  return "";
}

std::vector<std::string> Completions(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  std::string group;
  for (const std::string& word : words) {
    const CLI::App* sub = word.starts_with("-") ? nullptr : FindSubcommand(*at, word);
    if (sub == nullptr) continue;
    group = at == &app ? "" : at->get_name();
    at = sub;
  }
  const Method* method = FindMethod(group, at->get_name());
  std::vector<OptionWord> options = OptionsAt(*at, method);
  if (at != &app) {
    for (OptionWord& option : OptionsAt(app, nullptr)) options.push_back(std::move(option));
  }
  for (const OptionWord& option : options) {
    if (!words.empty() && option.name == words.back() && option.takes_value) return option.values;
  }
  std::vector<std::string> out;
  for (const CLI::App* sub : at->get_subcommands([](const CLI::App*) { return true; })) {
    out.push_back(sub->get_name());
  }
  for (const OptionWord& option : options) out.push_back(option.name);
  return out;
}

}  // namespace witan::cli
