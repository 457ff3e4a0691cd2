#include "services/domain/concern/concern.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"

namespace witan::domain {
namespace {

using witan::concern::v1::ConcernClosed;
using witan::concern::v1::ConcernEscalated;
using witan::concern::v1::ConcernRaised;
using witan::concern::v1::ConcernReviewed;
using witan::concern::v1::SupportAccepted;
using witan::concern::v1::SupportOffered;

// A system oversees the organisations in it, NHS England all.
bool Oversees(const World& world, std::string_view organisation_id) {
  const Record* organisation = world.Find(organisation_id);
  if (organisation == nullptr) return false;
  const OrganisationKind kind = KindOf(*organisation);
  return kind == witan::organisation::v1::ORGANISATION_KIND_ICS ||
         kind == witan::organisation::v1::ORGANISATION_KIND_ICB ||
         IsNhsEngland(world, organisation_id);
}

void CheckOpen(const Deciding& deciding, Findings& findings) {
  if (!deciding.is_replacement && ConcernStateOf(*deciding.record).is_closed) {
    findings.Refuse(ReasonId::kWrongState, "The concern is closed.");
  }
}

void CheckIsActor(const Deciding& deciding, const std::string& by_id, Findings& findings) {
  if (by_id != deciding.header.acted_by().organisation_id()) {
    findings.Field("content.by_id", "is not the organisation whose act this is");
  }
}

// Who leads a concern carries it on; NHS England may step in.
void CheckLeads(const Deciding& deciding, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().organisation_id();
  const ConcernState state = ConcernStateOf(*deciding.record);
  if (actor != state.lead_id && !IsNhsEngland(deciding.world, actor)) {
    findings.Refuse(ReasonId::kNotForRole,
                    fmt::format("The concern is led by {}; only the lead or NHS England carries it "
                                "on.",
                                Described(deciding.world, state.lead_id, deciding.occurred)));
  }
  CheckRegion(deciding, deciding.header.acted_by().organisation_id(), state.subject_id, findings);
}

}  // namespace

ConcernState ConcernStateOf(const Record& concern) {
  ConcernState state;
  for (const EventPtr& event : concern.facts) {
    const Payload& payload = event->payload();
    if (const auto* raised = As<ConcernRaised>(payload)) {
      state.lead_id = raised->lead_id();
      state.subject_id = raised->subject_id();
    } else if (const auto* offered = As<SupportOffered>(payload)) {
      state.support.push_back({offered->by_id(), offered->support(), offered->mandated(), false});
    } else if (As<SupportAccepted>(payload) != nullptr) {
      for (SupportState& support : state.support) support.is_accepted = true;
    } else if (const auto* reviewed = As<ConcernReviewed>(payload)) {
      state.next_review = reviewed->next_review();
    } else if (const auto* escalated = As<ConcernEscalated>(payload)) {
      state.escalated_to_id = escalated->to_id();
    } else if (As<ConcernClosed>(payload) != nullptr) {
      state.is_closed = true;
    }
  }
  return state;
}

bool IsReviewOverdue(const ConcernState& concern, CivilDate today) {
  const auto due = CivilDate::Parse(concern.next_review);
  return !concern.is_closed && due && *due < today;
}

void Decide(const Deciding& deciding, const ConcernRaised& content, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().organisation_id();
  if (!Oversees(deciding.world, actor)) {
    findings.Refuse(ReasonId::kNotForRole,
                    fmt::format("A concern is raised by a system, NHS England or one of its "
                                "regions; {} is none.",
                                Described(deciding.world, actor, deciding.occurred)));
  }
  if (!Oversees(deciding.world, content.lead_id())) {
    findings.Field("content.lead_id", "is no system, NHS England or one of its regions");
  }
  if (content.lead_id() == content.subject_id()) {
    findings.Field("content.lead_id", "is the subject; nobody leads oversight of itself");
  }
  CheckRegion(deciding, deciding.header.acted_by().organisation_id(), content.subject_id(),
              findings);
}

void Decide(const Deciding& deciding, const SupportOffered& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckIsActor(deciding, content.by_id(), findings);
  if (content.mandated() && !IsNhsEngland(deciding.world, content.by_id())) {
    findings.Field("content.mandated", "support is mandated by NHS England alone");
  }
  CheckRegion(deciding, deciding.header.acted_by().organisation_id(),
              ConcernStateOf(*deciding.record).subject_id, findings);
}

void Decide(const Deciding& deciding, const SupportAccepted& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckIsActor(deciding, content.by_id(), findings);
  const ConcernState state = ConcernStateOf(*deciding.record);
  if (content.by_id() != state.subject_id) {
    findings.Field("content.by_id", "is not the subject, who alone accepts support");
  }
  const bool has_offer =
      std::any_of(state.support.begin(), state.support.end(),
                  [](const SupportState& support) { return !support.is_accepted; });
  if (!has_offer && !deciding.is_replacement) {
    findings.Refuse(ReasonId::kWrongState, "No support stands offered that is not accepted yet.");
  }
}

void Decide(const Deciding& deciding, const ConcernReviewed& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckLeads(deciding, findings);
  const auto next = CivilDate::Parse(content.next_review());
  if (next && *next <= deciding.occurred) {
    findings.Field("content.next_review", "is not after this review");
  }
}

void Decide(const Deciding& deciding, const ConcernEscalated& content, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckLeads(deciding, findings);
  if (!Oversees(deciding.world, content.to_id()) ||
      content.to_id() == deciding.header.acted_by().organisation_id()) {
    findings.Field("content.to_id", "is no other system, NHS England or region of it");
  }
}

void Decide(const Deciding& deciding, const ConcernClosed&, Findings& findings) {
  CheckOpen(deciding, findings);
  CheckLeads(deciding, findings);
}

}  // namespace witan::domain
