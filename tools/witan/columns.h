#pragma once

// Rows of an answer as the columns of a table that fits a terminal.

#include <string>
#include <vector>

#include "tools/witan/name_book.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace witan::cli {

// The field's name as a heading: "RECORDED AT" for recorded_at_us, "PERSON" for person_id.
std::string Heading(const google::protobuf::FieldDescriptor& field);

// True when rows of this type read better as lines of a table than one below the other.
bool IsTabular(const google::protobuf::Descriptor& row);

// Heading and rows, `indent` before each line, no line longer than `width` where that can be. Ids
// are shown by their names, or left out where the answer does not name them. What does not fit:
//   - rows that are records are cut to a line each; then the least telling columns are left out,
//     number and title last.
//   - other rows are wrapped within their columns.
// Columns that are empty everywhere, or say the same as another, are left out.
std::string Table(const google::protobuf::Message& parent,
                  const google::protobuf::FieldDescriptor& rows, const NameBook& names,
                  size_t width, const std::string& indent);

// The cells of one row that have something to say, two spaces between them.
std::string RowLine(const google::protobuf::Message& row, const NameBook& names);

}  // namespace witan::cli
