#pragma once

// Boards, committees and forums: what they may decide, by which methods, with whom and with which
// quorum, each as dated facts. All readings answer for a civil date.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/body/v1/body.pb.h"

namespace witan::domain {

void Decide(const Deciding& deciding, const witan::body::v1::BodyEstablished& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::body::v1::ConstitutionSubmitted& content,
            Findings& findings);
// by the region in which the body's system lies, not before it is approved.
void Decide(const Deciding& deciding, const witan::body::v1::ConstitutionApproved& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::body::v1::TermsOfReferenceApproved& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::body::v1::QuorumSet& content,
            Findings& findings);
// R-05 for partners on a board, R-09 before establishment, R-10 for additional members.
void Decide(const Deciding& deciding, const witan::body::v1::MemberAppointed& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::body::v1::MemberTermEnded& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::body::v1::BodyDissolved& content,
            Findings& findings);

// ---- the body itself

std::string BodyName(const Record& body);
witan::body::v1::BodyType BodyTypeOf(const Record& body);
// The organisations whose body it is; several for a joint one.
std::vector<std::string> BodyOrganisations(const Record& body);
bool IsBodyOf(const Record& body, std::string_view organisation_id);
// Established, and not dissolved, on the date. A body is live from the day of its establishment.
bool BodyIsLiveOn(const Record& body, CivilDate date);
bool MeetsInPublic(const Record& body);
// "the board "Board of NHS South Yorkshire"": for sentences.
std::string DescribedBody(const World& world, std::string_view body_id);

// ---- constitution and terms of reference

// A constitution in force: submitted, and approved.
struct Constitution {
  std::string version;
  const witan::body::v1::ConstitutionSubmitted* submitted = nullptr;
  const witan::body::v1::ConstitutionApproved* approved = nullptr;
  // The events that state both; rests on them.
  std::string submitted_event_id;
  std::string approved_event_id;
};
std::optional<Constitution> ConstitutionOn(const Record& body, CivilDate date);

// The terms of reference in force; false when there are none.
FactOf<witan::body::v1::TermsOfReferenceApproved> TermsOfReferenceOn(const Record& body,
                                                                     CivilDate date);

// those of the terms of reference in force, else those of the establishment.
witan::body::v1::DecisionRights DecisionRightsOn(const Record& body, CivilDate date);
// Whether the body may take decisions at all: DELEGATED or RESERVED.
bool MayDecideOn(const Record& body, CivilDate date);
// whether constitution or terms in force provide for a method. False when neither stands.
bool ProvidesForMethodOn(const Record& body, witan::body::v1::DecisionMethod method,
                         CivilDate date);

// ---- members

struct Member {
  const witan::body::v1::MemberAppointed* appointment = nullptr;
  std::string event_id;
  // The first day without membership; empty: still in office. The earliest of the term stated and
  // its recorded end.
  std::string until;

  const std::string& person_id() const { return appointment->person_id(); }
  witan::body::v1::MemberRole role() const { return appointment->role(); }
  bool votes() const { return appointment->votes(); }
};

// Appointments in force, participants and observers included, in the order of appointment. One
// person with two roles is there twice.
std::vector<Member> MembersOn(const Record& body, CivilDate date);
// The person's appointment in force; the one that votes where there are several.
std::optional<Member> MemberOn(const Record& body, std::string_view person_id, CivilDate date);
std::optional<Member> ChairOn(const Record& body, CivilDate date);
// the chair, or the deputy chair where the constitution in force lets the deputy act.
bool MayActAsChair(const Record& body, std::string_view person_id, CivilDate date);
// Distinct people with a vote.
size_t VotingMembersOn(const Record& body, CivilDate date);

// ---- quorum

struct QuorumInForce {
  witan::body::v1::QuorumRule rule;
  // "Standing orders 4.2", "Constitution 1.0".
  std::string basis;
  std::string event_id;
};
// The quorum set for the date, the newest first day first; else that of the constitution in force.
std::optional<QuorumInForce> QuorumOn(const Record& body, CivilDate date);

// Somebody who was there for an item.
struct Attendee {
  std::string person_id;
  // The member stood in for; empty for a member in person.
  std::string deputy_for_id;
  // Has a conflict in this item that takes the person out of it.
  bool is_conflicted = false;
};

enum class QuorumState {
  kQuorate,
  kInquorate,
  // No quorum is recorded for this body and date: nothing can be computed.
  kNotStated,
};
struct QuorumCount {
  QuorumState state = QuorumState::kNotStated;
  // Members counted, and voting members in office.
  size_t counted = 0;
  size_t in_office = 0;
  // With the figures: "5 of 10 voting members count towards the quorum; 6 are needed."
  std::string sentence;
  // The event that set the quorum.
  std::string event_id;
};
// Counts voting members in person and, where they count, deputies; each person once. Conflicted
// ones only where the quorum says so.
QuorumCount CountQuorum(const World& world, const Record& body, CivilDate date,
                        const std::vector<Attendee>& present);

}  // namespace witan::domain
