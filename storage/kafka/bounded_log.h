#pragma once

// librdkafka says the same thing again and again while a broker is away. This bounds how often it
// is heard.

#include "storage/kafka/kafka_options.h"

namespace witan::storage {

// Passes on at most 20 lines in ten seconds, and says how many were left out before the next one
// that it passes on. Copies share one bound. Safe to call from any thread; `sink` may be empty.
KafkaLogFunction Bounded(KafkaLogFunction sink);

}  // namespace witan::storage
