#pragma once

// One field of an answer as the text of one cell.

#include <cstdint>
#include <string>
#include <string_view>

namespace google::protobuf {
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace witan::cli {

// "£1,250,000.00" from integer pence.
std::string Pounds(int64_t pence);

// "2022-07-01 09:00:00Z" from microseconds since 1970; empty for 0.
std::string UtcTime(int64_t micros);

// How many columns a text takes on a terminal: code points, since everything Witan prints is one
// column wide.
size_t Columns(std::string_view text);

// The text cut to `columns`, with an ellipsis when something was left out. Line feeds become
// spaces.
std::string Cut(std::string_view text, size_t columns);

// True when the field can stand in a cell: a single value, or a message that has one value worth
// showing (a name, a moment, an amount, a text).
bool FitsCell(const google::protobuf::FieldDescriptor& field);

// The field's text; empty where it is not set. Repeated values are joined by commas.
std::string Cell(const google::protobuf::Message& message,
                 const google::protobuf::FieldDescriptor& field);

}  // namespace witan::cli
