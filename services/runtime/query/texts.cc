#include "services/runtime/query/texts.h"

#include <vector>

#include "services/domain/checks.h"

namespace witan::query {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using witan::common::v1::Text;

void Texts::OpenText(Text& text) const {
  if (!text.has_sealed()) return;
  const auto plain = keys_.Unseal(text.sealed());
  if (!plain.ok()) {
    if (status_.ok()) status_ = plain.status();
    text.clear_form();
    return;
  }
  if (plain->has_value()) {
    text.set_plain(**plain);
  } else {
    text.set_erased(true);
  }
}

std::string Texts::Plain(const Text& text) const {
  Text open = text;
  OpenText(open);
  return open.erased() ? kErased : open.plain();
}

void Texts::Open(Message& message) const { OpenInside(message, 0); }

void Texts::OpenInside(Message& message, int depth) const {
  if (depth > domain::kMostDepth) return;
  if (message.GetDescriptor() == Text::descriptor()) {
    OpenText(static_cast<Text&>(message));
    return;
  }
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      OpenInside(*reflection->MutableMessage(&message, field), depth + 1);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      OpenInside(*reflection->MutableRepeatedMessage(&message, field, i), depth + 1);
    }
  }
}

}  // namespace witan::query
