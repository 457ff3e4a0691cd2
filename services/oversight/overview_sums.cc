#include "services/oversight/overview_sums.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "services/oversight/records.h"
#include "services/runtime/projector/layout.h"
#include "storage/base/bytes.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

using domain::ReasonId;
using projector::RecordRow;
using query::IndexPlace;
using witan::event::v1::Payload;
using namespace witan::options::v1;       // kinds by name
using namespace witan::organisation::v1;  // kinds by name

constexpr size_t kLatestDecisions = 5;

constexpr std::array kCounted = {
    AGGREGATE_DECISION, AGGREGATE_DISSENT,           AGGREGATE_ACTION,  AGGREGATE_REQUEST,
    AGGREGATE_CONCERN,  AGGREGATE_ACTIVITY,          AGGREGATE_MEETING, AGGREGATE_DELEGATION,
    AGGREGATE_BODY,     AGGREGATE_REGULATORY_ACTION, AGGREGATE_SEGMENT};

// What an event alters of an overview.
enum class Effect { kNothing, kItsOwnRecord, kAnything };

Effect EffectOf(const domain::Event& event) {
  switch (event.aggregate()) {
    case AGGREGATE_DECISION:
      // A decision that is opened or closed opens or closes its dissents too.
      return event.version() > 1 && event.classification() != CLASSIFICATION_UNSPECIFIED
                 ? Effect::kAnything
                 : Effect::kItsOwnRecord;
    case AGGREGATE_DISSENT:
    case AGGREGATE_ACTION:
    case AGGREGATE_REQUEST:
    case AGGREGATE_CONCERN:
    case AGGREGATE_ACTIVITY:
    case AGGREGATE_MEETING:
    case AGGREGATE_REGULATORY_ACTION:
      return Effect::kItsOwnRecord;
    case AGGREGATE_INTEREST:
    case AGGREGATE_MANDATE:
    case AGGREGATE_SCHEME:
    case AGGREGATE_TOPIC:
      return Effect::kNothing;
    default:  // boundaries, members, delegations in a chain: they alter what others add
      return Effect::kAnything;
  }
}

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

void AddTo(pb::Counts& sum, const pb::Counts& one, bool takes_out) {
  const auto* fields = pb::Counts::descriptor();
  const auto* reflection = sum.GetReflection();
  for (int i = 0; i < fields->field_count(); ++i) {
    const auto* field = fields->field(i);
    const uint64_t before = reflection->GetUInt64(sum, field);
    const uint64_t count = reflection->GetUInt64(one, field);
    reflection->SetUInt64(&sum, field, takes_out ? before - count : before + count);
  }
}

// Whether the state of a kind depends on more than what its rows hold.
bool HasDatedState(Aggregate kind) {
  return kind == AGGREGATE_ACTION || kind == AGGREGATE_REQUEST || kind == AGGREGATE_DELEGATION ||
         kind == AGGREGATE_BODY;
}

std::string StateFor(const Question& question, Aggregate kind, const std::string& id) {
  if (!HasDatedState(kind)) return "";
  // There may be any number of them, and none is looked at twice: nothing is kept.
  const std::unique_ptr<Record> record = question.world().Load(id);
  const auto held = record == nullptr ? std::nullopt : question.AsOn(*record);
  if (!held) return "";
  if (kind == AGGREGATE_ACTION) return StateOfAction(*held, question.date());
  if (kind == AGGREGATE_REQUEST) return StateOfRequest(*held, question.date());
  return kind == AGGREGATE_BODY ? StateOf<pb::Body>(question, *held)
                                : StateOf<pb::Delegation>(question, *held);
}

std::string PlaceOf(const RecordRow& row) {
  return projector::EncodeDatedPlace({.days = row.Days(),
                                      .number = row.number,
                                      .classification = row.classification,
                                      .ground = row.ground});
}

}  // namespace

bool OverviewScope::Holds(const Question::Codes& codes) const {
  const auto in = [](const std::vector<std::string>& list, const std::string& code) {
    return std::find(list.begin(), list.end(), code) != list.end();
  };
  if (!system.empty()) return in(codes.systems, system);
  return region.empty() || in(codes.regions, region);
}

absl::StatusOr<OverviewScope> OverviewScopeOf(const Question& question, const std::string& code) {
  OverviewScope scope;
  if (code.empty()) return scope;
  pb::GetRecordRequest request;
  request.set_ods_code(code);
  ASSIGN_OR_RETURN(const Found found, FindRecord(question, AGGREGATE_ORGANISATION, request));
  scope.organisation_id = found.id;
  const OrganisationKind kind = domain::KindOf(*question.world().Find(found.id));
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

pb::Counts OverviewSums::OfSystem(const std::string& code) const {
  const auto it = systems_.find(code);
  return it == systems_.end() ? pb::Counts() : it->second;
}

uint32_t OverviewSums::SegmentOf(const std::string& code) const {
  const auto it = segments_.find(code);
  return it == segments_.end() ? 0 : it->second;
}

std::vector<std::string> OverviewSums::LatestDecisions() const {
  std::vector<std::string> ids;
  for (const auto& [place, id] : latest_) ids.push_back(id);
  return ids;
}

absl::Status OverviewSums::CountAll(const Question& question) {
  for (const Aggregate kind : kCounted) RETURN_IF_ERROR(Count(question, kind));
  return absl::OkStatus();
}

absl::Status OverviewSums::Count(const Question& question, Aggregate kind) {
  const auto count = [&](const std::vector<IndexPlace>& places) -> absl::StatusOr<bool> {
    RETURN_IF_ERROR(CountAt(question, kind, places));
    return true;
  };
  const std::string& area = scope_.system.empty() ? scope_.region : scope_.system;
  if (!area.empty()) {
    ASSIGN_OR_RETURN(auto places, query::PlacesWithin(question, kind, area, {}));
    if (places) {
      std::reverse(places->begin(), places->end());
      return query::ForPlaces(*places, count);
    }
  }
  return query::ForPlaces(question.world().view(),
                          query::ScanOf(kind, "", {}, storage::ScanOrder::kBackward), count);
}

// Newest first, from one call to the next.
absl::Status OverviewSums::CountAt(const Question& question, Aggregate kind,
                                   const std::vector<IndexPlace>& places) {
  std::vector<std::string> keys;
  for (const IndexPlace& place : places) keys.push_back(place.row_key);
  ASSIGN_OR_RETURN(const auto rows,
                   question.world().view().MultiGet(projector::TableOf(kind), keys));
  for (const auto& stored : rows) {
    if (!stored) continue;
    ASSIGN_OR_RETURN(const RecordRow row, projector::DecodeRow(stored->value));
    ASSIGN_OR_RETURN(const Uuid uuid, Uuid::FromBytes(stored->key));
    const std::string id = uuid.ToString();
    ASSIGN_OR_RETURN(const Part part, PartOf(question, row, id));
    Apply(part, id, Way::kAdd);
    if (kind == AGGREGATE_SEGMENT && part.is_in_scope && part.judgement.IsSeen()) {
      TakeSegment(question, id);
    }
  }
  return question.status();
}

absl::StatusOr<OverviewSums::Part> OverviewSums::PartOf(const Question& question,
                                                        const RecordRow& row,
                                                        const std::string& id) const {
  Part part;
  std::vector<std::string> subjects;
  for (const Uuid& subject : row.subjects) subjects.push_back(subject.ToString());
  const auto& codes = question.FootprintOf(subjects, CivilDate::FromDays(row.Days()));
  if (!scope_.Holds(codes)) return part;
  if (question.is_dated()) {
    const std::unique_ptr<Record> record = question.world().Load(id);
    if (record == nullptr || !question.HadBegun(*record)) return part;
  }
  part.is_in_scope = true;
  part.judgement = question.JudgeRow(row, id);
  if (!part.judgement.IsSeen() || row.aggregate == AGGREGATE_SEGMENT) return part;
  part.counts = CountsOf(row, StateFor(question, row.aggregate, id));
  part.systems = codes.systems;
  part.place = PlaceOf(row);
  return part;
}

void OverviewSums::Apply(const Part& part, const std::string& id, Way way) {
  const bool takes_out = way == Way::kTakeOut;
  if (!part.is_in_scope) return;
  if (!part.judgement.IsSeen()) {
    takes_out ? withheld_.TakeOut(part.judgement) : withheld_.Add(part.judgement);
    return;
  }
  AddTo(total_, part.counts, takes_out);
  for (const std::string& code : part.systems) AddTo(systems_[code], part.counts, takes_out);
  if (part.counts.decisions() == 0) return;
  const std::pair entry(part.place, id);
  const auto newer = [](const auto& a, const auto& b) { return a > b; };
  const auto at = std::lower_bound(latest_.begin(), latest_.end(), entry, newer);
  if (takes_out) {
    if (at != latest_.end() && *at == entry) latest_.erase(at);
    return;
  }
  // Beside older ones that were left out, an oldest one has no known place.
  if (at == latest_.end() && has_older_) return;
  latest_.insert(at, entry);
  if (latest_.size() <= kLatestDecisions) return;
  latest_.pop_back();
  has_older_ = true;
}

// The segment of a system itself; those of its organisations stand in their own list.
void OverviewSums::TakeSegment(const Question& question, const std::string& id) {
  const Record* record = question.world().Find(id);
  const auto held = record == nullptr ? std::nullopt : question.AsOn(*record);
  if (!held) return;
  pb::Segment view;
  Show(question, *held, view);
  const Record* subject = question.world().Find(view.subject().id());
  if (subject == nullptr) return;
  const OrganisationKind kind = domain::KindOf(*subject);
  if (kind == ORGANISATION_KIND_ICS || kind == ORGANISATION_KIND_ICB) {
    // Rows come newest first: the first one of a system counts.
    segments_.emplace(question.CodeOf(*subject), view.segment());
  }
}

absl::Status OverviewSums::Move(const Question& before, const Question& now, Aggregate kind,
                                const std::string& id) {
  for (const auto& [question, way] :
       {std::pair(&before, Way::kTakeOut), std::pair(&now, Way::kAdd)}) {
    const RecordRow* row = question->world().FindRow(kind, id);
    // A record of which nothing stands is in no list.
    if (row == nullptr || row->facts.empty()) continue;
    ASSIGN_OR_RETURN(const Part part, PartOf(*question, *row, id));
    Apply(part, id, way);
  }
  RETURN_IF_ERROR(before.status());
  return now.status();
}

absl::StatusOr<bool> OverviewSums::Follow(const Question& before, const Question& now) {
  const size_t latest_before = latest_.size();
  ASSIGN_OR_RETURN(const auto places,
                   now.world().view().ScanAppended(
                       projector::kStreamByPosition, BigEndian<uint64_t>(before.position() + 1),
                       BigEndian<uint64_t>(now.position() + 1), kMostFollowed + 1,
                       storage::ScanOrder::kForward));
  if (places.size() > kMostFollowed) return false;
  std::set<std::pair<Aggregate, std::string>> changed;
  for (const auto& place : places) {
    ByteReader reader(place.key);
    ASSIGN_OR_RETURN(const uint64_t position, reader.TakeBigEndian<uint64_t>());
    ASSIGN_OR_RETURN(const auto stored, now.world().EventAt(position));
    if (!stored) continue;
    const Effect effect = EffectOf(*stored->event);
    if (effect == Effect::kAnything) return false;
    if (effect == Effect::kNothing) continue;
    changed.emplace(stored->event->aggregate(), stored->event->stream());
  }
  for (const auto& [kind, id] : changed) RETURN_IF_ERROR(Move(before, now, kind, id));
  // One of the latest went, and which older one moves up is not known.
  return !has_older_ || latest_.size() >= std::min(latest_before, kLatestDecisions);
}

}  // namespace witan::oversight
