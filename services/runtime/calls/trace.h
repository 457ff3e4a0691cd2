#pragma once

// W3C Trace Context (https://www.w3.org/TR/trace-context/): the id that one piece of work has in
// all programs that it passes through.

#include <string>
#include <string_view>

namespace witan::runtime {

// The trace id, 32 hexadecimal digits, of a valid traceparent; empty for any other text. A later
// version of the format is read as far as this one goes.
std::string_view TraceIdOf(std::string_view traceparent);

// A new trace id. Random, but no secret. Safe to call from any thread.
std::string NewTraceId();

}  // namespace witan::runtime
