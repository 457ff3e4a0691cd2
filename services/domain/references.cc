#include <algorithm>

#include "services/domain/checks.h"
#include "services/domain/world.h"

namespace witan::domain {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AddOnce(std::vector<std::string>& ids, const std::string& id) {
  if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

void Collect(const Message& message, int depth, std::vector<std::string>& ids) {
  if (depth > kMostDepth) return;
  const google::protobuf::Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    const bool refers = RulesOf(field).references() != witan::options::v1::AGGREGATE_UNSPECIFIED;
    for (int i = 0; i < size; ++i) {
      std::string scratch;
      if (refers) {
        AddOnce(ids, field->is_repeated()
                         ? reflection->GetRepeatedStringReference(message, field, i, &scratch)
                         : reflection->GetStringReference(message, field, &scratch));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Collect(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                     : reflection->GetMessage(message, field),
                depth + 1, ids);
      }
    }
  }
}

}  // namespace

std::vector<std::string> ReferencesOf(const Event& event) {
  std::vector<std::string> ids;
  const Message* content = ContentOf(event.payload());
  if (content != nullptr) Collect(*content, 0, ids);
  return ids;
}

}  // namespace witan::domain
