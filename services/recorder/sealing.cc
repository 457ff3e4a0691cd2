#include "services/recorder/sealing.h"

#include <set>
#include <unordered_map>
#include <vector>

#include "storage/base/check.h"
#include "storage/base/status.h"

namespace witan::recorder {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using witan::common::v1::Text;

bool IsMessage(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

std::string PersonOf(const Message& parent, const std::string& sealed_under,
                     const std::string& record_id) {
  if (sealed_under == "record") return record_id;
  const FieldDescriptor* field = parent.GetDescriptor()->FindFieldByName(sealed_under);
  WITAN_CHECK(field != nullptr, "sealed_under names no field of the same message");
  return parent.GetReflection()->GetString(parent, field);
}

absl::Status SealText(Text& text, const std::string& person_id, runtime::KeyStore& keys) {
  if (!text.has_plain()) return absl::OkStatus();
  ASSIGN_OR_RETURN(*text.mutable_sealed(), keys.Seal(person_id, text.plain()));
  return absl::OkStatus();
}

// Messages inside a message, the depth known to be bounded by the field checks.
std::vector<Message*> MutableInside(Message& message) {
  std::vector<Message*> inside;
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!IsMessage(field)) continue;
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      inside.push_back(field->is_repeated() ? reflection->MutableRepeatedMessage(&message, field, i)
                                            : reflection->MutableMessage(&message, field));
    }
  }
  return inside;
}

absl::Status SealMarked(Message& message, const std::string& record_id, runtime::KeyStore& keys) {
  const Descriptor* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const std::string& sealed_under = domain::RulesOf(field).sealed_under();
    if (sealed_under.empty() || !reflection->HasField(message, field)) continue;
    auto& text = static_cast<Text&>(*reflection->MutableMessage(&message, field));
    RETURN_IF_ERROR(SealText(text, PersonOf(message, sealed_under, record_id), keys));
  }
  return absl::OkStatus();
}

// Walks the types, not the messages: each once, so that types that hold themselves end too.
bool FindMarked(const Descriptor* root) {
  std::set<const Descriptor*> seen = {root};
  std::vector<const Descriptor*> waiting = {root};
  while (!waiting.empty()) {
    const Descriptor* type = waiting.back();
    waiting.pop_back();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (!domain::RulesOf(field).sealed_under().empty()) return true;
      if (IsMessage(field) && seen.insert(field->message_type()).second) {
        waiting.push_back(field->message_type());
      }
    }
  }
  return false;
}

}  // namespace

bool HoldsSealedTexts(const Descriptor* type) {
  static const auto* const kinds = [] {
    auto* map = new std::unordered_map<const Descriptor*, bool>();
    const Descriptor* payload = domain::Payload::descriptor();
    for (int i = 0; i < payload->field_count(); ++i) {
      const Descriptor* kind = payload->field(i)->message_type();
      map->emplace(kind, FindMarked(kind));
    }
    return map;
  }();
  const auto it = kinds->find(type);
  return it != kinds->end() && it->second;
}

absl::Status SealTexts(domain::Payload& payload, const std::string& record_id,
                       runtime::KeyStore& keys) {
  Message* content = domain::MutableContentOf(payload);
  if (content == nullptr || !HoldsSealedTexts(content->GetDescriptor())) return absl::OkStatus();
  std::vector<Message*> waiting = {content};
  while (!waiting.empty()) {
    Message* message = waiting.back();
    waiting.pop_back();
    RETURN_IF_ERROR(SealMarked(*message, record_id, keys));
    for (Message* inside : MutableInside(*message)) waiting.push_back(inside);
  }
  return absl::OkStatus();
}

}  // namespace witan::recorder
