#pragma once

// A codec for the tests of storage: the header's fields one after another, then the body.

#include <string>
#include <string_view>

#include "storage/event_log.h"
#include "storage/record.h"

namespace witan::storage {

class PlainCodec : public RecordCodec {
 public:
  absl::StatusOr<RecordHeader> ReadHeader(std::string_view bytes) const override;
  std::string TypeName(std::string_view /*bytes*/) const override { return "plain.Record"; }
  std::string MakeLogCreated(const RecordHeader& header, std::string_view origin) const override;
  std::string MakeWriterStarted(const RecordHeader& header,
                                const WriterInfo& writer) const override;

  static std::string Make(const RecordHeader& header, std::string_view body);
  static absl::StatusOr<std::string> Body(std::string_view bytes);
};

// Builds consecutive records of a writer: each call continues the chain.
class RecordChain final {
 public:
  explicit RecordChain(const NextRecord& next) : next_(next) {}
  std::string Add(std::string_view body);
  const NextRecord& next() const { return next_; }

 private:
  NextRecord next_;
};

}  // namespace witan::storage
