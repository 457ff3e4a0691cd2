#pragma once

// Lists of records: filters, order, pages, and the count of what is withheld. Page 2 agrees with
// page 1 because its token carries the moment. Counts of withheld records honour filters by kind,
// system, region, body and date only: a filter by words would tell what a closed record says.

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/query/places.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::query {

using witan::oversight::v1::Filter;
using witan::oversight::v1::ListRecordsRequest;
using witan::oversight::v1::Page;

inline constexpr uint32_t kMostPageSize = 500;
inline constexpr uint32_t kUsualPageSize = 50;

struct Listed {
  std::string id;
  bool is_stub = false;
};

struct Listing {
  std::vector<Listed> items;
  Page page;
};

// The state of a record in a word, as its view says it.
using StateOf = std::function<std::string(const Record&)>;

// Refuses what is wrong in a request, whatever the moment. INVALID_FIELD.
absl::Status CheckRequest(const ListRecordsRequest& request);

absl::StatusOr<Listing> ListRecords(const Question& question, Aggregate aggregate,
                                    const ListRecordsRequest& request, const StateOf& state_of);

// Tells one list from another in page tokens.
uint64_t FingerprintOf(Aggregate aggregate, const ListRecordsRequest& request);

// Whether a state answers to the word asked for: what is overdue is open as well.
bool AnswersTo(const std::string& state, const std::string& wanted);

// Adds up what is withheld, by ground and classification.
class WithheldCounts final {
 public:
  void Add(const visibility::Judgement& judgement);
  // Takes back what was added.
  void TakeOut(const visibility::Judgement& judgement);
  template <class Repeated>
  void Fill(Repeated* withheld) const {
    for (const auto& [key, count] : counts_) {
      auto* entry = withheld->Add();
      entry->set_ground(key.first);
      entry->set_classification(key.second);
      entry->set_count(count);
    }
  }

 private:
  std::map<std::pair<witan::common::v1::Ground, witan::options::v1::Classification>, uint64_t>
      counts_;
};

// The fields of a filter, checked and made ready. FILTER_INVALID: a code or id of nothing.
class Selection final {
 public:
  static absl::StatusOr<Selection> Make(const Question& question, Aggregate aggregate,
                                        const Filter& filter, const StateOf& state_of);

  // What counts of withheld records may honour too.
  bool IsInScope(const projector::RecordRow& row, const std::string& id) const;
  // The rest; only for records that the reader sees.
  bool Matches(const projector::RecordRow& row, const std::string& id) const;

  bool HasContentFilters() const;
  // False: IsInScope and Matches hold for every row of the scanned range.
  bool NeedsRows() const;

  // The records to look at: those that refer to this id; empty: all of the kind.
  const std::string& refers_to() const { return refers_to_; }
  // The same for what withheld counts may look at.
  const std::string& scope_refers_to() const { return filter_.body_id(); }
  // The system or region that every record in scope lies in, as an ODS code; empty: anywhere.
  const std::string& area() const {
    return filter_.system().empty() ? filter_.region() : filter_.system();
  }
  Dates dates() const { return {CivilDate::Parse(filter_.from()), CivilDate::Parse(filter_.to())}; }

 private:
  Selection(const Question& question, Aggregate aggregate, Filter filter, StateOf state_of);
  bool HasWords(const projector::RecordRow& row, const std::string& id) const;

  const Question* question_;
  Aggregate aggregate_;
  Filter filter_;
  StateOf state_of_;
  std::vector<std::string> words_;
  std::string refers_to_;
};

}  // namespace witan::query
