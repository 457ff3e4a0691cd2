#pragma once

// How old the brokers are. Kafka tells no version, only which versions of each request it takes;
// librdkafka keeps that to itself but for a line of its log, which is read here.

#include <optional>
#include <string_view>

namespace witan::storage {

// Of the request that fetches records: 18 came with Kafka 4.1 (KIP-1166), 17 with 3.9.
inline constexpr int kLeastFetchVersion = 18;

// The newest version of that request that a broker takes, from a line such as
// "HOST:PORT/ID:   ApiKey Fetch (1) Versions 4..18"; nothing from any other line.
std::optional<int> FetchVersionOf(std::string_view line);

}  // namespace witan::storage
