#include "tests/golden/corpus.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>

#include "storage/base/hex.h"
#include "storage/base/status.h"

namespace witan::golden {
namespace {

constexpr char kSeparator = '\t';
constexpr size_t kColumns = 4;

std::vector<std::string> Columns(const std::string& line) {
  std::vector<std::string> columns(1);
  for (const char c : line) {
    if (c == kSeparator && columns.size() < kColumns) {
      columns.emplace_back();
    } else {
      columns.back().push_back(c);
    }
  }
  return columns;
}

}  // namespace

absl::StatusOr<std::vector<Specimen>> ReadCorpus(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::InvalidArgumentError(fmt::format("{} cannot be read", path));
  std::vector<Specimen> corpus;
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> columns = Columns(line);
    if (columns.size() != kColumns) {
      return absl::InvalidArgumentError(
          fmt::format("{}:{} has not {} columns", path, corpus.size() + 1, kColumns));
    }
    ASSIGN_OR_RETURN(std::string bytes, HexDecode(columns[2]));
    corpus.push_back({columns[0], columns[1], std::move(bytes), columns[3]});
  }
  return corpus;
}

std::string CorpusLine(const Specimen& specimen) {
  return fmt::format("{}\t{}\t{}\t{}", specimen.kind, specimen.sha256, HexEncode(specimen.bytes),
                     specimen.json);
}

std::string CanonicalJson(const witan::event::v1::Envelope& event) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(event, &json, options);
  return status.ok() ? json : status.ToString();
}

std::vector<std::string> KindsOfSchema() {
  const auto& payload = *witan::event::v1::Payload::descriptor();
  std::vector<std::string> kinds;
  for (int i = 0; i < payload.field_count(); ++i) kinds.push_back(payload.field(i)->name());
  return kinds;
}

}  // namespace witan::golden
