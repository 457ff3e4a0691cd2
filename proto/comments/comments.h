#pragma once

// The comments of the schema, for help and catalogues: descriptors that are linked in do not hold
// them. Made from the .proto files when they are compiled, so that they cannot differ.

#include <string_view>

namespace witan::proto {

// The comment before a package, message, field, enum, enum value, service or RPC, by its full name
// ("witan.decision.v1.DecisionMade.title"); empty where it has none or the name is unknown. Lines
// are joined; paragraphs are separated by one line feed. Lives as long as the program.
std::string_view CommentOf(std::string_view full_name);

}  // namespace witan::proto
