// A system, a region or the country at a glance: counts over what the reader may see.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "services/domain/regime.h"
#include "services/oversight/answers.h"
#include "services/oversight/records.h"
#include "services/runtime/projector/layout.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

using domain::ReasonId;
using projector::RecordRow;
using witan::event::v1::Payload;
using namespace witan::options::v1;       // kinds by name
using namespace witan::organisation::v1;  // kinds by name

constexpr size_t kBatch = 512;
constexpr int kLatestDecisions = 5;

bool HasKind(const RecordRow& row, int kind) {
  return std::any_of(row.facts.begin(), row.facts.end(), [&](const projector::RowFact& fact) {
    return fact.kind == static_cast<uint32_t>(kind);
  });
}

uint64_t CountKind(const RecordRow& row, int kind) {
  return static_cast<uint64_t>(std::count_if(
      row.facts.begin(), row.facts.end(),
      [&](const projector::RowFact& fact) { return fact.kind == static_cast<uint32_t>(kind); }));
}

// The counts of one record; `state` only for kinds whose state depends on the date.
pb::Counts CountsOf(const RecordRow& row, const std::string& state) {
  pb::Counts counts;
  switch (row.aggregate) {
    case AGGREGATE_DECISION:
      counts.set_decisions(1);
      counts.set_decisions_outside_authority(row.BrokenRules().empty() ? 0 : 1);
      break;
    case AGGREGATE_DISSENT:
      counts.set_dissents(1);
      counts.set_dissents_unanswered(row.facts.size() == 1 ? 1 : 0);
      break;
    case AGGREGATE_ACTION:
      counts.set_actions_open(state == "open" || state == "overdue" ? 1 : 0);
      counts.set_actions_overdue(state == "overdue" ? 1 : 0);
      break;
    case AGGREGATE_REQUEST:
      counts.set_requests_open(state == "open" || state == "overdue" ? 1 : 0);
      counts.set_requests_avoided(CountKind(row, Payload::kRequesterSubscribed));
      break;
    case AGGREGATE_CONCERN:
      counts.set_concerns_open(HasKind(row, Payload::kConcernClosed) ? 0 : 1);
      break;
    case AGGREGATE_ACTIVITY:
      counts.set_activities(1);
      counts.set_activities_open(HasKind(row, Payload::kActivityOpened) &&
                                         !HasKind(row, Payload::kActivityCompleted) &&
                                         !HasKind(row, Payload::kActivityCancelled)
                                     ? 1
                                     : 0);
      break;
    case AGGREGATE_MEETING:
      counts.set_meetings(1);
      break;
    case AGGREGATE_DELEGATION:
      counts.set_delegations_live(state == "live" ? 1 : 0);
      break;
    case AGGREGATE_BODY:
      counts.set_bodies(state == "established" ? 1 : 0);
      break;
    case AGGREGATE_REGULATORY_ACTION:
      counts.set_regulatory_actions(1);
      break;
    default:  // not counted
      break;
  }
  return counts;
}

void AddTo(pb::Counts& sum, const pb::Counts& one) {
  const auto* fields = pb::Counts::descriptor();
  const auto* reflection = sum.GetReflection();
  for (int i = 0; i < fields->field_count(); ++i) {
    const auto* field = fields->field(i);
    reflection->SetUInt64(&sum, field,
                          reflection->GetUInt64(sum, field) + reflection->GetUInt64(one, field));
  }
}

std::string StateFor(const Question& question, Aggregate kind, const std::string& id) {
  const Record* record = question.world().Find(id);
  const auto held = record == nullptr ? std::nullopt : question.AsOn(*record);
  if (!held) return "";
  switch (kind) {
    case AGGREGATE_ACTION:
      return StateOf<pb::Action>(question, *held);
    case AGGREGATE_REQUEST:
      return StateOf<pb::Request>(question, *held);
    case AGGREGATE_DELEGATION:
      return StateOf<pb::Delegation>(question, *held);
    case AGGREGATE_BODY:
      return StateOf<pb::Body>(question, *held);
    default:  // its facts say it
      return "";
  }
}

// The organisation asked about; without one, the country.
struct Scope {
  const Record* organisation = nullptr;
  std::string system;
  std::string region;

  bool Holds(const Question::Codes& codes) const {
    const auto in = [](const std::vector<std::string>& list, const std::string& code) {
      return std::find(list.begin(), list.end(), code) != list.end();
    };
    if (!system.empty()) return in(codes.systems, system);
    return region.empty() || in(codes.regions, region);
  }
};

class Sums final {
 public:
  Sums(const Question& question, const Scope& scope) : question_(question), scope_(scope) {}

  absl::Status Add(Aggregate kind) {
    storage::IndexScan scan{.index = projector::IndexOf(kind, projector::IndexKind::kByDate),
                            .begin = "",
                            .end = "",
                            .start_after = std::nullopt,
                            .limit = kBatch,
                            .order = storage::ScanOrder::kBackward};
    while (true) {
      ASSIGN_OR_RETURN(const auto places, question_.world().view().ScanIndex(scan));
      std::vector<std::string> keys;
      for (const auto& place : places) keys.push_back(place.row_key);
      ASSIGN_OR_RETURN(const auto rows,
                       question_.world().view().MultiGet(projector::TableOf(kind), keys));
      for (const auto& row : rows) {
        if (row) RETURN_IF_ERROR(AddRow(kind, *row));
      }
      RETURN_IF_ERROR(question_.status());
      if (places.size() < kBatch) return absl::OkStatus();
      scan.start_after = places.back();
    }
  }

  const pb::Counts& total() const { return total_; }
  const pb::Counts& OfSystem(const std::string& code) { return systems_[code]; }
  uint32_t SegmentOf(const std::string& code) const {
    const auto it = segments_.find(code);
    return it == segments_.end() ? 0 : it->second;
  }
  // Ids of the newest decisions that were made, newest first.
  const std::vector<std::string>& latest() const { return latest_; }
  const query::WithheldCounts& withheld() const { return withheld_; }

 private:
  absl::Status AddRow(Aggregate kind, const storage::RowAt& stored) {
    ASSIGN_OR_RETURN(const RecordRow row, projector::DecodeRow(stored.value));
    ASSIGN_OR_RETURN(const Uuid uuid, Uuid::FromBytes(stored.key));
    const std::string id = uuid.ToString();
    std::vector<std::string> subjects;
    for (const Uuid& subject : row.subjects) subjects.push_back(subject.ToString());
    const auto codes = question_.FootprintOf(subjects, CivilDate::FromDays(row.Days()));
    if (!scope_.Holds(codes)) return absl::OkStatus();
    if (question_.is_dated()) {
      const Record* record = question_.world().Find(id);
      if (record == nullptr || !question_.HadBegun(*record)) return absl::OkStatus();
    }
    const auto judgement = question_.Judge(kind, id);
    if (!judgement.IsSeen()) {
      withheld_.Add(judgement);
      return absl::OkStatus();
    }
    if (kind == AGGREGATE_SEGMENT) {
      TakeSegment(id);
      return absl::OkStatus();
    }
    const pb::Counts counts = CountsOf(row, StateFor(question_, kind, id));
    AddTo(total_, counts);
    for (const std::string& code : codes.systems) AddTo(systems_[code], counts);
    if (counts.decisions() > 0 && latest_.size() < kLatestDecisions) latest_.push_back(id);
    return absl::OkStatus();
  }

  // The segment of a system itself; those of its organisations stand in their own list.
  void TakeSegment(const std::string& id) {
    const Record* record = question_.world().Find(id);
    const auto held = record == nullptr ? std::nullopt : question_.AsOn(*record);
    if (!held) return;
    pb::Segment view;
    Show(question_, *held, view);
    const Record* subject = question_.world().Find(view.subject().id());
    if (subject == nullptr) return;
    const OrganisationKind kind = domain::KindOf(*subject);
    if (kind == ORGANISATION_KIND_ICS || kind == ORGANISATION_KIND_ICB) {
      // Rows come newest first: the first one of a system counts.
      segments_.emplace(question_.CodeOf(*subject), view.segment());
    }
  }

  const Question& question_;
  const Scope& scope_;
  pb::Counts total_;
  std::map<std::string, pb::Counts> systems_;
  std::map<std::string, uint32_t> segments_;
  std::vector<std::string> latest_;
  query::WithheldCounts withheld_;
};

absl::StatusOr<Scope> ScopeOf(const Question& question, const std::string& code) {
  Scope scope;
  if (code.empty()) return scope;
  pb::GetRecordRequest request;
  request.set_ods_code(code);
  ASSIGN_OR_RETURN(const Found found, FindRecord(question, AGGREGATE_ORGANISATION, request));
  scope.organisation = question.world().Find(found.id);
  const OrganisationKind kind = domain::KindOf(*scope.organisation);
  if (kind == ORGANISATION_KIND_NHSE_REGION) {
    scope.region = code;
  } else if (kind == ORGANISATION_KIND_ICS || kind == ORGANISATION_KIND_ICB) {
    scope.system = code;
  } else {
    return query::Refused(
        ReasonId::kFilterInvalid,
        fmt::format("ods_code {} is neither a system nor a region.", code.substr(0, 20)));
  }
  return scope;
}

std::string LegalForm(OrganisationKind kind) {
  return kind == ORGANISATION_KIND_ICB ? "Integrated care board, statutory"
                                       : "Integrated care system, not statutory";
}

// The systems of a scope that exist on the date, by name.
void AddSystems(const Question& question, const Scope& scope, Sums& sums,
                pb::GetOverviewResponse& answer) {
  for (const Record* record : question.world().All(AGGREGATE_ORGANISATION)) {
    const OrganisationKind kind = domain::KindOf(*record);
    const bool is_system = kind == ORGANISATION_KIND_ICS || kind == ORGANISATION_KIND_ICB;
    if (kind == ORGANISATION_KIND_NHSE_REGION && scope.organisation == nullptr) {
      *answer.add_regions() = query::NameOf(question, record->id);
    }
    if (!is_system || StateOf<pb::Organisation>(question, *record) != "current") continue;
    const auto codes = question.FootprintOf({record->id}, question.date());
    if (!scope.Holds(codes)) continue;
    const domain::Footprint footprint =
        domain::FootprintOn(question.world(), record->id, question.date());
    pb::SystemOverview& system = *answer.add_systems();
    *system.mutable_system() = query::NameOf(question, record->id);
    if (!footprint.regions.empty()) {
      *system.mutable_region() = query::NameOf(question, footprint.regions.front());
    }
    *system.mutable_counts() = sums.OfSystem(system.system().ods_code());
    system.set_segment(sums.SegmentOf(system.system().ods_code()));
    system.set_legal_form(LegalForm(kind));
  }
  const auto by_name = [](const auto& a, const auto& b) {
    return a.system().name() < b.system().name();
  };
  std::sort(answer.mutable_systems()->begin(), answer.mutable_systems()->end(), by_name);
  std::sort(answer.mutable_regions()->begin(), answer.mutable_regions()->end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
}

}  // namespace

absl::Status GetOverview(const Question& question, const pb::GetOverviewRequest& request,
                         pb::GetOverviewResponse& answer) {
  ASSIGN_OR_RETURN(const Scope scope, ScopeOf(question, request.ods_code()));
  Sums sums(question, scope);
  for (const Aggregate kind :
       {AGGREGATE_DECISION, AGGREGATE_DISSENT, AGGREGATE_ACTION, AGGREGATE_REQUEST,
        AGGREGATE_CONCERN, AGGREGATE_ACTIVITY, AGGREGATE_MEETING, AGGREGATE_DELEGATION,
        AGGREGATE_BODY, AGGREGATE_REGULATORY_ACTION, AGGREGATE_SEGMENT}) {
    RETURN_IF_ERROR(sums.Add(kind));
  }
  *answer.mutable_as_of() = question.as_of();
  if (scope.organisation != nullptr) {
    *answer.mutable_subject() = query::NameOf(question, scope.organisation->id);
  }
  *answer.mutable_counts() = sums.total();
  AddSystems(question, scope, sums, answer);
  for (const std::string& id : sums.latest()) {
    const auto held = question.AsOn(*question.world().Find(id));
    if (held) Show(question, *held, *answer.add_latest_decisions());
  }
  sums.withheld().Fill(answer.mutable_withheld());
  return absl::OkStatus();
}

}  // namespace witan::oversight
