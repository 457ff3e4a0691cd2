#include "tools/witan/rpc_commands.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <CLI/CLI.hpp>
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
    if (option.field.flag) {
      app.add_flag(names, option.flag);
    } else if (option.field.repeated) {
      app.add_option(names, option.values, option.field.help);
    } else {
      app.add_option(names, option.values, option.field.help)->expected(1);
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

}  // namespace witan::cli
