#include "tools/witan/rpc_commands.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "tools/witan/rpc_call.h"
#include "tools/witan/schema.h"
#include "witan/options/v1/options.pb.h"

namespace witan::cli {
namespace {

std::string Describe(const Method& method) {
  const auto& rpc = *method.descriptor;
  switch (method.kind) {
    case MethodKind::kCommand: {
      const auto* content = rpc.input_type()->FindFieldByName("content");
      return fmt::format(
          "Record: {}",
          content->message_type()->options().GetExtension(witan::options::v1::event).label());
    }
    case MethodKind::kList:
      return fmt::format("List {}", method.verb);
    case MethodKind::kGet:
      return fmt::format("Show one {} by its number, id or ODS code", method.verb);
    case MethodKind::kQuery:
      return fmt::format("Ask for the {} ({})", method.verb, rpc.name());
    case MethodKind::kStream:
      return fmt::format("Follow what is recorded, until interrupted ({})", rpc.name());
  }
  return "";
}

std::string GroupDescription(const std::string& group) {
  if (group == "list") return "List records";
  if (group == "get") return "Show one record with its history";
  return fmt::format("Commands of {}", group);
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
  return found == kHelp.end() ? field.help : found->second;
}

// "--system,--ics"; short names that people use beside the schema's.
std::string OptionNames(const std::string& name, MethodKind kind) {
  if (kind == MethodKind::kCommand) return "--" + name;
  if (name == "system") return "--system,--ics";
  if (name == "page-size") return "--page-size,--limit";
  return "--" + name;
}

void AddOptions(CLI::App& app, const Method& method, RpcCall& call) {
  if (!call.positional_name().empty()) {
    app.add_option(call.positional_name(), call.positional(),
                   call.positional_name() == "key" ? "Number, id or code" : "Code or id")
        ->required(method.kind == MethodKind::kGet);
  }
  if (method.kind == MethodKind::kCommand) {
    app.add_option(
        "--json", call.json_file(),
        "File with the content, or with header and content, as JSON; - is standard input");
  }
  if (method.kind == MethodKind::kList) {
    app.add_flag("--all", call.all_pages(), "All pages, not only the first");
  }
  for (GivenOption& option : call.options()) {
    const std::string names = OptionNames(option.field.name, method.kind);
    const bool is_command = method.kind == MethodKind::kCommand;
    const std::string help = is_command ? option.field.help : QueryHelp(option.field);
    if (option.field.flag) {
      app.add_flag(names, option.flag, is_command ? "" : help);
    } else if (option.field.repeated) {
      app.add_option(names, option.values, help);
    } else {
      app.add_option(names, option.values, help)->expected(1);
    }
  }
}

CLI::App& GroupOf(CLI::App& app, std::map<std::string, CLI::App*>& groups,
                  const std::string& group) {
  if (group.empty()) return app;
  CLI::App*& found = groups[group];
  if (found == nullptr) {
    found = app.add_subcommand(group, GroupDescription(group));
    found->require_subcommand(1);
    found->group(group == "list" || group == "get" ? "Look" : "Record");
  }
  return *found;
}

}  // namespace

void AddRpcCommands(CLI::App& app, Session& session) {
  std::map<std::string, CLI::App*> groups;
  for (const Method& method : Methods()) {
    CLI::App& parent = GroupOf(app, groups, method.group);
    CLI::App* sub = parent.add_subcommand(method.verb, Describe(method));
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
