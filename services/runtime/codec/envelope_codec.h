#pragma once

// Storage's view of an event: the header fields of witan.event.v1.Envelope, read from its bytes
// without decoding the rest, and the two records that storage makes itself.

#include <string>
#include <string_view>

#include "storage/record.h"

namespace witan::runtime {

// What WriterStarted says of the program that writes.
struct BuildInfo {
  std::string build;         // version, for people
  std::string rules_sha256;  // over the rules table that it decides by
};

// The format of envelopes that this build writes and the newest that it reads.
inline constexpr uint32_t kFormatVersion = 1;

// Safe to call from any thread.
class EnvelopeCodec final : public storage::RecordCodec {
 public:
  explicit EnvelopeCodec(BuildInfo info) : info_(std::move(info)) {}

  // DataLoss when the bytes are no envelope or lack a header field.
  absl::StatusOr<storage::RecordHeader> ReadHeader(std::string_view bytes) const override;
  // The full name of the payload's message.
  std::string TypeName(std::string_view bytes) const override;

  std::string MakeLogCreated(const storage::RecordHeader& header,
                             std::string_view origin) const override;
  std::string MakeWriterStarted(const storage::RecordHeader& header,
                                const storage::WriterInfo& writer) const override;

 private:
  const BuildInfo info_;
};

}  // namespace witan::runtime
