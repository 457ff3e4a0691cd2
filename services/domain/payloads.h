#pragma once

// Typed access to the payload of an event, and what the schema says of each kind of event. All is
// derived from the descriptors: a new event needs no line here.

#include <google/protobuf/descriptor.h>

#include <string_view>

#include "witan/event/v1/payload.pb.h"
#include "witan/options/v1/options.pb.h"

namespace witan::domain {

using witan::event::v1::Payload;

// The field of Payload's oneof that holds messages of this type, or nullptr.
const google::protobuf::FieldDescriptor* PayloadFieldOf(const google::protobuf::Descriptor* type);

// The payload as this type, or nullptr when it is of another kind.
template <class Content>
const Content* As(const Payload& payload) {
  static const google::protobuf::FieldDescriptor* const field =
      PayloadFieldOf(Content::descriptor());
  if (static_cast<int>(payload.kind_case()) != field->number()) return nullptr;
  return static_cast<const Content*>(&payload.GetReflection()->GetMessage(payload, field));
}

// The content of a payload whatever its kind; nullptr when the payload is empty.
const google::protobuf::Message* ContentOf(const Payload& payload);

// The same, to be changed in place (sealing).
google::protobuf::Message* MutableContentOf(Payload& payload);

// What the schema says of this kind of event. Records of the log itself have default rules.
const witan::options::v1::EventRules& RulesOf(const google::protobuf::Descriptor* type);

// What the schema says of this field; default rules where it says nothing.
const witan::options::v1::FieldRules& RulesOf(const google::protobuf::FieldDescriptor* field);

// "decision_made": the closed set of metric labels and catalogue keys; empty for an empty payload.
std::string_view KindName(const Payload& payload);

// "AGGREGATE_DECISION" as "decision".
std::string AggregateWord(witan::options::v1::Aggregate aggregate);

}  // namespace witan::domain
