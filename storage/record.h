#pragma once

// What storage knows of a record: the fields of its header, read through a codec that the layer
// above implements. Storage never looks at the rest of the bytes and never changes them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/base/clock.h"
#include "storage/base/named_type.h"
#include "storage/base/sha256.h"
#include "storage/base/uuid.h"

namespace witan::storage {

enum class RecordKind {
  kLogCreated,     // position 1, once in a log
  kWriterStarted,  // the first record of a writer's term
  kOther,          // everything else
};

struct RecordHeader {
  LogId log_id;
  Position position;
  Term term;
  Hash previous_hash = {};  // SHA-256 of the bytes of the record before; zeros at position 1
  Uuid event_id;
  Timestamp recorded_at;  // the writer's clock, strictly increasing along the log
  RecordKind kind = RecordKind::kOther;
};

// Who opens the log for writing; every reader of the log learns it from the record WriterStarted.
struct WriterInfo {
  std::string instance;  // a name for people and logs
  std::string address;   // where commands go, host:port
};

// Builds the two records of storage's own and reads the header of any record. Safe to call from
// any thread.
class RecordCodec {
 public:
  virtual ~RecordCodec() = default;

  // DataLoss when the bytes hold no header.
  virtual absl::StatusOr<RecordHeader> ReadHeader(std::string_view bytes) const = 0;

  // The name of the kind of the event, such as "witan.decision.v1.DecisionMade", for whoever reads
  // a log without this program; "unknown" when the bytes tell none.
  virtual std::string TypeName(std::string_view bytes) const = 0;

  // The whole bytes of the record; ReadHeader of them gives `header` back. `origin` says in words
  // where the log comes from.
  virtual std::string MakeLogCreated(const RecordHeader& header, std::string_view origin) const = 0;
  virtual std::string MakeWriterStarted(const RecordHeader& header,
                                        const WriterInfo& writer) const = 0;
};

// A place in a log: the last accepted record. What a reader stores and starts from. The default is
// the place before the first record of any log.
struct Cursor {
  LogId log_id;
  Position position;
  Term term;
  Hash hash = {};         // SHA-256 of the bytes of the record at `position`
  uint64_t offset = 0;    // where that record stands in this backend; means nothing elsewhere
  Timestamp recorded_at;  // of that record

  bool IsStart() const { return position.value() == 0; }
  friend bool operator==(const Cursor&, const Cursor&) = default;

  // A fixed-length form for keeping beside what was read. Decode: DataLoss for anything else.
  std::string Encode() const;
  static absl::StatusOr<Cursor> Decode(std::string_view bytes);
};

// A record that the read rule accepted.
struct AcceptedRecord {
  RecordHeader header;
  Hash hash = {};  // SHA-256 of `bytes`
  uint64_t offset = 0;
  std::string bytes;
};

// The most that one read returns. The first record is returned whatever its size.
struct ReadLimits {
  size_t max_records = 1'000;
  size_t max_bytes = size_t{1} << 20;
};

}  // namespace witan::storage
