#include "services/domain/decision/authority.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "services/domain/body/body.h"
#include "services/domain/delegation/delegation.h"
#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"
#include "services/domain/person/person.h"
#include "services/domain/scheme/scheme.h"

namespace witan::domain {
namespace {

using witan::body::v1::DECISION_METHOD_DELEGATED_INDIVIDUAL;
using witan::decision::v1::Authority;
using witan::decision::v1::DecisionMade;
using witan::scheme::v1::HOLDING_RESERVED;
using witan::scheme::v1::SchemeDrafted;
using witan::scheme::v1::SchemeEntryAdded;

// What a kind of authority comes to: a fault, or the instrument with the events it rests on.
struct Judged {
  std::string fault;
  std::string instrument;
  std::string instrument_id;
  std::vector<std::string> rests_on;
};

Judged Fault(std::string fault) { return {std::move(fault), "", "", {}}; }

struct Claim {
  const Deciding& deciding;
  const Record& body;
  const DecisionMade& made;

  const World& world() const { return deciding.world; }
  CivilDate on() const { return deciding.occurred; }
  const Authority& authority() const { return made.authority(); }
  // Who decides: the person alone, or the body.
  bool is_individual() const { return made.method() == DECISION_METHOD_DELEGATED_INDIVIDUAL; }
  std::string person_id() const {
    return is_individual() ? deciding.header.acted_by().person_id() : "";
  }
};

bool IsBeforeEstablishmentOfBody(const Claim& claim) {
  const auto organisations = BodyOrganisations(claim.body);
  return std::any_of(organisations.begin(), organisations.end(), [&](const std::string& id) {
    return IsBeforeEstablishment(claim.world(), id, claim.on());
  });
}

Judged JudgeConstitution(const Claim& claim) {
  const std::string name = BodyName(claim.body);
  if (BodyTypeOf(claim.body) != witan::body::v1::BODY_TYPE_BOARD) {
    return Fault(fmt::format("The constitution is the board's authority; {} is no board.", name));
  }
  if (claim.is_individual()) {
    return Fault("The constitution gives its power to the board, not to one person.");
  }
  const auto constitution = ConstitutionOn(claim.body, claim.on());
  if (!constitution) {
    return Fault(
        fmt::format("No approved constitution of {} is in force on {}.", name, claim.on().Text()));
  }
  return {.fault = "",
          .instrument = fmt::format("Constitution {} of {}", constitution->version, name),
          .instrument_id = claim.body.id,
          .rests_on = {constitution->submitted_event_id, constitution->approved_event_id}};
}

// A partnership has its functions from statute; every other body has those that its terms name.
Judged JudgeTerms(const Claim& claim) {
  const std::string name = BodyName(claim.body);
  const auto terms = TermsOfReferenceOn(claim.body, claim.on());
  if (!terms) {
    return Fault(
        fmt::format("No terms of reference of {} are in force on {}.", name, claim.on().Text()));
  }
  const std::string& function = claim.authority().function();
  const bool is_named = std::find(terms->functions().begin(), terms->functions().end(), function) !=
                        terms->functions().end();
  const bool has_statute = terms->functions().empty() &&
                           BodyTypeOf(claim.body) == witan::body::v1::BODY_TYPE_PARTNERSHIP;
  if (!is_named && !has_statute) {
    return Fault(function.empty()
                     ? fmt::format("Name the function: {} holds only those of its terms.", name)
                     : fmt::format("The terms of reference {} of {} do not give it {}.",
                                   terms->version(), name, function));
  }
  return {.fault = "",
          .instrument = fmt::format("Terms of reference {} of {}", terms->version(), name),
          .instrument_id = claim.body.id,
          .rests_on = {terms.event->event_id()}};
}

bool IsSameOffice(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) ==
                  std::tolower(static_cast<unsigned char>(y));
         });
}

bool HoldsOffice(const World& world, std::string_view person_id, std::string_view office) {
  const Record* person = world.Find(person_id);
  return person != nullptr && !office.empty() && IsSameOffice(OfficeOf(*person), office);
}

// A reserved matter is held by the body that the entry names, else by the one that adopted it.
bool HoldsEntry(const Claim& claim, const SchemeEntryAdded& entry, const Record& scheme) {
  if (claim.is_individual()) {
    const std::string person = claim.person_id();
    return !person.empty() && (entry.holder_person_id() == person ||
                               HoldsOffice(claim.world(), person, entry.holder_office()));
  }
  if (!entry.holder_body_id().empty()) return entry.holder_body_id() == claim.body.id;
  const auto drafted = First<SchemeDrafted>(scheme);
  return entry.holding() == HOLDING_RESERVED && drafted && drafted->body_id() == claim.body.id;
}

Judged JudgeSchemeEntry(const Claim& claim) {
  const Record* scheme = claim.world().Find(claim.authority().scheme_id());
  if (scheme == nullptr) return Fault("Name the scheme and its entry.");
  const auto drafted = First<SchemeDrafted>(*scheme);
  if (!drafted || !IsBodyOf(claim.body, drafted->organisation_id())) {
    return Fault(fmt::format("The scheme is not of an organisation of {}.", BodyName(claim.body)));
  }
  if (!SchemeIsInForceOn(claim.world(), *scheme, claim.on())) {
    return Fault(fmt::format("The scheme \"{}\" {} is not in force on {}.", drafted->title(),
                             drafted->version(), claim.on().Text()));
  }
  const SchemeEntry entry = EntryOf(*scheme, claim.authority().scheme_entry());
  if (!entry) {
    return Fault(fmt::format("The scheme has no entry \"{}\".", claim.authority().scheme_entry()));
  }
  const std::string& function = claim.authority().function();
  if (!function.empty() && function != entry->function()) {
    return Fault(
        fmt::format("Entry {} is about {}, not {}.", entry->entry(), entry->function(), function));
  }
  if (!HoldsEntry(claim, *entry, *scheme)) {
    return Fault(fmt::format(
        "Entry {} does not give {} to {}.", entry->entry(), entry->function(),
        claim.is_individual() ? std::string("the person who acted") : BodyName(claim.body)));
  }
  return {.fault = "",
          .instrument =
              fmt::format("{} {}, entry {}", drafted->title(), drafted->version(), entry->entry()),
          .instrument_id = scheme->id,
          .rests_on = {entry.event->event_id()}};
}

Judged JudgeDelegation(const Claim& claim) {
  const Record* delegation = claim.world().Find(claim.authority().delegation_id());
  if (delegation == nullptr) return Fault("Name the delegation.");
  const bool is_delegate = IsDelegate(
      claim.world(), *delegation, claim.is_individual() ? "" : claim.body.id, claim.person_id());
  if (!is_delegate) {
    return Fault(
        fmt::format("Delegation {} gives its power to somebody else.", delegation->number));
  }
  const std::string& function = claim.authority().function();
  if (function.empty()) {
    return Fault(fmt::format("Name the function that delegation {} gives.", delegation->number));
  }
  DelegatedPower power = DelegatedPowerOn(claim.world(), *delegation, function, claim.on());
  if (!power.fault.empty()) return Fault(std::move(power.fault));
  return {.fault = "",
          .instrument = fmt::format("Delegation {}", delegation->number),
          .instrument_id = delegation->id,
          .rests_on = std::move(power.rests_on)};
}

Judged JudgeBeforeEstablishment(const Claim& claim) {
  if (!IsBeforeEstablishmentOfBody(claim)) {
    return Fault(
        "The partners' own authority and a memorandum serve before establishment alone; "
        "name the constitution, terms, scheme or delegation.");
  }
  if (claim.authority().kind() == witan::decision::v1::AUTHORITY_KIND_MEMORANDUM) {
    const std::string& memorandum = claim.authority().memorandum();
    return memorandum.empty() ? Fault("Name the memorandum of understanding.")
                              : Judged{"", memorandum, "", {}};
  }
  if (claim.authority().partner_ids().empty()) {
    return Fault("Name the partners whose own authority is used.");
  }
  std::string names;
  for (const std::string& id : claim.authority().partner_ids()) {
    names += (names.empty() ? "" : ", ") + Described(claim.world(), id, claim.on());
  }
  return {"", fmt::format("Own authority of {}", names), "", {}};
}

Judged Judge(const Claim& claim) {
  switch (claim.authority().kind()) {
    case witan::decision::v1::AUTHORITY_KIND_CONSTITUTION:
      return JudgeConstitution(claim);
    case witan::decision::v1::AUTHORITY_KIND_TERMS_OF_REFERENCE:
      return JudgeTerms(claim);
    case witan::decision::v1::AUTHORITY_KIND_SCHEME_ENTRY:
      return JudgeSchemeEntry(claim);
    case witan::decision::v1::AUTHORITY_KIND_DELEGATION:
      return JudgeDelegation(claim);
    case witan::decision::v1::AUTHORITY_KIND_PARTNERS_OWN:
    case witan::decision::v1::AUTHORITY_KIND_MEMORANDUM:
      return JudgeBeforeEstablishment(claim);
    default:  // an open enum of proto3: the field check has refused it
      return Fault("No authority is named.");
  }
}

bool ClaimsStatute(const Authority& authority) {
  return authority.kind() != witan::decision::v1::AUTHORITY_KIND_PARTNERS_OWN &&
         authority.kind() != witan::decision::v1::AUTHORITY_KIND_MEMORANDUM;
}

void CheckEstablished(const Claim& claim, Findings& findings) {
  if (!IsBeforeEstablishmentOfBody(claim)) return;
  const bool claims = ClaimsStatute(claim.authority());
  findings.Check(RuleId::k09, !claims,
                 claims ? fmt::format("{} is not established on {}: only its partners' own "
                                      "authority or a memorandum counts.",
                                      BodyName(claim.body), claim.on().Text())
                        : "It rests on the partners' own authority before establishment.");
}

}  // namespace

std::string FunctionOf(const World& world, const Authority& authority) {
  if (!authority.function().empty()) return authority.function();
  const Record* scheme = world.Find(authority.scheme_id());
  if (scheme == nullptr) return "";
  const SchemeEntry entry = EntryOf(*scheme, authority.scheme_entry());
  return entry ? entry->function() : "";
}

void CheckAuthority(const Deciding& deciding, const Record& body, const DecisionMade& made,
                    Findings& findings) {
  const Claim claim{deciding, body, made};
  CheckEstablished(claim, findings);
  const bool may_decide = MayDecideOn(body, deciding.occurred);
  findings.Check(
      RuleId::k16, may_decide,
      may_decide ? fmt::format("{} has decision rights.", BodyName(body))
                 : fmt::format("{} has no decision rights; it may record advice.", BodyName(body)));
  // A body without rights has no authority that could be live.
  if (!may_decide) return;
  Judged judged = BodyIsLiveOn(body, deciding.occurred)
                      ? Judge(claim)
                      : Fault(fmt::format("{} does not exist on {}.", BodyName(body),
                                          deciding.occurred.Text()));
  if (judged.fault.empty()) {
    for (const std::string& id : judged.rests_on) findings.RestsOn(id);
    findings.Held(RuleId::k17,
                  fmt::format("{} is live on {}.", judged.instrument, deciding.occurred.Text()));
    findings.Instrument(std::move(judged.instrument), judged.instrument_id);
    return;
  }
  const std::string function = FunctionOf(deciding.world, made.authority());
  if (!function.empty()) {
    judged.fault += " " + ReferUp(deciding.world, BodyOrganisations(body).front(), function,
                                  made.value(), deciding.occurred);
  }
  findings.Broken(RuleId::k17, judged.fault);
}

}  // namespace witan::domain
