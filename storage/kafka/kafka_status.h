#pragma once

// What librdkafka and the brokers answer, as a Status.

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "absl/status/status.h"

namespace witan::storage {

// OK for no error. Otherwise "`doing`: what Kafka said", with the code that tells a caller what to
// do: Unavailable unless the brokers refuse for good.
absl::Status FromKafka(rd_kafka_resp_err_t error, std::string_view doing);

// The same, with Kafka's longer words.
absl::Status FromKafka(rd_kafka_resp_err_t error, std::string_view words, std::string_view doing);

// True for an answer that the same request would get again, whatever time passes.
bool IsRefusal(rd_kafka_resp_err_t error);

}  // namespace witan::storage
