// What stands around a record: the trail of an authority, the voices about a decision.

#include "services/domain/delegation/delegation.h"
#include "services/oversight/answers.h"
#include "services/runtime/query/listing.h"
#include "storage/base/status.h"

namespace witan::oversight {
namespace {

using domain::Last;
using query::NameOf;
using witan::options::v1::Aggregate;
using witan::options::v1::AGGREGATE_ACTION;
using witan::options::v1::AGGREGATE_ACTIVITY;
using witan::options::v1::AGGREGATE_DECISION;
using witan::options::v1::AGGREGATE_DELEGATION;
using witan::options::v1::AGGREGATE_DISSENT;
using witan::options::v1::AGGREGATE_INTEREST;
using witan::options::v1::AGGREGATE_MEETING;

// Shows records that the reader may see and counts the others.
class Around final {
 public:
  explicit Around(const Question& question) : question_(question) {}

  // The record as the question sees it, when the reader may see it.
  std::optional<Record> Seen(const Record* record, Aggregate kind) {
    if (record == nullptr || record->aggregate != kind) return std::nullopt;
    const auto held = question_.AsOn(*record);
    if (!held) return std::nullopt;
    const auto judgement = question_.Judge(kind, record->id);
    if (judgement.IsSeen()) return held;
    withheld_.Add(judgement);
    return std::nullopt;
  }

  template <class Repeated>
  void Referring(const std::string& id, Aggregate kind, Repeated* items) {
    for (const Record* record : question_.world().Referring(id, kind)) {
      if (const auto held = Seen(record, kind)) Show(question_, *held, *items->Add());
    }
  }

  const query::WithheldCounts& withheld() const { return withheld_; }

 private:
  const Question& question_;
  query::WithheldCounts withheld_;
};

// The decisions of one meeting share them. `body` has all its facts.
const std::vector<pb::Member>& KeptMembersOn(const Question& question, const Record& body,
                                             CivilDate date) {
  auto& kept = question.Kept<std::vector<pb::Member>>();
  const auto [place, is_new] = kept.try_emplace(body.id + date.Text());
  if (is_new) place->second = MembersOn(question, body, date);
  return place->second;
}

void AddMeetingAndMembers(const Question& question, Around& around,
                          pb::GetDecisionResponse& answer) {
  const auto& item = answer.item();
  const std::string& meeting_id =
      !item.made().meeting_id().empty() ? item.made().meeting_id() : item.proposed().meeting_id();
  if (const auto meeting = around.Seen(question.world().Find(meeting_id), AGGREGATE_MEETING)) {
    Show(question, *meeting, *answer.mutable_meeting());
  }
  const Record* body = question.world().Find(item.body().id());
  const auto day = CivilDate::Parse(item.head().occurred());
  if (body == nullptr || !day) return;
  for (const pb::Member& member : KeptMembersOn(question, *body, *day)) {
    *answer.add_members() = member;
  }
}

void AddInterests(const Question& question, const Record& decision, Around& around,
                  pb::GetDecisionResponse& answer) {
  around.Referring(decision.id, AGGREGATE_INTEREST, answer.mutable_interests());
  for (const auto& conflict : answer.item().made().conflicts()) {
    const bool is_there = std::any_of(
        answer.interests().begin(), answer.interests().end(),
        [&](const pb::Interest& known) { return known.head().id() == conflict.interest_id(); });
    if (is_there) continue;
    const Record* interest = question.world().Find(conflict.interest_id());
    if (const auto seen = around.Seen(interest, AGGREGATE_INTEREST)) {
      Show(question, *seen, *answer.add_interests());
    }
  }
}

void AddOnce(const Question& question, const std::string& id,
             google::protobuf::RepeatedPtrField<pb::Named>* names) {
  const bool is_there = std::any_of(names->begin(), names->end(),
                                    [&](const pb::Named& known) { return known.id() == id; });
  if (!id.empty() && !is_there) *names->Add() = NameOf(question, id);
}

void AddInvolvement(const Question& question, const Record& decision, Around& around,
                    pb::GetDecisionResponse& answer) {
  for (const std::string& id : answer.item().made().involvement_ids()) {
    if (around.Seen(question.world().Find(id), AGGREGATE_ACTIVITY)) {
      AddOnce(question, id, answer.mutable_involvement());
    }
  }
  for (const Record* activity : question.world().Referring(decision.id, AGGREGATE_ACTIVITY)) {
    if (around.Seen(activity, AGGREGATE_ACTIVITY)) {
      AddOnce(question, activity->id, answer.mutable_involvement());
    }
  }
}

void AddRelated(const Question& question, const Record& decision, Around& around,
                pb::GetDecisionResponse& answer) {
  AddOnce(question, answer.item().superseded_by_id(), answer.mutable_related_decisions());
  for (const std::string& id : answer.item().made().in_common_with_ids()) {
    AddOnce(question, id, answer.mutable_related_decisions());
  }
  for (const Record* other : question.world().Referring(decision.id, AGGREGATE_DECISION)) {
    if (other->id != decision.id && around.Seen(other, AGGREGATE_DECISION)) {
      AddOnce(question, other->id, answer.mutable_related_decisions());
    }
  }
}

}  // namespace

absl::Status Complete(const Question& question, const Record& record,
                      pb::GetOrganisationResponse& answer) {
  const domain::Footprint footprint =
      domain::FootprintOn(question.world(), record.id, question.date());
  for (const std::string& id : footprint.systems) *answer.add_systems() = NameOf(question, id);
  for (const std::string& id : footprint.regions) *answer.add_regions() = NameOf(question, id);
  return absl::OkStatus();
}

absl::Status Complete(const Question& question, const Record& record,
                      pb::GetDelegationResponse& answer) {
  Around around(question);
  for (const Record* link : domain::DelegationChain(question.world(), record)) {
    if (const auto seen = around.Seen(link, AGGREGATE_DELEGATION)) {
      Show(question, *seen, *answer.add_chain());
    }
  }
  around.Referring(record.id, AGGREGATE_DECISION, answer.mutable_uses());
  return absl::OkStatus();
}

absl::Status Complete(const Question& question, const Record& record,
                      pb::GetMeetingResponse& answer) {
  Around around(question);
  around.Referring(record.id, AGGREGATE_DECISION, answer.mutable_decisions());
  return absl::OkStatus();
}

absl::Status Complete(const Question& question, const Record& record,
                      pb::GetDecisionResponse& answer) {
  Around around(question);
  around.Referring(record.id, AGGREGATE_DISSENT, answer.mutable_dissents());
  around.Referring(record.id, AGGREGATE_ACTION, answer.mutable_actions());
  AddMeetingAndMembers(question, around, answer);
  const Record* delegation =
      question.world().Find(answer.item().made().authority().delegation_id());
  if (const auto seen = around.Seen(delegation, AGGREGATE_DELEGATION)) {
    Show(question, *seen, *answer.mutable_authority_delegation());
  }
  AddInterests(question, record, around, answer);
  AddInvolvement(question, record, around, answer);
  AddRelated(question, record, around, answer);
  around.withheld().Fill(answer.mutable_withheld());
  return absl::OkStatus();
}

}  // namespace witan::oversight
