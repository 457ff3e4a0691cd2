#pragma once

// A specimen of a message: every field set to something plausible by its descriptor, the same each
// time. What the golden corpus is made from.

#include <google/protobuf/message.h>

namespace witan::golden {

// Fills every field, at any depth. Of each oneof one member is set, chosen by `variant`; lists get
// one item.
void FillSpecimen(google::protobuf::Message& message, int variant);

}  // namespace witan::golden
