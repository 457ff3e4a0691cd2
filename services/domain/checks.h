#pragma once

// Checks that the schema states of its own fields (witan.options.v1.rules): required, format,
// length, number of items, UTF-8 without control characters, money that is not negative, ids that
// exist and are of the right kind. Derived from the descriptors; no message has checks of its own.

#include <google/protobuf/message.h>

#include <string>

#include "services/domain/findings.h"
#include "services/domain/world.h"

namespace witan::domain {

// Most depth of nested messages that is looked into.
inline constexpr int kMostDepth = 12;
// Most items of a list whose field says nothing else.
inline constexpr int kDefaultItems = 1'000;
// Most UTF-8 bytes of a text whose field says nothing else.
inline constexpr int kDefaultLength = 10'000;

// States a finding for each field that is not as the schema demands. `prefix` is the path of the
// message itself: "content". At most 50 findings, then one that says that there are more.
void CheckFields(const google::protobuf::Message& message, const std::string& prefix,
                 const World& world, Findings& findings);

// Whether any message inside, at any depth, holds unknown fields.
bool HasUnknownFields(const google::protobuf::Message& message);

// Whether the text says nothing: spaces and line feeds alone, or not even those.
bool IsBlank(std::string_view text);

// Whether the text is valid UTF-8 without control characters except line feed.
bool IsCleanText(std::string_view text);

}  // namespace witan::domain
