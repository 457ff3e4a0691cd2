#pragma once

// The keys and rows of the recorder's own database (FORMAT.md). Fenced: a change needs a new
// kStateSchemaVersion, upon which the database is built anew from the log.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/domain/record.h"
#include "services/runtime/writer/writer_board.h"
#include "storage/base/sha256.h"
#include "storage/base/uuid.h"
#include "storage/key_value_store.h"

namespace witan::recorder {

inline constexpr uint32_t kStateSchemaVersion = 1;

// The spaces of the database, in the order of StateSpaces().
inline constexpr storage::SpaceIndex kEventSpace = 0;
inline constexpr storage::SpaceIndex kReferenceSpace = 1;
inline constexpr storage::SpaceIndex kRequestSpace = 2;
inline constexpr storage::SpaceIndex kProgressSpace = 3;

std::vector<std::string> StateSpaces();

// Whose request id it is: the principal's organisation, or a hash of the subject where the
// principal belongs to none.
struct RequestKey {
  Uuid scope;
  Uuid request;
  friend bool operator==(const RequestKey&, const RequestKey&) = default;
};

// What a request id was spent on.
struct RequestRow {
  Hash command_digest = {};
  Uuid record;
  uint64_t version = 0;
};

// Which records of one kind refer to an id.
struct ReferenceList {
  Uuid referred;
  domain::Aggregate aggregate = witan::options::v1::AGGREGATE_UNSPECIFIED;
  friend bool operator==(const ReferenceList&, const ReferenceList&) = default;
};

// A record that refers: `number` is the position of its opening event, by which lists are ordered.
struct Referrer {
  uint64_t number = 0;
  Uuid record;
  friend bool operator==(const Referrer&, const Referrer&) = default;
};

RequestKey RequestKeyOf(const witan::auth::v1::Principal& principal, const Uuid& request_id);

std::string EventKey(const Uuid& record, uint64_t version);
std::string ReferencePrefix(const ReferenceList& list);
std::string ReferenceKey(const ReferenceList& list, uint64_t number);
std::string RequestRowKey(const RequestKey& key);
std::string EncodeRequestRow(const RequestRow& row);
// DataLoss for anything that EncodeRequestRow did not write.
absl::StatusOr<RequestRow> DecodeRequestRow(std::string_view bytes);
// From a row of the reference space.
absl::StatusOr<Referrer> DecodeReferrer(std::string_view key, std::string_view value);

// The keys of the progress space: the cursor of the last event that the database holds.
inline constexpr std::string_view kCursorKey = "cursor";
// And who wrote then.
inline constexpr std::string_view kWriterKey = "writer";
std::string EncodeWriter(const runtime::KnownWriter& writer);
// DataLoss for anything that EncodeWriter did not write.
absl::StatusOr<runtime::KnownWriter> DecodeWriter(std::string_view bytes);

}  // namespace witan::recorder

template <>
struct std::hash<witan::recorder::RequestKey> {
  size_t operator()(const witan::recorder::RequestKey& key) const noexcept {
    return std::hash<witan::Uuid>{}(key.request) ^ (std::hash<witan::Uuid>{}(key.scope) * 31);
  }
};

template <>
struct std::hash<witan::recorder::ReferenceList> {
  size_t operator()(const witan::recorder::ReferenceList& list) const noexcept {
    return std::hash<witan::Uuid>{}(list.referred) * 31 + static_cast<size_t>(list.aggregate);
  }
};
