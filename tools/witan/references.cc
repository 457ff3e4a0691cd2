#include "tools/witan/references.h"

#include <fmt/format.h>

#include <optional>

#include "storage/base/hex.h"
#include "storage/base/sha256.h"
#include "storage/base/status.h"

namespace witan::cli {
namespace {

constexpr std::string_view kEvent = "${event:";
constexpr std::string_view kHash = "${events-sha256:";

struct Reference {
  size_t begin;
  // One past the closing brace; npos where there is none.
  size_t end;
  bool is_hash;
  std::vector<std::string> request_ids;
};

std::vector<std::string> SplitAtCommas(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::optional<Reference> FindReference(std::string_view line, size_t from) {
  const size_t event = line.find(kEvent, from);
  const size_t hash = line.find(kHash, from);
  const size_t begin = std::min(event, hash);
  if (begin == std::string_view::npos) return std::nullopt;
  const bool is_hash = hash < event;
  const size_t inner = begin + (is_hash ? kHash : kEvent).size();
  const size_t brace = line.find('}', inner);
  if (brace == std::string_view::npos) return Reference{begin, brace, is_hash, {}};
  return Reference{begin, brace + 1, is_hash, SplitAtCommas(line.substr(inner, brace - inner))};
}

absl::StatusOr<std::string> Filling(const Reference& reference, const EventIds& events) {
  std::string hashed;
  std::string last;
  for (const std::string& request_id : reference.request_ids) {
    const auto found = events.find(request_id);
    if (found == events.end()) {
      return absl::FailedPreconditionError(fmt::format(
          "The line refers to request {}, which no earlier line recorded.", request_id));
    }
    last = found->second;
    hashed += last + "\n";
  }
  if (!reference.is_hash) return last;
  return HexEncode(AsBytes(Sha256(hashed)));
}

}  // namespace

std::vector<std::string> ReferencesIn(std::string_view line) {
  std::vector<std::string> all;
  size_t from = 0;
  while (const auto reference = FindReference(line, from)) {
    if (reference->end == std::string_view::npos) break;
    all.insert(all.end(), reference->request_ids.begin(), reference->request_ids.end());
    from = reference->end;
  }
  return all;
}

absl::StatusOr<std::string> FillReferences(std::string_view line, const EventIds& events) {
  std::string out;
  size_t from = 0;
  while (const auto reference = FindReference(line, from)) {
    if (reference->end == std::string_view::npos) {
      return absl::InvalidArgumentError("A reference ${...} has no closing brace.");
    }
    ASSIGN_OR_RETURN(const std::string filling, Filling(*reference, events));
    out.append(line.substr(from, reference->begin - from)).append(filling);
    from = reference->end;
  }
  out.append(line.substr(from));
  return out;
}

}  // namespace witan::cli
