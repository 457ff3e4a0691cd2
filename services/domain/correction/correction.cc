#include "services/domain/correction/correction.h"

#include <fmt/format.h>

#include "services/domain/footprint.h"

namespace witan::domain {
namespace {

using witan::common::v1::CORRECTION_KIND_RETRACTS;
using witan::options::v1::CLASSIFICATION_OVERSIGHT;
using witan::options::v1::CLASSIFICATION_PUBLIC;
using witan::options::v1::CLASSIFICATION_RESTRICTED;

// Successions are few; a circle of them is a mistake in the register.
constexpr int kMostSuccessions = 6;

// Whether what the first organisation did is now the other's to answer for.
bool AnswersFor(const World& world, const std::string& actor_id, std::string organisation_id) {
  for (int step = 0; step <= kMostSuccessions && !organisation_id.empty(); ++step) {
    if (organisation_id == actor_id) return true;
    const Record* organisation = world.Find(organisation_id);
    if (organisation == nullptr) return false;
    organisation_id = SuccessionOf(*organisation).successor_id;
  }
  return false;
}

bool IsAboutAnyRecord(const Payload& payload) {
  return payload.has_event_retracted() || payload.has_classification_changed() ||
         payload.has_report_confirmed();
}

// what a member said against a decision is never put in other words, or taken away.
bool IsDissent(const Payload& payload) {
  return payload.has_dissent_recorded() || payload.has_dissent_maintained() ||
         payload.has_dissent_withdrawn();
}

void CheckCited(const Event& cited, const witan::common::v1::Correction& correction,
                const Payload& content, Findings& findings) {
  const bool retracts = correction.kind() == CORRECTION_KIND_RETRACTS;
  if (retracts != content.has_event_retracted()) {
    findings.Field("header.corrects.kind", retracts ? "a retraction goes with EventRetracted alone"
                                                    : "EventRetracted needs the kind RETRACTS");
    return;
  }
  if (!retracts && cited.payload().kind_case() != content.kind_case()) {
    findings.Broken(RuleId::k64,
                    fmt::format("A replacement is of the same kind as the original, "
                                "event {}: it is \"{}\", this is \"{}\".",
                                cited.position(), KindName(cited.payload()), KindName(content)));
    return;
  }
  if (IsDissent(cited.payload())) {
    findings.Broken(RuleId::k14,
                    "A dissent is neither replaced nor retracted; its author may withdraw it.");
    return;
  }
  findings.RestsOn(cited.event_id());
  findings.Held(RuleId::k64, fmt::format("It {} event {} and says why; the original stays.",
                                         retracts ? "takes back" : "replaces", cited.position()));
}

}  // namespace

void CheckOwnAct(const Deciding& deciding, const Event& act, Findings& findings) {
  const auto& actor = deciding.header.acted_by();
  const bool was_of_another_body = !actor.body_id().empty() && !act.acted_by().body_id().empty() &&
                                   actor.body_id() != act.acted_by().body_id();
  const bool is_own = !was_of_another_body && AnswersFor(deciding.world, actor.organisation_id(),
                                                         act.acted_by().organisation_id());
  const bool was_recorded_here =
      act.recorded_by().organisation_id() == deciding.principal.organisation_id();
  if (is_own || was_recorded_here) return;
  findings.Refuse(
      ReasonId::kNotYourVoice,
      fmt::format("Event {} is an act of {}, which alone may correct it or change who "
                  "may see it.",
                  act.position(),
                  Described(deciding.world, act.acted_by().organisation_id(), deciding.occurred)));
}

void CheckCorrection(const Record& record, const witan::command::v1::CommandHeader& header,
                     const Payload& content, Findings& findings) {
  const Event* cited = record.FindFact(header.corrects().event_id());
  if (cited == nullptr) {
    findings.Broken(RuleId::k64, fmt::format("Event {} does not stand in this record: it belongs "
                                             "to another, or was corrected before. Cite the latest "
                                             "version.",
                                             header.corrects().event_id()));
    return;
  }
  if (IsAboutAnyRecord(cited->payload())) {
    findings.Broken(RuleId::k64,
                    "A change of classification or a confirmation is not corrected; state the new "
                    "one.");
    return;
  }
  CheckCited(*cited, header.corrects(), content, findings);
}

void Decide(const Deciding& deciding, const witan::correction::v1::EventRetracted&,
            Findings& findings) {
  if (!deciding.header.has_corrects()) {
    findings.Field("header.corrects", "names the event that is taken back, and why (R-64)");
  }
}

void Decide(const Deciding& deciding, const witan::correction::v1::ClassificationChanged& content,
            Findings& findings) {
  const auto& facts = deciding.record->facts;
  if (!facts.empty()) CheckOwnAct(deciding, *facts.front(), findings);
  const bool closes = content.classification() == CLASSIFICATION_OVERSIGHT ||
                      content.classification() == CLASSIFICATION_RESTRICTED;
  if (closes && content.ground() == witan::common::v1::GROUND_UNSPECIFIED) {
    findings.Field("content.ground", "is needed to close a record");
  }
  if (content.classification() == CLASSIFICATION_PUBLIC &&
      content.ground() != witan::common::v1::GROUND_UNSPECIFIED) {
    findings.Field("content.ground", "does not go with a public record");
  }
  if (deciding.record->classification == content.classification() &&
      deciding.record->ground == content.ground()) {
    findings.Refuse(ReasonId::kTwiceStated, "The record has this classification already.");
  }
}

void Decide(const Deciding& deciding, const witan::correction::v1::ReportConfirmed& content,
            Findings& findings) {
  const Event* reported = deciding.record->FindFact(content.event_id());
  if (reported == nullptr) {
    findings.Field("content.event_id", "is no standing event of this record");
    return;
  }
  if (reported->attestation() != witan::common::v1::ATTESTATION_REPORTED) {
    findings.Refuse(ReasonId::kWrongState,
                    "This act was not reported by another body; there is "
                    "nothing to confirm.");
    return;
  }
  for (const auto& confirmed : All<witan::correction::v1::ReportConfirmed>(*deciding.record)) {
    if (confirmed->event_id() == content.event_id()) {
      findings.Refuse(ReasonId::kTwiceStated, "The report was confirmed before.");
      return;
    }
  }
  if (deciding.header.acted_by().organisation_id() != reported->acted_by().organisation_id()) {
    findings.Refuse(ReasonId::kNotYourVoice,
                    "Only the organisation whose act was reported may confirm it.");
  }
  findings.RestsOn(content.event_id());
}

}  // namespace witan::domain
