#pragma once

// What is wrong with a text that shall be a message in JSON, for who wrote it by hand: the place
// where it is no JSON, names that nobody knows with the name that was meant, words that are none of
// their list.

#include <string>
#include <string_view>

namespace google::protobuf {
class Descriptor;
}

namespace witan::cli {

// Where and why the text is no JSON (RFC 8259): "line 3, column 14: a value is expected"; of a text
// without line feeds only the column, from 1, in bytes. Empty when it is JSON.
std::string FindJsonFault(std::string_view text);

// What in the text, which is JSON, does not fit the message: "titel is no field here; did you mean
// title?". The first few, separated by semicolons; empty when nothing is found.
std::string FindMisfits(std::string_view text, const google::protobuf::Descriptor& message);

// The one of both that applies, or else `otherwise`.
std::string ExplainJson(std::string_view text, const google::protobuf::Descriptor& message,
                        std::string_view otherwise);

}  // namespace witan::cli
