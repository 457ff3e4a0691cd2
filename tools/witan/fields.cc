#include "tools/witan/fields.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include "storage/base/status.h"
#include "tools/witan/schema.h"
#include "witan/common/v1/common.pb.h"
#include "witan/options/v1/options.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMaxDepth = 3;

bool IsText(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type() == witan::common::v1::Text::descriptor();
}

// The prefix of all values of an enum: "DECISION_METHOD_" from DECISION_METHOD_UNSPECIFIED.
std::string PrefixOf(const EnumDescriptor& type) {
  const std::string& zero = type.FindValueByNumber(0)->name();
  constexpr std::string_view kUnspecified = "UNSPECIFIED";
  return zero.ends_with(kUnspecified) ? zero.substr(0, zero.size() - kUnspecified.size()) : "";
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string WordOf(const EnumDescriptor& type, const std::string& name) {
  std::string word = Lower(name.substr(PrefixOf(type).size()));
  std::replace(word.begin(), word.end(), '_', '-');
  return word;
}

std::vector<std::string> WordsOf(const FieldDescriptor& field) {
  std::vector<std::string> words;
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return words;
  for (int i = 1; i < field.enum_type()->value_count(); ++i) {
    words.push_back(WordOf(*field.enum_type(), field.enum_type()->value(i)->name()));
  }
  return words;
}

// "a regulatory action" from AGGREGATE_REGULATORY_ACTION.
std::string KindWords(witan::options::v1::Aggregate kind) {
  const auto& type = *witan::options::v1::Aggregate_descriptor();
  std::string words = WordOf(type, witan::options::v1::Aggregate_Name(kind));
  std::replace(words.begin(), words.end(), '-', ' ');
  return (std::string_view("aeio").find(words[0]) == std::string_view::npos ? "a " : "an ") + words;
}

// What may be given.
std::string FormOf(const FieldDescriptor& field) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return fmt::format("{}", fmt::join(WordsOf(field), ", "));
  }
  if (field.name() == "pence") return "integer pence of pound sterling";
  const auto& rules = field.options().GetExtension(witan::options::v1::rules);
  switch (rules.format()) {
    case witan::options::v1::FORMAT_UUID:
      return rules.references() == 0 ? "UUID" : "id of " + KindWords(rules.references());
    case witan::options::v1::FORMAT_DATE:
      return "date, 2022-07-01";
    case witan::options::v1::FORMAT_TIME:
      return "time of day, 14:30";
    case witan::options::v1::FORMAT_ODS:
      return "ODS code";
    case witan::options::v1::FORMAT_SHA256:
      return "SHA-256, 64 hexadecimal digits";
    case witan::options::v1::FORMAT_URI:
      return "http or https address";
    case witan::options::v1::FORMAT_CODE:
      return "code";
    default:
      return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING || IsText(field) ? "text"
             : field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL                  ? "yes or no"
                                                                                  : "number";
  }
}

struct Level {
  const Descriptor* message;
  std::vector<const FieldDescriptor*> path;
};

std::string FullName(const std::vector<const FieldDescriptor*>& path) {
  std::string name;
  for (const FieldDescriptor* field : path)
    name += (name.empty() ? "" : "-") + Kebab(field->name());
  return name;
}

// Every leaf below `message`; parents are opened where they stand, so that the order is the
// schema's.
void Collect(const Level& level, std::vector<OptionField>& out) {
  for (int i = 0; i < level.message->field_count(); ++i) {
    const FieldDescriptor& field = *level.message->field(i);
    std::vector<const FieldDescriptor*> path = level.path;
    path.push_back(&field);
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsText(field);
    if (is_message && (field.is_repeated() || path.size() >= kMaxDepth)) continue;
    if (is_message) {
      // Bounded by kMaxDepth, by the schema and not by input.
      Collect({field.message_type(), std::move(path)}, out);
      continue;
    }
    if (field.type() == FieldDescriptor::TYPE_BYTES) continue;
    out.push_back({"", std::move(path), FormOf(field), WordsOf(field), field.is_repeated(),
                   field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !field.is_repeated()});
  }
}

template <typename Number>
absl::StatusOr<Number> ParseNumber(const OptionField& field, std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return absl::InvalidArgumentError(
        fmt::format("--{} takes a whole number, not '{}'.", field.name, text));
  }
  return number;
}

absl::StatusOr<int> ParseEnum(const OptionField& field, std::string_view text) {
  const EnumDescriptor& type = *field.path.back()->enum_type();
  std::string word = Lower(std::string(text));
  std::replace(word.begin(), word.end(), '_', '-');
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    std::string whole = Lower(name);
    std::replace(whole.begin(), whole.end(), '_', '-');
    if (word == WordOf(type, name) || word == whole) return type.value(i)->number();
  }
  return absl::InvalidArgumentError(
      fmt::format("--{} takes one of: {}; not '{}'.", field.name, field.help, text));
}

absl::StatusOr<bool> ParseBool(const OptionField& field, std::string_view text) {
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  return absl::InvalidArgumentError(
      fmt::format("--{} takes yes or no, not '{}'.", field.name, text));
}

absl::Status SetLeaf(Message& parent, const OptionField& field, std::string_view text) {
  const FieldDescriptor* leaf = field.path.back();
  const google::protobuf::Reflection& reflection = *parent.GetReflection();
  const auto set = [&](auto value, auto setter, auto adder) {
    if (leaf->is_repeated()) {
      (reflection.*adder)(&parent, leaf, value);
    } else {
      (reflection.*setter)(&parent, leaf, value);
    }
    return absl::OkStatus();
  };
  using R = google::protobuf::Reflection;
  switch (leaf->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return set(std::string(text), &R::SetString, &R::AddString);
    case FieldDescriptor::CPPTYPE_BOOL: {
      ASSIGN_OR_RETURN(const bool value, ParseBool(field, text));
      return set(value, &R::SetBool, &R::AddBool);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      ASSIGN_OR_RETURN(const int value, ParseEnum(field, text));
      return set(value, &R::SetEnumValue, &R::AddEnumValue);
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      ASSIGN_OR_RETURN(const int32_t value, ParseNumber<int32_t>(field, text));
      return set(value, &R::SetInt32, &R::AddInt32);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      ASSIGN_OR_RETURN(const int64_t value, ParseNumber<int64_t>(field, text));
      return set(value, &R::SetInt64, &R::AddInt64);
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      ASSIGN_OR_RETURN(const uint32_t value, ParseNumber<uint32_t>(field, text));
      return set(value, &R::SetUInt32, &R::AddUInt32);
    }
    case FieldDescriptor::CPPTYPE_UINT64: {
      ASSIGN_OR_RETURN(const uint64_t value, ParseNumber<uint64_t>(field, text));
      return set(value, &R::SetUInt64, &R::AddUInt64);
    }
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return absl::InvalidArgumentError(fmt::format("--{} can be given as JSON only.", field.name));
}

}  // namespace

std::vector<OptionField> OptionFields(const Descriptor& message, Naming naming) {
  std::vector<OptionField> fields;
  Collect({&message, {}}, fields);
  std::map<std::string, int> uses;
  for (const OptionField& field : fields) ++uses[Kebab(field.path.back()->name())];
  for (OptionField& field : fields) {
    const std::string leaf = Kebab(field.path.back()->name());
    field.name = naming == Naming::kFull || uses[leaf] > 1 ? FullName(field.path) : leaf;
  }
  return fields;
}

absl::Status SetField(Message& message, const OptionField& field, std::string_view text) {
  Message* parent = &message;
  for (size_t i = 0; i + 1 < field.path.size(); ++i) {
    parent = parent->GetReflection()->MutableMessage(parent, field.path[i]);
  }
  const FieldDescriptor* leaf = field.path.back();
  if (!IsText(*leaf)) return SetLeaf(*parent, field, text);
  Message* form = parent->GetReflection()->MutableMessage(parent, leaf);
  form->GetReflection()->SetString(form, form->GetDescriptor()->FindFieldByName("plain"),
                                   std::string(text));
  return absl::OkStatus();
}

std::string FieldForm(const FieldDescriptor& field) { return FormOf(field); }

std::string EnumWord(const FieldDescriptor& field, int number) {
  const auto* value = field.enum_type()->FindValueByNumber(number);
  return value == nullptr ? std::to_string(number) : WordOf(*field.enum_type(), value->name());
}

}  // namespace witan::cli
