#include "services/runtime/query/places.h"

#include <set>

#include "services/runtime/projector/layout.h"
#include "storage/base/bytes.h"

namespace witan::query {
namespace {

using projector::IndexKind;
using witan::options::v1::AGGREGATE_BODY;
using witan::options::v1::AGGREGATE_ORGANISATION;

struct Within {
  std::optional<std::vector<std::string>> subjects;
};

// Keys of the records of a kind that name the organisation; one more than the bound at most.
absl::StatusOr<std::vector<std::string>> Naming(const Question& question, Aggregate kind,
                                                const std::string& organisation) {
  ASSIGN_OR_RETURN(const auto places, question.world().view().ScanIndex(
                                          {.index = IndexOf(kind, IndexKind::kByReference),
                                           .begin = organisation,
                                           .end = PrefixEnd(organisation),
                                           .start_after = std::nullopt,
                                           .limit = kMostSubjectsWithin + 1}));
  std::vector<std::string> keys;
  keys.reserve(places.size());
  for (const storage::IndexPlace& place : places) keys.push_back(place.row_key);
  return keys;
}

// An organisation names what it lies in, so the way leads from the whole to its parts.
absl::StatusOr<Within> Gather(const Question& question, const std::string& code) {
  ASSIGN_OR_RETURN(const auto ids, question.world().WithCode(AGGREGATE_ORGANISATION, code));
  std::set<std::string> subjects;
  std::vector<std::string> organisations;  // whose parts are not known yet
  const auto add = [&](const std::string& key) {
    if (subjects.insert(key).second) organisations.push_back(key);
  };
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(const Uuid uuid, Uuid::Parse(id));
    add(uuid.ToBytes());
  }
  while (!organisations.empty()) {
    const std::string organisation = organisations.back();
    organisations.pop_back();
    ASSIGN_OR_RETURN(const auto parts, Naming(question, AGGREGATE_ORGANISATION, organisation));
    for (const std::string& part : parts) add(part);
    ASSIGN_OR_RETURN(const auto bodies, Naming(question, AGGREGATE_BODY, organisation));
    subjects.insert(bodies.begin(), bodies.end());
    if (subjects.size() > kMostSubjectsWithin) return Within();
  }
  return Within{std::vector<std::string>(subjects.begin(), subjects.end())};
}

}  // namespace

storage::IndexScan ScanOf(Aggregate kind, const std::string& reference, const Dates& dates,
                          storage::ScanOrder order) {
  return {
      .index = IndexOf(kind, reference.empty() ? IndexKind::kByDate : IndexKind::kByReference),
      .begin = dates.first ? reference + projector::DateBegin(dates.first->days()) : reference,
      .end = dates.end ? reference + projector::DateBegin(dates.end->days()) : PrefixEnd(reference),
      .start_after = std::nullopt,
      .limit = kPlacesAtOnce,
      .order = order};
}

absl::StatusOr<std::optional<std::vector<std::string>>> SubjectsWithin(const Question& question,
                                                                       const std::string& code) {
  auto& kept = question.Kept<Within>();
  const auto known = kept.find(code);
  if (known != kept.end()) return known->second.subjects;
  ASSIGN_OR_RETURN(Within within, Gather(question, code));
  return kept.emplace(code, std::move(within)).first->second.subjects;
}

absl::StatusOr<std::optional<std::vector<IndexPlace>>> PlacesWithin(const Question& question,
                                                                    Aggregate kind,
                                                                    const std::string& code,
                                                                    const Dates& dates) {
  ASSIGN_OR_RETURN(const auto subjects, SubjectsWithin(question, code));
  if (!subjects) return std::optional<std::vector<IndexPlace>>();
  std::vector<IndexPlace> found;
  for (const std::string& subject : *subjects) {
    RETURN_IF_ERROR(ForPlaces(
        question.world().view(), ScanOf(kind, subject, dates, storage::ScanOrder::kForward),
        [&](const std::vector<IndexPlace>& places) -> absl::StatusOr<bool> {
          for (const IndexPlace& place : places) {
            found.push_back({place.index_key.substr(subject.size()), place.row_key});
          }
          return true;
        }));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return std::optional(std::move(found));
}

}  // namespace witan::query
