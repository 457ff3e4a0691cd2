#pragma once

// Seals what the schema marks `sealed_under`, wherever it stands in an event's content.

#include <string>

#include "absl/status/status.h"
#include "services/domain/payloads.h"
#include "services/runtime/keys/key_store.h"

namespace witan::recorder {

// Whether the schema marks any field of this kind of content, at any depth.
bool HoldsSealedTexts(const google::protobuf::Descriptor* type);

// Replaces each marked text, plain as the decision has seen to, by its sealed form. `record_id` is
// the record that the content belongs to. FailedPrecondition: a key was destroyed.
absl::Status SealTexts(domain::Payload& payload, const std::string& record_id,
                       runtime::KeyStore& keys);

}  // namespace witan::recorder
