#include "tests/golden/coverage.h"

#include <vector>

namespace witan::golden {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool Coverage::Add(const Message& message) {
  bool is_new = false;
  std::vector<const Message*> pending = {&message};
  while (!pending.empty()) {
    const Message& current = *pending.back();
    pending.pop_back();
    std::vector<const FieldDescriptor*> fields;
    current.GetReflection()->ListFields(current, &fields);
    for (const FieldDescriptor* field : fields) {
      is_new = seen_.insert(field->full_name()).second || is_new;
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      const auto& reflection = *current.GetReflection();
      pending.push_back(field->is_repeated() ? &reflection.GetRepeatedMessage(current, field, 0)
                                             : &reflection.GetMessage(current, field));
    }
  }
  return is_new;
}

std::set<std::string> Coverage::MissingBelow(const Descriptor* type) const {
  std::set<std::string> missing;
  std::set<const Descriptor*> known = {type};
  std::vector<const Descriptor*> pending = {type};
  while (!pending.empty()) {
    const Descriptor& current = *pending.back();
    pending.pop_back();
    for (int i = 0; i < current.field_count(); ++i) {
      const FieldDescriptor& field = *current.field(i);
      if (!seen_.contains(field.full_name())) missing.insert(field.full_name());
      const Descriptor* inner = field.message_type();
      if (inner != nullptr && known.insert(inner).second) pending.push_back(inner);
    }
  }
  return missing;
}

}  // namespace witan::golden
