#pragma once

// What --help says of commands and fields: the schema's own comment, what may be given, whether it
// must be. Nothing here names an RPC or a field, so that a new one explains itself.

#include <string>
#include <string_view>

#include "tools/witan/fields.h"
#include "tools/witan/schema.h"

namespace witan::cli {

// Lines of at most `columns`, broken at spaces; a longer word stands alone. Line feeds stay.
std::string Wrapped(std::string_view text, size_t columns);

// The option of a field, in lines of `columns`:
//   What is to be decided.
//   [required; text, at most 4,000 bytes]
// A field that is required only where another part is given says so; `depth` is how many parts of
// the path lie above the command's own fields.
std::string OptionHelp(const OptionField& field, size_t depth, size_t columns);

// The fields of a message that no option reaches, since they lie in lists of parts or too deep: one
// below the other under their names in JSON, "options[].title". Empty where there are none.
std::string JsonOnlyHelp(const google::protobuf::Descriptor& message, std::string_view prefix,
                         size_t columns);

// What a method does: one line for lists of subcommands; for its own help all of it.
std::string MethodSummary(const Method& method);
std::string MethodHelp(const Method& method, size_t columns);

// What a group of commands is about: the first sentence of its package's comment.
std::string GroupSummary(const Method& any_of_it);

}  // namespace witan::cli
