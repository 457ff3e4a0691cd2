#pragma once

// What this build says of itself, in its log and in what it records.

#include <string>

#include "services/runtime/codec/envelope_codec.h"

namespace witan::host {

// The program and its version.
inline constexpr const char* kBuild = "witan 0.1.0";

// With the SHA-256 of the rules that this build decides by.
runtime::BuildInfo ThisBuild();

}  // namespace witan::host
