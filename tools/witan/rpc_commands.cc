#include "tools/witan/rpc_commands.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "tools/witan/help.h"
#include "tools/witan/rpc_call.h"
#include "tools/witan/schema.h"

namespace witan::cli {
namespace {

// Help is read, not scrolled sideways; and a screen that is too narrow for it wraps by itself.
constexpr size_t kHelpColumns = 100;
constexpr size_t kLeastHelpColumns = 60;
// Where CLI11 begins the explanation of an option.
constexpr size_t kOptionColumns = 30;

constexpr const char* kEverywhere =
    "Options of every command, such as --output json and --server: witan --help";

size_t HelpColumns() { return std::clamp(TerminalWidth(), kLeastHelpColumns, kHelpColumns); }

std::string GroupDescription(const std::string& group, const Method& any_of_it) {
  if (group == "list") return "List records";
  if (group == "get") return "Show one record with its history";
  return GroupSummary(any_of_it);
}

// What the leaves of a query are, where the schema's format does not say it.
std::string QueryHelp(const OptionField& field) {
  static const std::map<std::string, std::string, std::less<>> kHelp = {
      {"token", "As recorded up to this token of an earlier answer"},
      {"known-at", "As recorded by then: 2022-03-01 (its end) or 2022-03-01T09:00:00Z"},
      {"effective-at", "As it held in the world on this date: 2022-03-01"},
      {"at-least", "Wait until this token of an earlier answer is in view"},
      {"system", "ODS code of a system: what lies in its footprint"},
      {"region", "ODS code of a region: what lies in its footprint"},
      {"subject-id", "Id or code of an organisation that the record is about"},
      {"body-id", "Id of a body that the record is about"},
      {"refers-to-id", "Id of any record that it refers to"},
      {"state", "State as the list shows it: published, open, overdue"},
      {"from", "Happened on or after this date"},
      {"to", "Happened before this date"},
      {"words", "Words that all stand in the title"},
      {"broken-rule", "Records of facts that broke this rule: R-19, or any"},
      {"page-size", "How many at once, 1 to 500"},
      {"page-token", "The next page, from the answer before"},
      {"after", "Token to start after; without it from now on"},
      {"ascending", "Oldest first"},
  };
  const auto found = kHelp.find(field.name);
  if (found != kHelp.end()) return found->second;
  return OptionHelp(field, 0, HelpColumns() - kOptionColumns);
}

std::string CommandHelp(const OptionField& field) {
  const std::string help = OptionHelp(field, 1, HelpColumns() - kOptionColumns);
  return field.name == "request-id" ? help + "\nWhere it is left out, this program chooses one."
                                    : help;
}

// "--system,--ics"; short names that people use beside the schema's.
std::string OptionNames(const std::string& name, MethodKind kind) {
  if (kind == MethodKind::kCommand) return "--" + name;
  if (name == "system") return "--system,--ics";
  if (name == "page-size") return "--page-size,--limit";
  return "--" + name;
}

void AddOption(CLI::App& app, GivenOption& option, const std::string& names,
               const std::string& help, const std::string& group) {
  CLI::Option* added = option.field.flag ? app.add_flag(names, option.flag, help)
                                         : app.add_option(names, option.values, help);
  if (!option.field.flag && !option.field.repeated) added->expected(1);
  if (!group.empty()) added->group(group);
}

// What may be given only in the file, below all options.
std::string CommandFooter(const Method& method) {
  const auto& request = *method.descriptor->input_type();
  std::string out;
  for (const char* part : {"content", "header"}) {
    const std::string prefix = std::string(part) == "header" ? "header" : "";
    out += JsonOnlyHelp(*request.FindFieldByName(part)->message_type(), prefix, HelpColumns());
  }
  if (!out.empty()) out = "In the JSON only:\n" + out + "\n";
  return out +
         Wrapped(
             "In JSON a name is written in camel case below its part: --authority-scheme-id is "
             "{\"authority\": {\"schemeId\": ...}}; a word of a list with its prefix, such as "
             "RESULT_APPROVED for approved. Options win over the file.",
             HelpColumns());
}

void AddCommandOptions(CLI::App& app, const Method& method, RpcCall& call) {
  app.add_option("--json", call.json_file(),
                 "File with the content, or with header and content, as JSON; - is standard input");
  // What is recorded first, then who says so.
  for (const char* part : {"content", "header"}) {
    const std::string group =
        std::string(part) == "content" ? "What is recorded" : "Who, when, how";
    for (GivenOption& option : call.options()) {
      if (option.field.path.front()->name() != part) continue;
      AddOption(app, option, "--" + option.field.name, CommandHelp(option.field), group);
    }
  }
  app.footer(CommandFooter(method) + "\n" + kEverywhere);
}

void AddOptions(CLI::App& app, const Method& method, RpcCall& call) {
  app.description(MethodHelp(method, HelpColumns()));
  if (method.kind == MethodKind::kCommand) return AddCommandOptions(app, method, call);
  if (!call.positional_name().empty()) {
    const bool is_organisation = method.verb == "organisation";
    app.add_option(call.positional_name() == "key" ? "record" : call.positional_name(),
                   call.positional(),
                   call.positional_name() != "key" ? "Code or id"
                   : is_organisation               ? "Its number, id or ODS code"
                                                   : "Its number or id")
        ->required(method.kind == MethodKind::kGet);
  }
  if (method.kind == MethodKind::kList) {
    app.add_flag("--all", call.all_pages(), "All pages, not only the first");
  }
  for (GivenOption& option : call.options()) {
    AddOption(app, option, OptionNames(option.field.name, method.kind), QueryHelp(option.field),
              "");
  }
  app.footer(kEverywhere);
}

CLI::App& GroupOf(CLI::App& app, std::map<std::string, CLI::App*>& groups, const Method& method) {
  const std::string& group = method.group;
  if (group.empty()) return app;
  CLI::App*& found = groups[group];
  if (found == nullptr) {
    found = app.add_subcommand(group, GroupDescription(group, method));
    found->require_subcommand(1);
    found->group(group == "list" || group == "get" ? "Look" : "Record");
  }
  return *found;
}

}  // namespace

void AddRpcCommands(CLI::App& app, Session& session) {
  std::map<std::string, CLI::App*> groups;
  for (const Method& method : Methods()) {
    CLI::App& parent = GroupOf(app, groups, method);
    CLI::App* sub = parent.add_subcommand(method.verb, MethodSummary(method));
    if (method.group.empty()) sub->group("Look");
    if (method.long_verb != method.verb) sub->alias(method.long_verb);
    // Options are made only for the subcommand that is called or asked for help: there are
    // thousands over all.
    sub->preparse_callback([sub, &method, &session](size_t) {
      auto call = std::make_shared<RpcCall>(method, session);
      AddOptions(*sub, method, *call);
      sub->callback([call] { call->Run(); });
    });
  }
}

std::vector<OptionWord> OptionWords(const Method& method) {
  std::vector<OptionWord> words;
  for (const GivenOption& option : OptionsOf(method)) {
    std::string names = OptionNames(option.field.name, method.kind);
    while (!names.empty()) {
      const size_t comma = std::min(names.find(','), names.size());
      words.push_back({names.substr(0, comma), !option.field.flag, option.field.words});
      names.erase(0, comma + 1);
    }
  }
  if (method.kind == MethodKind::kCommand) words.push_back({"--json", true, {}});
  if (method.kind == MethodKind::kList) words.push_back({"--all", false, {}});
  return words;
}

}  // namespace witan::cli
