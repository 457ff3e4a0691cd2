#pragma once

// Answers as text for people, derived from the descriptors: lists as tables, single records as
// indented names and values with tables inside.

#include <cstddef>
#include <string>

namespace google::protobuf {
class Message;
}

namespace witan::cli {

// The whole answer, ending in a line feed. `width` is the terminal's in columns; columns.h says
// what a table does where it is too narrow. Ids are shown with the names that the answer has for
// them.
std::string RenderAnswer(const google::protobuf::Message& answer, size_t width);

// One answer of a stream as one line: the cells of its first nested message, most telling first.
std::string RenderLine(const google::protobuf::Message& answer, size_t width);

}  // namespace witan::cli
