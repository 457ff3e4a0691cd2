#pragma once

// Tells whether a command that came under a request id that was spent is the same command.

#include <string>
#include <string_view>

#include "services/domain/payloads.h"
#include "storage/base/sha256.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/command.pb.h"

namespace witan::recorder {

// HMAC-SHA-256 under `key` over the subject, the organisation, the kind of the event and the
// deterministic serialisation of header and content, without request id, expected version, token
// and validate_only: what a caller may change when it repeats itself. The kind stands for the RPC,
// one for one, so that a command is the same one through its typed RPC and through the bulk stream.
// The header is changed and put back. Persistent: do not change.
Hash CommandDigest(std::string_view key, const witan::auth::v1::Principal& principal,
                   witan::command::v1::CommandHeader& header, const domain::Payload& content);

}  // namespace witan::recorder
