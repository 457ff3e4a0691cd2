#include "tools/witan/name_book.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <vector>

#include "storage/base/uuid.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kMostDepth = 12;
constexpr std::string_view kSeparator = ", ";
constexpr size_t kHashDigits = 64;

std::vector<std::string_view> Parts(std::string_view cell) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = cell.find(kSeparator);
    parts.push_back(cell.substr(0, end));
    if (end == std::string_view::npos) return parts;
    cell.remove_prefix(end + kSeparator.size());
  }
}

bool IsHash(std::string_view text) {
  return text.size() == kHashDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// The text of a field of that name; empty where the message has none.
std::string TextOf(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, field);
}

}  // namespace

NameBook::NameBook(const Message& answer) { Collect(answer, 0); }

void NameBook::Collect(const Message& message, int depth) {
  if (depth > kMostDepth) return;
  const std::string name = TextOf(message, "name");
  if (const auto* named = dynamic_cast<const witan::oversight::v1::Named*>(&message)) {
    names_.emplace(named->id(), named->ods_code().empty()
                                    ? name
                                    : fmt::format("{} ({})", name, named->ods_code()));
  } else if (const auto* head = dynamic_cast<const witan::oversight::v1::RecordHead*>(&message)) {
    if (!head->title().empty()) names_.emplace(head->id(), head->title());
  } else if (const std::string person = TextOf(message, "person_id"); !name.empty()) {
    names_.emplace(person, name);
  }
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field.is_repeated()) {
      if (reflection.HasField(message, &field)) {
        Collect(reflection.GetMessage(message, &field), depth + 1);
      }
      continue;
    }
    for (int at = 0; at < reflection.FieldSize(message, &field); ++at) {
      Collect(reflection.GetRepeatedMessage(message, &field, at), depth + 1);
    }
  }
}

std::string NameBook::NameOf(std::string_view id) const {
  const auto found = names_.find(id);
  return found == names_.end() || id.empty() ? "" : found->second;
}

std::string NameBook::WithNames(const std::string& cell) const {
  std::string out;
  for (const std::string_view part : Parts(cell)) {
    const std::string name = NameOf(part);
    out += (out.empty() ? "" : std::string(kSeparator)) + (name.empty() ? std::string(part) : name);
  }
  return out;
}

bool IsOnlyIds(std::string_view cell) {
  const auto parts = Parts(cell);
  return std::all_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return Uuid::Parse(part).ok() || IsHash(part); });
}

}  // namespace witan::cli
