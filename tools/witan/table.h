#pragma once

// Answers as text for people, derived from the descriptors: lists as tables, single records as
// indented names and values with tables inside.

#include <cstddef>
#include <string>

namespace google::protobuf {
class Message;
}

namespace witan::cli {

// The whole answer, ending in a line feed. `width` is the terminal's in columns; a table leaves out
// the columns that do not fit, the record's number, date, state and title first, and cells are cut.
// Ids are left out of tables: a number says which record is meant.
std::string RenderAnswer(const google::protobuf::Message& answer, size_t width);

// One answer of a stream as one line: the cells of its first nested message, most telling first.
std::string RenderLine(const google::protobuf::Message& answer, size_t width);

}  // namespace witan::cli
