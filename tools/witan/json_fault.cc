#include "tools/witan/json_fault.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <vector>

#include "tools/witan/json_scanner.h"

namespace witan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr size_t kMostMisfits = 5;
constexpr size_t kMostDepth = 12;
// How many letters may differ between what was written and what was meant.
constexpr size_t kMostTypos = 3;

// Levenshtein's distance.
size_t Distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

const FieldDescriptor* FieldNamed(const Descriptor& message, const std::string& name) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* field = message.field(i);
    if (field->json_name() == name || field->name() == name) return field;
  }
  return nullptr;
}

std::string UnknownField(const Descriptor& message, const std::string& path,
                         const std::string& name) {
  std::string nearest;
  std::string all;
  size_t least = std::min(kMostTypos, name.size() / 2) + 1;
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string& known = message.field(i)->json_name();
    all += (all.empty() ? "" : ", ") + known;
    if (const size_t distance = Distance(name, known); distance < least) {
      least = distance;
      nearest = known;
    }
  }
  const std::string whole = path + name;
  return nearest.empty() ? fmt::format("{} is no field here; there are: {}", whole, all)
                         : fmt::format("{} is no field here; did you mean {}?", whole, nearest);
}

class Misfits final {
 public:
  // Depth is bounded: what lies deeper is left to the parser.
  void Walk(const Struct& json, const Descriptor& message, const std::string& path, size_t depth) {
    if (depth > kMostDepth) return;
    // In the order of the alphabet, so that the same text gives the same sentence.
    std::vector<std::string> names;
    for (const auto& [name, value] : json.fields()) names.push_back(name);
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      const FieldDescriptor* field = FieldNamed(message, name);
      if (field == nullptr) {
        Add(UnknownField(message, path, name));
      } else {
        WalkField(json.fields().at(name), *field, path + name, depth);
      }
    }
  }

  std::string Sentence() const { return fmt::format("{}", fmt::join(found_, "; ")); }

 private:
  void Add(std::string sentence) {
    if (found_.size() < kMostMisfits) found_.push_back(std::move(sentence));
  }

  void WalkField(const Value& value, const FieldDescriptor& field, const std::string& path,
                 size_t depth) {
    if (!field.is_repeated()) return WalkOne(value, field, path, depth);
    if (!value.has_list_value()) return Add(path + " is a list: write [ ]");
    for (int i = 0; i < value.list_value().values_size(); ++i) {
      WalkOne(value.list_value().values(i), field, fmt::format("{}[{}]", path, i), depth);
    }
  }

  void WalkOne(const Value& value, const FieldDescriptor& field, const std::string& path,
               size_t depth) {
    if (value.kind_case() == Value::kNullValue) return;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      CheckWord(value, *field.enum_type(), path);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!value.has_struct_value()) return Add(path + " has fields of its own: write { }");
      Walk(value.struct_value(), *field.message_type(), path + ".", depth + 1);
    } else if (value.has_struct_value() || value.has_list_value()) {
      Add(path + " is a single value");
    }
  }

  void CheckWord(const Value& value, const EnumDescriptor& type, const std::string& path) {
    if (value.kind_case() == Value::kNumberValue) return;
    if (type.FindValueByName(value.string_value()) != nullptr) return;
    std::string words;
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() == 0) continue;
      words += (words.empty() ? "" : ", ") + type.value(i)->name();
    }
    Add(fmt::format("{} is \"{}\" and must be one of: {}", path, value.string_value(), words));
  }

  std::vector<std::string> found_;
};

}  // namespace

std::string FindJsonFault(std::string_view text) {
  JsonScanner scanner(text);
  if (scanner.Run()) return "";
  const std::string_view before = text.substr(0, scanner.at());
  const size_t feed = before.rfind('\n');
  const size_t column = before.size() - (feed == std::string_view::npos ? 0 : feed + 1) + 1;
  if (text.find('\n') == std::string_view::npos) {
    return fmt::format("column {}: {}", column, scanner.fault());
  }
  return fmt::format("line {}, column {}: {}", std::count(before.begin(), before.end(), '\n') + 1,
                     column, scanner.fault());
}

std::string FindMisfits(std::string_view text, const Descriptor& message) {
  Struct json;
  if (!google::protobuf::util::JsonStringToMessage(std::string(text), &json).ok()) {
    return "the JSON must be an object: { }";
  }
  Misfits misfits;
  misfits.Walk(json, message, "", 0);
  return misfits.Sentence();
}

std::string ExplainJson(std::string_view text, const Descriptor& message,
                        std::string_view otherwise) {
  std::string fault = FindJsonFault(text);
  if (fault.empty()) fault = FindMisfits(text, message);
  return fault.empty() ? std::string(otherwise) : fault;
}

}  // namespace witan::cli
