#include "tests/golden/specimen.h"

#include <fmt/format.h>

#include "witan/options/v1/options.pb.h"

namespace witan::golden {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

constexpr size_t kSaltBytes = 16;
constexpr size_t kHashBytes = 32;

std::string TextFor(const FieldDescriptor& field) {
  const auto& rules = field.options().GetExtension(witan::options::v1::rules);
  switch (rules.format()) {
    case witan::options::v1::FORMAT_UUID:
      return fmt::format("0190c3f2-7d1a-7c55-9d0a-{:012x}", field.number());
    case witan::options::v1::FORMAT_DATE:
      return fmt::format("2022-07-{:02}", 1 + field.number() % 28);
    case witan::options::v1::FORMAT_TIME:
      return "14:30";
    case witan::options::v1::FORMAT_ODS:
      return "QF7";
    case witan::options::v1::FORMAT_SHA256:
      return std::string(2 * kHashBytes, 'a');
    case witan::options::v1::FORMAT_URI:
      return "https://example.org/paper";
    case witan::options::v1::FORMAT_CODE:
      return fmt::format("CODE_{}", field.number());
    case witan::options::v1::FORMAT_UNSPECIFIED:
    default:
      return fmt::format("The {} of the record", field.name());
  }
}

std::string BytesFor(const FieldDescriptor& field) {
  const size_t size = field.name() == "salt" ? kSaltBytes : kHashBytes;
  return std::string(size, static_cast<char>('A' + field.number() % 26));
}

const EnumValueDescriptor* ValueFor(const FieldDescriptor& field) {
  const int last = field.enum_type()->value_count() - 1;
  return field.enum_type()->value(last);
}

// The scalar types that the schema uses; another one must be added here first.
void SetScalar(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  const bool is_list = field.is_repeated();
  const auto number = static_cast<uint32_t>(1'000 * field.number() + 7);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const bool is_bytes = field.type() == FieldDescriptor::TYPE_BYTES;
      const std::string text = is_bytes ? BytesFor(field) : TextFor(field);
      is_list ? reflection.AddString(&message, &field, text)
              : reflection.SetString(&message, &field, text);
      return;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      is_list ? reflection.AddBool(&message, &field, true)
              : reflection.SetBool(&message, &field, true);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      is_list ? reflection.AddEnum(&message, &field, ValueFor(field))
              : reflection.SetEnum(&message, &field, ValueFor(field));
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      is_list ? reflection.AddUInt32(&message, &field, number)
              : reflection.SetUInt32(&message, &field, number);
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      is_list ? reflection.AddUInt64(&message, &field, number)
              : reflection.SetUInt64(&message, &field, number);
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      is_list ? reflection.AddInt64(&message, &field, number)
              : reflection.SetInt64(&message, &field, number);
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      is_list ? reflection.AddInt32(&message, &field, static_cast<int32_t>(number))
              : reflection.SetInt32(&message, &field, static_cast<int32_t>(number));
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return;
  }
}

bool IsChosen(const FieldDescriptor& field, int variant) {
  const OneofDescriptor* oneof = field.real_containing_oneof();
  return oneof == nullptr || oneof->field(variant % oneof->field_count()) == &field;
}

}  // namespace

// The schema's messages do not contain themselves, therefore this ends.
void FillSpecimen(Message& message, int variant) {
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!IsChosen(field, variant)) continue;
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      SetScalar(message, field);
      continue;
    }
    const Reflection& reflection = *message.GetReflection();
    FillSpecimen(field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                     : *reflection.MutableMessage(&message, &field),
                 variant);
  }
}

}  // namespace witan::golden
