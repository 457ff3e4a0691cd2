#include "services/runtime/visibility/visibility.h"

#include <algorithm>

#include "services/domain/request/request.h"
#include "witan/body/v1/body.pb.h"
#include "witan/decision/v1/decision.pb.h"
#include "witan/dissent/v1/dissent.pb.h"

namespace witan::visibility {
namespace {

using domain::CivilDate;
using domain::Record;
using witan::options::v1::AGGREGATE_BODY;
using witan::options::v1::AGGREGATE_DECISION;
using witan::options::v1::AGGREGATE_DISSENT;
using witan::options::v1::AGGREGATE_ORGANISATION;
using witan::options::v1::AGGREGATE_PERSON;
using witan::options::v1::AGGREGATE_REQUEST;
using witan::options::v1::CLASSIFICATION_PARTNERS;
using witan::options::v1::CLASSIFICATION_PUBLIC;

// Most organisations that one took over, directly or through others.
constexpr size_t kMostRelated = 200;

void AddOnce(std::vector<std::string>& list, const std::string& id) {
  if (!id.empty() && std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

bool Meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& id) {
    return std::find(b.begin(), b.end(), id) != b.end();
  });
}

// The organisation with what it took over, directly or through others; a system of 2021 also with
// its statutory body. What else that body took over is not the reader's.
std::vector<std::string> WithRelated(const domain::World& world, const std::string& id) {
  std::vector<std::string> related;
  AddOnce(related, id);
  for (size_t i = 0; i < related.size() && related.size() < kMostRelated; ++i) {
    for (const Record* other : world.Referring(related[i], AGGREGATE_ORGANISATION)) {
      if (domain::SuccessionOf(*other).successor_id == related[i]) AddOnce(related, other->id);
    }
  }
  const Record* own = world.Find(id);
  if (own != nullptr && domain::KindOf(*own) == witan::organisation::v1::ORGANISATION_KIND_ICS) {
    AddOnce(related, domain::SuccessionOf(*own).successor_id);
  }
  return related;
}

// Organisations that stand for their system before it had a body of its own, or within it.
bool SpeaksForItsSystem(domain::OrganisationKind kind) {
  return kind == witan::organisation::v1::ORGANISATION_KIND_CCG ||
         kind == witan::organisation::v1::ORGANISATION_KIND_PLACE ||
         kind == witan::organisation::v1::ORGANISATION_KIND_ICS_PARTNERSHIP;
}

}  // namespace

bool ForbidsCount(Ground ground) {
  return ground == witan::common::v1::GROUND_SAFEGUARDING ||
         ground == witan::common::v1::GROUND_INVESTIGATION;
}

Subject SubjectOf(const Record& record) {
  Subject subject;
  subject.aggregate = record.aggregate;
  subject.id = record.id;
  subject.classification = record.classification;
  subject.ground = record.ground;
  subject.subjects = record.subjects;
  if (!record.facts.empty()) {
    subject.occurred =
        CivilDate::Parse(record.facts.front()->occurred().date()).value_or(CivilDate());
  }
  return subject;
}

Visibility::Visibility(const witan::auth::v1::Principal& principal, const domain::World& newest,
                       CivilDate today)
    : principal_(principal), newest_(newest), today_(today) {
  for (const int role : principal.roles()) roles_.push_back(static_cast<Role>(role));
  if (roles_.empty()) roles_.push_back(witan::auth::v1::ROLE_PUBLIC);
  if (principal.organisation_id().empty()) return;
  organisations_ = WithRelated(newest, principal.organisation_id());
  for (const std::string& id : organisations_) {
    for (const std::string& system : FootprintOf(id, today).systems) AddOnce(systems_, system);
  }
  // An ICS and its ICB are one system for its readers.
  const std::vector<std::string> own = systems_;
  for (const std::string& system : own) {
    for (const std::string& id : WithRelated(newest, system)) AddOnce(systems_, id);
  }
}

bool Visibility::HasRole(Role role) const {
  return std::find(roles_.begin(), roles_.end(), role) != roles_.end();
}

bool Visibility::MayRead() const {
  return std::any_of(roles_.begin(), roles_.end(),
                     [](Role role) { return role != witan::auth::v1::ROLE_OPERATOR; });
}

bool Visibility::SeesRecorder() const {
  return HasRole(witan::auth::v1::ROLE_REGION) || HasRole(witan::auth::v1::ROLE_NATIONAL) ||
         HasRole(witan::auth::v1::ROLE_CQC) || HasRole(witan::auth::v1::ROLE_REGISTRAR) ||
         HasRole(witan::auth::v1::ROLE_ICS_MEMBER) || HasRole(witan::auth::v1::ROLE_ICS_SECRETARY);
}

const domain::Footprint& Visibility::FootprintOf(const std::string& organisation_id,
                                                 CivilDate date) const {
  const std::pair key(organisation_id, date.days());
  const auto known = footprints_.find(key);
  if (known != footprints_.end()) return known->second;
  return footprints_.emplace(key, domain::FootprintOn(newest_, organisation_id, date))
      .first->second;
}

std::vector<std::string> Visibility::OrganisationsBehind(const Subject& subject) const {
  std::vector<std::string> organisations;
  for (const std::string& id : subject.subjects) {
    for (const std::string& organisation : domain::OrganisationsOf(newest_, id)) {
      AddOnce(organisations, organisation);
    }
  }
  // Who joined a request waits for its return as its raiser does.
  if (subject.aggregate == AGGREGATE_REQUEST) {
    if (const Record* request = newest_.Find(subject.id)) {
      for (const std::string& id : domain::RequestersOf(*request)) AddOnce(organisations, id);
    }
  }
  // A person belongs to the bodies that it sits on, whoever employs it.
  if (subject.aggregate == AGGREGATE_PERSON) {
    for (const Record* body : newest_.Referring(subject.id, AGGREGATE_BODY)) {
      for (const std::string& id : domain::OrganisationsOf(newest_, body->id)) {
        AddOnce(organisations, id);
      }
    }
  }
  return organisations;
}

// Both who oversaw it when it happened and who oversees it now: an organisation that moves takes
// its history along, and its former region keeps what happened in its time.
Visibility::Area Visibility::AreaOf(const Subject& subject) const {
  Area area;
  area.organisations = OrganisationsBehind(subject);
  for (const std::string& organisation : area.organisations) {
    for (const CivilDate date : {subject.occurred, today_}) {
      const domain::Footprint& footprint = FootprintOf(organisation, date);
      for (const std::string& id : footprint.systems) AddOnce(area.systems, id);
      for (const std::string& id : footprint.regions) AddOnce(area.regions, id);
    }
  }
  return area;
}

bool Visibility::IsMember(const Subject& subject) const {
  if (principal_.person_id().empty()) return false;
  for (const std::string& id : subject.subjects) {
    const Record* body = newest_.Find(id);
    if (body == nullptr || body->aggregate != AGGREGATE_BODY) continue;
    bool is_member = false;
    for (const auto& appointed : domain::All<witan::body::v1::MemberAppointed>(*body)) {
      if (appointed->person_id() != principal_.person_id()) continue;
      is_member = domain::HoldsOn(appointed->from(), appointed->to(), today_);
    }
    for (const auto& ended : domain::All<witan::body::v1::MemberTermEnded>(*body)) {
      if (ended->person_id() == principal_.person_id() &&
          CivilDate::Parse(ended->on()).value_or(today_) <= today_) {
        is_member = false;
      }
    }
    if (is_member) return true;
  }
  return false;
}

Nearness Visibility::NearnessFor(Role role, const Area& area, bool is_party) const {
  if (is_party) return Nearness::kParty;
  switch (role) {
    case witan::auth::v1::ROLE_ICS_MEMBER:
    case witan::auth::v1::ROLE_ICS_SECRETARY: {
      if (Meet(area.systems, organisations_)) return Nearness::kInArea;
      const Record* own = newest_.Find(principal_.organisation_id());
      const bool speaks = own != nullptr && SpeaksForItsSystem(domain::KindOf(*own));
      return speaks && Meet(area.systems, systems_) ? Nearness::kInArea : Nearness::kElsewhere;
    }
    case witan::auth::v1::ROLE_REGION:
      return Meet(area.regions, organisations_) ? Nearness::kInArea : Nearness::kElsewhere;
    default:  // all others by the systems that they lie in
      return Meet(area.systems, systems_) ? Nearness::kInArea : Nearness::kElsewhere;
  }
}

// What is shown to everybody of a record that is not open: the published part of a dissent from an
// open decision, and that a decision was taken in private, unless its ground forbids even that.
Sight Visibility::PublishedPart(const Subject& subject) const {
  const Record* record = newest_.Find(subject.id);
  if (record == nullptr || !MayRead()) return Sight::kNone;
  if (subject.aggregate == AGGREGATE_DISSENT) {
    const auto dissent = domain::First<witan::dissent::v1::DissentRecorded>(*record);
    if (!dissent || subject.classification != CLASSIFICATION_PARTNERS) return Sight::kNone;
    const Record* decision = newest_.Find(dissent->decision_id());
    const bool is_open = decision != nullptr && decision->classification == CLASSIFICATION_PUBLIC;
    if (!is_open) return Sight::kNone;
    return dissent->publish_text() ? Sight::kFull : Sight::kPublishedPart;
  }
  if (subject.aggregate == AGGREGATE_DECISION &&
      subject.ground != witan::common::v1::GROUND_UNSPECIFIED && !ForbidsCount(subject.ground) &&
      domain::Last<witan::decision::v1::DecisionMade>(*record)) {
    return Sight::kStub;
  }
  return Sight::kNone;
}

Judgement Visibility::Of(const Subject& subject) const {
  Judgement judgement;
  judgement.classification = subject.classification;
  judgement.ground = subject.ground;
  if (subject.classification == CLASSIFICATION_PUBLIC) {
    if (MayRead()) judgement.sight = Sight::kFull;
    return judgement;
  }
  const Area area = AreaOf(subject);
  const bool is_party = Meet(area.organisations, organisations_) || IsMember(subject);
  for (const Role role : roles_) {
    const Nearness nearness = NearnessFor(role, area, is_party);
    judgement.sight = std::max(judgement.sight,
                               SightFor(role, subject.aggregate, subject.classification, nearness));
  }
  if (judgement.sight < Sight::kFull) {
    judgement.sight = std::max(judgement.sight, PublishedPart(subject));
  }
  return judgement;
}

}  // namespace witan::visibility
