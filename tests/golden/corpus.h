#pragma once

// The golden corpus: the bytes of one event of each kind as they were written at the time, which
// must be readable for ever. A file of lines: kind, SHA-256 of the bytes, the bytes, and what they
// said, as JSON in the schema's own field names. Lines are only ever added.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "witan/event/v1/envelope.pb.h"

namespace witan::golden {

struct Specimen {
  // "decision_made".
  std::string kind;
  // Hexadecimal.
  std::string sha256;
  std::string bytes;
  // What the event says, as CanonicalJson gives it.
  std::string json;
};

// All lines, in order. InvalidArgument with the line number for one that is not as described.
absl::StatusOr<std::vector<Specimen>> ReadCorpus(const std::string& path);

// One line, without its end.
std::string CorpusLine(const Specimen& specimen);

// An event as JSON: field names as in the schema, fields in the order of their numbers.
std::string CanonicalJson(const witan::event::v1::Envelope& event);

// Names of all kinds that the schema has, in the order of their numbers.
std::vector<std::string> KindsOfSchema();

}  // namespace witan::golden
