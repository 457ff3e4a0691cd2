#include "services/domain/payloads.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace witan::domain {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

const std::unordered_map<const Descriptor*, const FieldDescriptor*>& FieldsByType() {
  static const auto* const fields = [] {
    auto* map = new std::unordered_map<const Descriptor*, const FieldDescriptor*>();
    const Descriptor* payload = Payload::descriptor();
    for (int i = 0; i < payload->field_count(); ++i) {
      map->emplace(payload->field(i)->message_type(), payload->field(i));
    }
    return map;
  }();
  return *fields;
}

const FieldDescriptor* KindField(const Payload& payload) {
  return payload.kind_case() == Payload::KIND_NOT_SET
             ? nullptr
             : Payload::descriptor()->FindFieldByNumber(static_cast<int>(payload.kind_case()));
}

}  // namespace

const FieldDescriptor* PayloadFieldOf(const Descriptor* type) {
  const auto it = FieldsByType().find(type);
  return it == FieldsByType().end() ? nullptr : it->second;
}

const google::protobuf::Message* ContentOf(const Payload& payload) {
  const FieldDescriptor* field = KindField(payload);
  return field == nullptr ? nullptr : &payload.GetReflection()->GetMessage(payload, field);
}

google::protobuf::Message* MutableContentOf(Payload& payload) {
  const FieldDescriptor* field = KindField(payload);
  return field == nullptr ? nullptr : payload.GetReflection()->MutableMessage(&payload, field);
}

const witan::options::v1::EventRules& RulesOf(const Descriptor* type) {
  return type->options().GetExtension(witan::options::v1::event);
}

const witan::options::v1::FieldRules& RulesOf(const FieldDescriptor* field) {
  return field->options().GetExtension(witan::options::v1::rules);
}

std::string_view KindName(const Payload& payload) {
  const FieldDescriptor* field = KindField(payload);
  return field == nullptr ? std::string_view() : std::string_view(field->name());
}

std::string AggregateWord(witan::options::v1::Aggregate aggregate) {
  constexpr std::string_view kPrefix = "AGGREGATE_";
  std::string word = witan::options::v1::Aggregate_Name(aggregate).substr(kPrefix.size());
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c == '_' ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return word;
}

}  // namespace witan::domain
