#include "services/domain/body/body.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "services/domain/approval.h"
#include "services/domain/body/checks.h"
#include "services/domain/footprint.h"

namespace witan::domain {
namespace {

using witan::body::v1::BodyDissolved;
using witan::body::v1::BodyEstablished;
using witan::body::v1::ConstitutionApproved;
using witan::body::v1::ConstitutionSubmitted;
using witan::body::v1::QuorumSet;
using witan::body::v1::TermsOfReferenceApproved;

// A body that stands deeper under others than this is a mistake.
constexpr int kMostParents = 10;

template <class Content>
bool HasVersion(const Record& body, const std::string& version) {
  const auto facts = All<Content>(body);
  return std::any_of(facts.begin(), facts.end(),
                     [&](const auto& fact) { return fact->version() == version; });
}

template <class Methods>
void CheckMethods(const Methods& methods, Findings& findings) {
  std::set<int> seen;
  for (int i = 0; i < methods.size(); ++i) {
    if (!seen.insert(methods[i]).second) {
      findings.Field(fmt::format("content.methods[{}]", i), "is there twice");
    }
  }
}

bool StandsUnder(const World& world, std::string body_id, const std::string& ancestor_id) {
  for (int i = 0; i < kMostParents; ++i) {
    if (body_id == ancestor_id) return true;
    const Record* body = world.Find(body_id);
    const auto established =
        body == nullptr ? FactOf<BodyEstablished>() : First<BodyEstablished>(*body);
    if (!established || established->parent_id().empty()) return false;
    body_id = established->parent_id();
  }
  return true;
}

void CheckParent(const Deciding& deciding, const BodyEstablished& content, Findings& findings) {
  if (content.parent_id().empty()) return;
  if (StandsUnder(deciding.world, content.parent_id(), deciding.record_id)) {
    return findings.Field("content.parent_id", "stands under this body itself");
  }
  const Record& parent = *deciding.world.Find(content.parent_id());
  if (!BodyIsLiveOn(parent, deciding.occurred)) {
    findings.Refuse(ReasonId::kWrongState, fmt::format("{} did not exist on {}.", BodyName(parent),
                                                       deciding.occurred.Text()));
  }
  const auto& own = content.organisation_ids();
  const bool is_related = std::any_of(own.begin(), own.end(),
                                      [&](const std::string& id) { return IsBodyOf(parent, id); });
  if (!is_related) {
    findings.Field("content.parent_id", "is a body of other organisations than this one");
  }
}

void CheckOrganisations(const BodyEstablished& content, Findings& findings) {
  std::set<std::string> seen;
  for (int i = 0; i < content.organisation_ids_size(); ++i) {
    if (!seen.insert(content.organisation_ids(i)).second) {
      findings.Field(fmt::format("content.organisation_ids[{}]", i), "is there twice");
    }
  }
  if (content.type() == witan::body::v1::BODY_TYPE_JOINT && seen.size() < 2) {
    findings.Field("content.organisation_ids", "names one; a joint body has two or more");
  }
  if (content.type() == witan::body::v1::BODY_TYPE_BOARD && seen.size() > 1) {
    findings.Field("content.organisation_ids", "names several; a board is of one organisation");
  }
}

void CheckName(const Deciding& deciding, const BodyEstablished& content, Findings& findings) {
  for (const Record* other :
       deciding.world.Referring(content.organisation_ids(0), witan::options::v1::AGGREGATE_BODY)) {
    const bool is_same = other->id != deciding.record_id && BodyName(*other) == content.name() &&
                         IsBodyOf(*other, content.organisation_ids(0)) &&
                         BodyIsLiveOn(*other, deciding.occurred);
    if (!is_same) continue;
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Body {} of the same organisation has this name.", other->number));
    return;
  }
}

// R-10, and who may approve at all.
void CheckApprover(const Deciding& deciding, const ConstitutionApproved& content,
                   Findings& findings) {
  const std::string system_id = SystemAmong(deciding.world, BodyOrganisations(*deciding.record));
  if (system_id.empty()) return;
  const auto regions = FootprintOn(deciding.world, system_id, deciding.occurred).regions;
  const bool is_own =
      std::find(regions.begin(), regions.end(), content.approved_by_id()) != regions.end();
  const std::string system = Described(deciding.world, system_id, deciding.occurred);
  const std::string approver =
      Described(deciding.world, content.approved_by_id(), deciding.occurred);
  if (!is_own) {
    findings.Broken(RuleId::k10, fmt::format("{} is not the region in which {} lies on {}.",
                                             approver, system, deciding.occurred.Text()));
  } else if (content.holds_from() < deciding.occurred.Text()) {
    findings.Broken(RuleId::k10,
                    fmt::format("Constitution {} shall hold from {}, before its approval on {}.",
                                content.version(), content.holds_from(), deciding.occurred.Text()));
  } else {
    findings.Held(RuleId::k10, fmt::format("{}, the region of {}, approved constitution {}.",
                                           approver, system, content.version()));
  }
}

}  // namespace

void Decide(const Deciding& deciding, const BodyEstablished& content, Findings& findings) {
  CheckGoverns(deciding, {content.organisation_ids().begin(), content.organisation_ids().end()},
               findings);
  CheckOrganisations(content, findings);
  CheckParent(deciding, content, findings);
  CheckName(deciding, content, findings);
  CheckRights(content.type(), content.decision_rights(), findings);
}

void Decide(const Deciding& deciding, const ConstitutionSubmitted& content, Findings& findings) {
  if (!CheckLive(deciding, findings)) return;
  const auto organisations = BodyOrganisations(*deciding.record);
  CheckGoverns(deciding, organisations, findings);
  CheckMethods(content.methods(), findings);
  if (content.has_quorum()) {
    CheckQuorumRule(content.quorum(), organisations, "content.quorum", findings);
  }
  if (HasVersion<ConstitutionSubmitted>(*deciding.record, content.version())) {
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Constitution {} was submitted before; a changed text has a new "
                                "version.",
                                content.version()));
  }
}

void Decide(const Deciding& deciding, const ConstitutionApproved& content, Findings& findings) {
  if (!CheckLive(deciding, findings)) return;
  const Record& body = *deciding.record;
  if (!HasVersion<ConstitutionSubmitted>(body, content.version())) {
    findings.Field("content.version",
                   fmt::format("names no constitution that {} submitted", BodyName(body)));
  }
  if (HasVersion<ConstitutionApproved>(body, content.version())) {
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Constitution {} was approved before.", content.version()));
  }
  if (content.approved_by_id() != deciding.header.acted_by().organisation_id()) {
    findings.Field("content.approved_by_id", "is not the organisation that acts");
  }
  CheckApprover(deciding, content, findings);
  CheckEstablished(deciding, BodyOrganisations(body), content.holds_from(),
                   "A constitution in force", findings);
  for (const auto& submitted : All<ConstitutionSubmitted>(body)) {
    if (submitted->version() == content.version()) findings.RestsOn(submitted.event->event_id());
  }
}

void Decide(const Deciding& deciding, const TermsOfReferenceApproved& content, Findings& findings) {
  if (!CheckLive(deciding, findings)) return;
  const Record& body = *deciding.record;
  CheckGoverns(deciding, BodyOrganisations(body), findings);
  CheckMethods(content.methods(), findings);
  CheckRights(BodyTypeOf(body), content.decision_rights(), findings);
  if (HasVersion<TermsOfReferenceApproved>(body, content.version())) {
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Terms of reference {} were approved before; changed terms have a "
                                "new version.",
                                content.version()));
  }
  if (content.approving_decision_id().empty()) return;
  // A committee's terms are its parent's to approve; a body without a parent approves its own.
  const std::string& parent_id = First<BodyEstablished>(body)->parent_id();
  const std::string fault =
      ApprovalFault(deciding.world, content.approving_decision_id(),
                    {parent_id.empty() ? body.id : parent_id, ""}, deciding.occurred);
  if (!fault.empty()) {
    findings.Field("content.approving_decision_id",
                   fmt::format("does not approve these terms. {}", fault));
  }
}

void Decide(const Deciding& deciding, const QuorumSet& content, Findings& findings) {
  if (!CheckLive(deciding, findings)) return;
  const auto organisations = BodyOrganisations(*deciding.record);
  CheckGoverns(deciding, organisations, findings);
  CheckQuorumRule(content.rule(), organisations, "content.rule", findings);
  if (!content.holds_to().empty() && content.holds_to() <= content.holds_from()) {
    findings.Field("content.holds_to", "is not after content.holds_from");
  }
}

void Decide(const Deciding& deciding, const BodyDissolved& content, Findings& findings) {
  if (Last<BodyDissolved>(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The body was dissolved before.");
    return;
  }
  if (!CheckLive(deciding, findings)) return;
  CheckGoverns(deciding, BodyOrganisations(*deciding.record), findings);
  const auto established = First<BodyEstablished>(*deciding.record);
  if (content.on() < established.event->occurred().date()) {
    findings.Field("content.on", fmt::format("is before the body was established, {}",
                                             established.event->occurred().date()));
  }
  if (content.successor_id() == deciding.record_id) {
    findings.Field("content.successor_id", "is the body itself");
  }
}

}  // namespace witan::domain
