#include "services/domain/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/payloads.h"
#include "storage/base/uuid.h"

namespace witan::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using witan::options::v1::FieldRules;

constexpr size_t kMostFindings = 50;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

bool IsOdsCode(std::string_view text) {
  return text.size() >= 3 && text.size() <= 10 &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsDigit(c) || IsUpper(c); });
}

bool IsSha256(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'f');
         });
}

bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return IsDigit(c) || IsUpper(c) || IsLower(c) || c == '.' || c == '_' || c == '-';
  });
}

bool IsTime(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return false;
  if (!IsDigit(text[0]) || !IsDigit(text[1]) || !IsDigit(text[3]) || !IsDigit(text[4])) {
    return false;
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  return hours < 24 && text[3] < '6';
}

bool IsWebAddress(std::string_view text) {
  const bool has_scheme = text.starts_with("https://") || text.starts_with("http://");
  const size_t host = text.find("//") + 2;
  return has_scheme && text.size() > host && text[host] != '/' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) > 0x20 && c != '"' && c != '<' && c != '>';
         });
}

// What is wrong with a text of this format; empty when nothing is.
std::string FormatFault(std::string_view text, witan::options::v1::Format format) {
  switch (format) {
    case witan::options::v1::FORMAT_UUID:
      return Uuid::Parse(text).ok() ? "" : "is not a UUID in lower case";
    case witan::options::v1::FORMAT_DATE:
      return CivilDate::Parse(text) ? "" : "is not a date like 2022-07-01 between 1948 and 2099";
    case witan::options::v1::FORMAT_TIME:
      return IsTime(text) ? "" : "is not a time of day like 14:30";
    case witan::options::v1::FORMAT_ODS:
      return IsOdsCode(text) ? "" : "is not an ODS code: 3 to 10 capitals and digits";
    case witan::options::v1::FORMAT_SHA256:
      return IsSha256(text) ? "" : "is not a SHA-256 of 64 hexadecimal digits in lower case";
    case witan::options::v1::FORMAT_URI:
      return IsWebAddress(text) ? "" : "is not an http or https address";
    case witan::options::v1::FORMAT_CODE:
      return IsCode(text) ? "" : "is not a code: letters, digits, '.', '_', '-', at most 64";
    case witan::options::v1::FORMAT_UNSPECIFIED:
    default:  // open enum of proto3
      return "";
  }
}

class Checker final {
 public:
  Checker(const World& world, Findings& findings) : world_(world), findings_(findings) {}

  void CheckMessage(const Message& message, const std::string& path, int depth) {
    if (depth > kMostDepth) return Fault(path, "is nested too deep");
    if (message.GetDescriptor()->full_name() == "witan.common.v1.Money") CheckMoney(message, path);
    const google::protobuf::Descriptor* type = message.GetDescriptor();
    for (int i = 0; i < type->field_count() && !IsFull(); ++i) {
      CheckField(message, type->field(i), path, depth);
    }
  }

 private:
  bool IsFull() const { return findings_.fields().size() >= kMostFindings; }

  void Fault(const std::string& path, std::string description) {
    if (findings_.fields().size() + 1 == kMostFindings) {
      findings_.Field(path, "and more fields are wrong; these were the first");
      return;
    }
    if (!IsFull()) findings_.Field(path, std::move(description));
  }

  void CheckMoney(const Message& money, const std::string& path) {
    const auto* pence = money.GetDescriptor()->FindFieldByName("pence");
    const int64_t value = money.GetReflection()->GetInt64(money, pence);
    constexpr int64_t kMost = int64_t{100'000'000'000'000};  // £1 trillion
    if (value < 0) Fault(path + ".pence", "is negative");
    if (value > kMost) Fault(path + ".pence", "is over £1 trillion");
  }

  void CheckField(const Message& message, const FieldDescriptor* field, const std::string& path,
                  int depth) {
    const FieldRules& rules = RulesOf(field);
    const Reflection* reflection = message.GetReflection();
    const bool is_absent = IsAbsent(message, field);
    // Most fields are, and then need no name.
    if (is_absent && !rules.required()) return;
    const std::string name = path.empty() ? field->name() : path + "." + field->name();
    if (field->is_repeated()) return CheckList(message, field, rules, name, depth);
    if (is_absent) return Fault(name, "is missing");
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      CheckMessage(reflection->GetMessage(message, field), name, depth + 1);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string scratch;
      CheckText(reflection->GetStringReference(message, field, &scratch), field, rules, name);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      CheckEnum(field, reflection->GetEnumValue(message, field), name);
    }
  }

  static bool IsAbsent(const Message& message, const FieldDescriptor* field) {
    const Reflection* reflection = message.GetReflection();
    if (field->is_repeated()) return reflection->FieldSize(message, field) == 0;
    if (field->has_presence()) return !reflection->HasField(message, field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string scratch;
      return reflection->GetStringReference(message, field, &scratch).empty();
    }
    return !reflection->HasField(message, field);
  }

  void CheckList(const Message& message, const FieldDescriptor* field, const FieldRules& rules,
                 const std::string& name, int depth) {
    const Reflection* reflection = message.GetReflection();
    const int size = reflection->FieldSize(message, field);
    const int most = rules.max_items() == 0 ? kDefaultItems : static_cast<int>(rules.max_items());
    if (rules.required() && size == 0) return Fault(name, "needs at least one item");
    if (size > most) return Fault(name, fmt::format("has {} items; at most {}", size, most));
    for (int i = 0; i < size && !IsFull(); ++i) {
      const std::string item = fmt::format("{}[{}]", name, i);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CheckMessage(reflection->GetRepeatedMessage(message, field, i), item, depth + 1);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        std::string scratch;
        const auto& text = reflection->GetRepeatedStringReference(message, field, i, &scratch);
        if (text.empty()) Fault(item, "is empty");
        if (!text.empty()) CheckText(text, field, rules, item);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        CheckEnum(field, reflection->GetRepeatedEnumValue(message, field, i), item);
      }
    }
  }

  void CheckEnum(const FieldDescriptor* field, int number, const std::string& name) {
    if (field->enum_type()->FindValueByNumber(number) == nullptr) {
      Fault(name, fmt::format("{} is no value of {}", number, field->enum_type()->name()));
    } else if (number == 0 && field->is_repeated()) {
      Fault(name, "is unspecified");
    }
  }

  void CheckText(const std::string& text, const FieldDescriptor* field, const FieldRules& rules,
                 const std::string& name) {
    if (field->type() == FieldDescriptor::TYPE_BYTES) return;
    const size_t most = rules.max_length() == 0 ? kDefaultLength : rules.max_length();
    if (text.size() > most) {
      return Fault(name, fmt::format("is {} bytes long; at most {}", text.size(), most));
    }
    if (!IsCleanText(text))
      return Fault(name, "is not clean UTF-8 text without control characters");
    if (rules.required() && IsBlank(text)) return Fault(name, "is blank");
    const std::string fault = FormatFault(text, rules.format());
    if (!fault.empty()) return Fault(name, fault);
    if (rules.references() != witan::options::v1::AGGREGATE_UNSPECIFIED) {
      CheckReference(text, rules.references(), name);
    }
  }

  void CheckReference(const std::string& id, Aggregate wanted, const std::string& name) {
    const Record* record = world_.Find(id);
    if (record == nullptr) {
      Fault(name, fmt::format("names no {}: {}", AggregateWord(wanted), id));
    } else if (record->aggregate != wanted) {
      Fault(name, fmt::format("names a {}, not a {}: {}", AggregateWord(record->aggregate),
                              AggregateWord(wanted), id));
    }
  }

  const World& world_;
  Findings& findings_;
};

}  // namespace

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \n") == std::string_view::npos;
}

bool IsCleanText(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      if ((lead < 0x20 && lead != '\n') || lead == 0x7F) return false;
      ++i;
      continue;
    }
    const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
    uint32_t point = lead & (0x7Fu >> length);
    for (size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0) != 0x80) return false;
      point = (point << 6) | (next & 0x3Fu);
    }
    const bool is_overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    // C1 controls, and the marks that reorder text on a page.
    const bool is_control = (point >= 0x80 && point < 0xA0) ||
                            (point >= 0x202A && point <= 0x202E) ||
                            (point >= 0x2066 && point <= 0x2069);
    if (is_overlong || is_surrogate || is_control || point > 0x10FFFF) return false;
    i += length;
  }
  return true;
}

void CheckFields(const Message& message, const std::string& prefix, const World& world,
                 Findings& findings) {
  Checker(world, findings).CheckMessage(message, prefix, 0);
}

bool HasUnknownFields(const Message& message) {
  std::vector<const Message*> waiting = {&message};
  while (!waiting.empty()) {
    const Message* current = waiting.back();
    waiting.pop_back();
    const Reflection* reflection = current->GetReflection();
    if (reflection->GetUnknownFields(*current).field_count() > 0) return true;
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(*current, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      const int size = field->is_repeated() ? reflection->FieldSize(*current, field) : 1;
      for (int i = 0; i < size; ++i) {
        waiting.push_back(field->is_repeated() ? &reflection->GetRepeatedMessage(*current, field, i)
                                               : &reflection->GetMessage(*current, field));
      }
    }
  }
  return false;
}

}  // namespace witan::domain
