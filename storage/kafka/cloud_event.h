#pragma once

// A record's place and kind as CloudEvents 1.0 says them in the headers of a Kafka record (binary
// content mode, Kafka protocol binding 1.0.2): for whoever reads the topic without this program.
// Witan itself reads the value alone.

#include <string>
#include <utility>
#include <vector>

#include "storage/record.h"

namespace witan::storage {

using KafkaHeaders = std::vector<std::pair<std::string, std::string>>;

// `type` names the kind of the event, as RecordCodec::TypeName gives it.
KafkaHeaders CloudEventHeaders(const RecordHeader& header, const std::string& type);

// "2026-11-25T10:35:46.123456Z".
std::string Rfc3339(Timestamp time);

}  // namespace witan::storage
