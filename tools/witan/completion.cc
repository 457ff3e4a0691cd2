#include "tools/witan/completion.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

namespace witan::cli {
namespace {

std::string Words(const CLI::App& app) {
  std::string words;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    words += (words.empty() ? "" : " ") + sub->get_name();
  }
  return words;
}

std::string Options(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      words += (words.empty() ? "--" : " --") + name;
    }
  }
  return words;
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::string cases;
  for (const CLI::App* group : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string words = Words(*group);
    const std::string given = words.empty() ? Options(*group) : words;
    if (!given.empty()) {
      cases += fmt::format("    {}) words=\"{}\" ;;\n", group->get_name(), given);
    }
  }
  return fmt::format(R"sh(# Completion of witan for bash: source <(witan completion bash)
_witan() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" words="" first="${{COMP_WORDS[1]}}"
  if [[ "$current" == --* ]]; then
    words="{}"
  elif (( COMP_CWORD == 1 )); then
    words="{}"
  elif (( COMP_CWORD == 2 )); then
    case "$first" in
{}    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if (( ${{#COMPREPLY[@]}} == 0 )); then
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}}
complete -o filenames -F _witan witan
)sh",
                     Options(app), Words(app), cases);
}

}  // namespace witan::cli
