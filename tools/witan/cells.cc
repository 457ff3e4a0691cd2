#include "tools/witan/cells.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "storage/base/hex.h"
#include "tools/witan/fields.h"
#include "witan/common/v1/common.pb.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// A message that is one value to a reader.
std::string MessageCell(const Message& message) {
  if (const auto* named = dynamic_cast<const witan::oversight::v1::Named*>(&message)) {
    if (named->ods_code().empty()) return named->name();
    return fmt::format("{} ({})", named->name(), named->ods_code());
  }
  if (const auto* when = dynamic_cast<const witan::common::v1::Occurred*>(&message)) {
    return when->time().empty() ? when->date() : when->date() + " " + when->time();
  }
  if (const auto* text = dynamic_cast<const witan::common::v1::Text*>(&message)) {
    return text->has_plain() ? text->plain() : text->erased() ? "erased" : "sealed";
  }
  if (const auto* money = dynamic_cast<const witan::common::v1::Money*>(&message)) {
    return Pounds(money->pence());
  }
  if (const auto* value = dynamic_cast<const witan::common::v1::Value*>(&message)) {
    std::string out;
    if (value->has_revenue()) out += Pounds(value->revenue().pence()) + " revenue";
    if (value->has_capital()) {
      out += (out.empty() ? "" : ", ") + Pounds(value->capital().pence()) + " capital";
    }
    return out;
  }
  if (const auto* period = dynamic_cast<const witan::common::v1::Period*>(&message)) {
    return fmt::format("{} to {}", period->from(), period->to().empty() ? "…" : period->to());
  }
  return "";
}

template <typename Get>
std::string Joined(int count, Get get) {
  std::string out;
  for (int i = 0; i < count; ++i) out += (i == 0 ? "" : ", ") + get(i);
  return out;
}

std::string NumberCell(const FieldDescriptor& field, int64_t value) {
  if (value == 0) return "";
  if (field.name().ends_with("_us")) return UtcTime(value);
  return std::to_string(value);
}

std::string SingleCell(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        return HexEncode(std::string_view(reflection.GetString(message, &field)));
      }
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "";
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = reflection.GetEnumValue(message, &field);
      return number == 0 ? "" : EnumWord(field, number);
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return NumberCell(field, reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return NumberCell(field, reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return NumberCell(field, reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return NumberCell(field, static_cast<int64_t>(reflection.GetUInt64(message, &field)));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!reflection.HasField(message, &field)) return "";
      return MessageCell(reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      break;
  }
  return "";
}

std::string RepeatedCell(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  const int count = reflection.FieldSize(message, &field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Joined(count, [&](int i) { return reflection.GetRepeatedString(message, &field, i); });
    case FieldDescriptor::CPPTYPE_ENUM:
      return Joined(count, [&](int i) {
        return EnumWord(field, reflection.GetRepeatedEnumValue(message, &field, i));
      });
    case FieldDescriptor::CPPTYPE_UINT32:
      return Joined(count, [&](int i) {
        return std::to_string(reflection.GetRepeatedUInt32(message, &field, i));
      });
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Joined(count, [&](int i) {
        return MessageCell(reflection.GetRepeatedMessage(message, &field, i));
      });
    default:
      return count == 0 ? "" : fmt::format("{} values", count);
  }
}

}  // namespace

std::string Pounds(int64_t pence) {
  const int64_t whole = std::abs(pence / 100);
  std::string digits = std::to_string(whole);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return fmt::format("{}£{}.{:02}", pence < 0 ? "-" : "", digits, std::abs(pence % 100));
}

std::string UtcTime(int64_t micros) {
  if (micros == 0) return "";
  const std::time_t seconds = micros / 1'000'000;
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return std::to_string(micros);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

size_t Columns(std::string_view text) {
  size_t columns = 0;
  for (const char c : text) columns += IsContinuation(c) ? 0 : 1;
  return columns;
}

std::string Cut(std::string_view text, size_t columns) {
  std::string out;
  size_t taken = 0;
  const bool too_long = Columns(text) > columns;
  const size_t room = too_long && columns > 0 ? columns - 1 : columns;
  for (const char c : text) {
    if (!IsContinuation(c) && ++taken > room) break;
    out.push_back(c == '\n' || c == '\t' || c == '\r' ? ' ' : c);
  }
  if (too_long && columns > 0) out += "…";
  return out;
}

bool FitsCell(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
  const auto* type = field.message_type();
  return type == witan::oversight::v1::Named::descriptor() ||
         type == witan::common::v1::Occurred::descriptor() ||
         type == witan::common::v1::Text::descriptor() ||
         type == witan::common::v1::Money::descriptor() ||
         type == witan::common::v1::Value::descriptor() ||
         type == witan::common::v1::Period::descriptor();
}

std::string Cell(const Message& message, const FieldDescriptor& field) {
  return field.is_repeated() ? RepeatedCell(message, field) : SingleCell(message, field);
}

}  // namespace witan::cli
