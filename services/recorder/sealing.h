#pragma once

// Seals what the schema marks `sealed_under`, wherever it stands in an event's content.

#include <string>

#include "absl/status/status.h"
#include "services/domain/findings.h"
#include "services/domain/payloads.h"
#include "services/recorder/key_store.h"

namespace witan::recorder {

// Whether this kind of content holds any Text, at any depth.
bool HoldsTexts(const google::protobuf::Descriptor* type);

// States the texts of a command that are blank or not plain: sealing is the recorder's.
void CheckPlainTexts(const google::protobuf::Message& content, domain::Findings& findings);

// Replaces each marked text by its sealed form. `record_id` is the record that the content belongs
// to. FailedPrecondition: a key was destroyed.
absl::Status SealTexts(domain::Payload& payload, const std::string& record_id, KeyStore& keys);

}  // namespace witan::recorder
