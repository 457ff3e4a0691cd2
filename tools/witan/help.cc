#include "tools/witan/help.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "proto/comments/comments.h"
#include "witan/common/v1/common.pb.h"
#include "witan/options/v1/options.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using proto::CommentOf;

// Where the explanations of JSON fields begin, and how deep their parts are followed.
constexpr size_t kNameColumns = 30;
constexpr size_t kMostParts = 6;

const witan::options::v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(witan::options::v1::rules);
}

// The leaf's comment, else that of the nearest part that it lies in.
std::string CommentOfPath(const std::vector<const FieldDescriptor*>& path, size_t depth) {
  for (size_t at = path.size(); at > depth; --at) {
    const std::string_view comment = CommentOf(path[at - 1]->full_name());
    if (!comment.empty()) return std::string(comment);
  }
  return "";
}

// "required", "required with value"; empty where it may be left out.
std::string Requirement(const std::vector<const FieldDescriptor*>& path, size_t depth) {
  if (!RulesOf(*path.back()).required()) return "";
  std::string with;
  std::string name;
  for (size_t at = depth; at + 1 < path.size(); ++at) {
    name += (name.empty() ? "" : "-") + Kebab(path[at]->name());
    if (!RulesOf(*path[at]).required()) with = name;
  }
  return with.empty() ? "required" : "required with " + with;
}

// The words of an enum with their comments, a line each, where any has one.
std::string CommentedWords(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return "";
  std::string lines;
  bool has_comment = false;
  for (int i = 0; i < field.enum_type()->value_count(); ++i) {
    const auto& value = *field.enum_type()->value(i);
    if (value.number() == 0) continue;
    const std::string_view comment = CommentOf(value.full_name());
    has_comment = has_comment || !comment.empty();
    lines += fmt::format("\n- {}{}{}", EnumWord(field, value.number()), comment.empty() ? "" : ": ",
                         comment);
  }
  return has_comment ? lines : "";
}

std::string Bounds(const FieldDescriptor& field) {
  const auto& rules = RulesOf(field);
  std::string out;
  if (rules.max_length() > 0) out += fmt::format(", at most {} bytes", rules.max_length());
  if (field.is_repeated() && rules.max_items() > 0) {
    out += fmt::format("; up to {} of them", rules.max_items());
  } else if (field.is_repeated()) {
    out += "; several may be given";
  }
  return out;
}

std::string Explain(const std::vector<const FieldDescriptor*>& path, size_t depth, size_t columns) {
  const FieldDescriptor& leaf = *path.back();
  const std::string comment = CommentOfPath(path, depth);
  const std::string requirement = Requirement(path, depth);
  const std::string words = CommentedWords(leaf);
  const std::string form = (words.empty() ? FieldForm(leaf) : "one of these") + Bounds(leaf);
  return Wrapped(fmt::format("{}{}[{}{}{}]{}", comment, comment.empty() ? "" : "\n", requirement,
                             requirement.empty() ? "" : "; ", form, words),
                 columns);
}

// Whether options leave the field out: fields.h opens parts three levels deep and no lists of
// parts.
bool IsPart(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type() != witan::common::v1::Text::descriptor();
}

struct JsonPart {
  std::vector<const FieldDescriptor*> path;
  std::string name;
  bool is_in_list = false;
};

// Name and explanation side by side, the explanation's lines below each other.
std::string Row(const std::string& name, const std::string& text) {
  std::istringstream lines(text);
  std::string out = "  " + name;
  bool is_first = name.size() + 4 <= kNameColumns;
  if (!is_first) out += "\n";
  for (std::string line; std::getline(lines, line);) {
    const size_t used = is_first ? name.size() + 2 : 0;
    out += std::string(kNameColumns - used, ' ') + line + "\n";
    is_first = false;
  }
  return out;
}

// Depth is bounded by kMostParts, by the schema and not by input.
void CollectJson(const Descriptor& message, const JsonPart& above, size_t columns,
                 std::string& out) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    JsonPart part = above;
    part.path.push_back(&field);
    part.name += (above.name.empty() ? "" : ".") + field.json_name();
    if (field.is_repeated()) part.name += "[]";
    part.is_in_list = above.is_in_list || (field.is_repeated() && IsPart(field));
    if (IsPart(field)) {
      if (part.path.size() < kMostParts) CollectJson(*field.message_type(), part, columns, out);
    } else if (part.is_in_list) {
      out += Row(part.name, Explain(part.path, 0, columns - kNameColumns));
    }
  }
}

std::string FirstSentence(std::string_view text) {
  const size_t end = text.find(". ");
  text = text.substr(0, std::min({end, text.find('\n'), text.size()}));
  if (text.ends_with('.')) text.remove_suffix(1);
  return std::string(text);
}

const Descriptor* ContentOf(const Method& method) {
  return method.descriptor->input_type()->FindFieldByName("content")->message_type();
}

std::string QueryComment(const Method& method) {
  const auto& rpc = *method.descriptor;
  for (const std::string& name :
       {rpc.full_name(), rpc.input_type()->full_name(), rpc.output_type()->full_name()}) {
    const std::string_view comment = CommentOf(name);
    if (!comment.empty()) return std::string(comment);
  }
  return "";
}

std::string WithSpaces(std::string text) {
  std::replace(text.begin(), text.end(), '-', ' ');
  return text;
}

}  // namespace

std::string Wrapped(std::string_view text, size_t columns) {
  std::string out;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (!out.empty()) out += "\n";
    // What follows a dash is indented below it.
    const std::string_view indent = line.starts_with("- ") ? "\n  " : "\n";
    std::istringstream words(line);
    size_t used = 0;
    for (std::string word; words >> word;) {
      const bool fits = used == 0 || used + 1 + word.size() <= columns;
      if (used > 0) out += fits ? " " : indent;
      used = (fits ? used + (used > 0 ? 1 : 0) : indent.size() - 1) + word.size();
      out += word;
    }
  }
  return out;
}

std::string OptionHelp(const OptionField& field, size_t depth, size_t columns) {
  return Explain(field.path, depth, columns);
}

std::string JsonOnlyHelp(const Descriptor& message, std::string_view prefix, size_t columns) {
  std::string out;
  CollectJson(message, {{}, std::string(prefix), false}, columns, out);
  return out;
}

std::string MethodSummary(const Method& method) {
  switch (method.kind) {
    case MethodKind::kCommand:
      return "Record: " +
             ContentOf(method)->options().GetExtension(witan::options::v1::event).label();
    case MethodKind::kList:
      return "List " + WithSpaces(method.verb);
    case MethodKind::kGet:
      return fmt::format("Show one {} with its history, by its number or id{}",
                         WithSpaces(method.verb),
                         method.verb == "organisation" ? " or ODS code" : "");
    case MethodKind::kQuery: {
      const std::string comment = FirstSentence(QueryComment(method));
      return comment.empty() ? fmt::format("Show the {}", WithSpaces(method.verb)) : comment;
    }
    case MethodKind::kStream:
      return "Follow what is recorded, until Ctrl-C";
  }
  return "";
}

std::string MethodHelp(const Method& method, size_t columns) {
  std::string text = MethodSummary(method);
  std::string comment;
  if (method.kind == MethodKind::kCommand) {
    const auto& rpc = *method.descriptor;
    comment = CommentOf(rpc.full_name());
    if (comment.empty()) comment = CommentOf(ContentOf(method)->full_name());
  } else {
    comment = QueryComment(method);
  }
  if (method.kind == MethodKind::kQuery && comment.starts_with(text)) text.clear();
  if (!comment.empty()) text += (text.empty() ? "" : "\n") + comment;
  return Wrapped(text, columns);
}

std::string GroupSummary(const Method& any_of_it) {
  const std::string comment = FirstSentence(CommentOf(any_of_it.descriptor->file()->package()));
  return comment.empty() ? "Commands of " + any_of_it.group : comment;
}

}  // namespace witan::cli
