#include "services/domain/conclude.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/footprint.h"
#include "services/domain/meeting/meeting.h"
#include "services/domain/regime.h"

namespace witan::domain {
namespace {

using witan::event::v1::RuleResult;
using witan::event::v1::Verdict;
using witan::options::v1::Classification;

constexpr size_t kMostSubjects = 100;

const std::string* ReasonFor(const Deciding& deciding, RuleId id) {
  for (const auto& given : deciding.header.soft_reasons()) {
    if (given.rule() == RuleName(id)) return &given.reason();
  }
  return nullptr;
}

// Whether a finding stands in the way of recording.
bool Blocks(const Deciding& deciding, const RuleFinding& finding) {
  if (finding.held) return false;
  switch (finding.level) {
    case Level::kHard:
      return deciding.header.record_of_fact().empty() ||
             !RuleOn(finding.id, deciding.occurred).fact_recordable;
    case Level::kSoft:
      return ReasonFor(deciding, finding.id) == nullptr;
    case Level::kDerive:
      return false;
  }
  return true;
}

void AddRule(const RuleFinding& finding, CivilDate occurred, Refusal& refusal) {
  const Rule& rule = RuleOn(finding.id, occurred);
  std::string sentence = finding.sentence;
  if (finding.level == Level::kSoft) {
    sentence +=
        fmt::format(" Give a reason for {} to record it all the same.", RuleName(finding.id));
  }
  refusal.reasons.push_back({RuleReason(finding.id), sentence, std::string(rule.source)});
}

void SetCode(const Findings& findings, Refusal& refusal) {
  if (!findings.fields().empty()) {
    refusal.code = absl::StatusCode::kInvalidArgument;
    const FieldFinding& first = findings.fields().front();
    refusal.message = fmt::format("{} {}.", first.field, first.description);
    if (findings.fields().size() > 1) {
      refusal.message +=
          fmt::format(" And {} more fields are wrong.", findings.fields().size() - 1);
    }
  } else if (!findings.reasons().empty()) {
    refusal.code = ReasonOf(findings.reasons().front().id).code;
    refusal.message = refusal.reasons.front().sentence;
  } else {
    refusal.code = absl::StatusCode::kFailedPrecondition;
    refusal.message =
        fmt::format("{} ({})", refusal.reasons.front().sentence, refusal.reasons.front().reason);
    std::replace(refusal.message.begin(), refusal.message.end(), '_', '-');
  }
}

void AddReasons(const Findings& findings, Refusal& refusal) {
  if (!findings.fields().empty()) {
    const Reason& invalid = ReasonOf(ReasonId::kInvalidField);
    refusal.reasons.push_back({std::string(invalid.name), std::string(invalid.sentence), ""});
  }
  for (const ReasonFinding& finding : findings.reasons()) {
    const Reason& reason = ReasonOf(finding.id);
    refusal.reasons.push_back(
        {std::string(reason.name),
         finding.sentence.empty() ? std::string(reason.sentence) : finding.sentence, ""});
  }
}

RuleResult ResultOf(const Deciding& deciding, const RuleFinding& finding) {
  RuleResult result;
  result.set_rule(RuleName(finding.id));
  result.set_sentence(finding.sentence);
  if (finding.held) {
    result.set_outcome(witan::event::v1::OUTCOME_HELD);
  } else if (finding.level == Level::kDerive) {
    result.set_outcome(witan::event::v1::OUTCOME_FLAGGED);
  } else if (finding.level == Level::kSoft) {
    result.set_outcome(witan::event::v1::OUTCOME_EXPLAINED);
    result.set_reason(*ReasonFor(deciding, finding.id));
  } else {
    result.set_outcome(witan::event::v1::OUTCOME_BROKEN);
  }
  return result;
}

void FillVerdict(const Deciding& deciding, const Findings& findings, Event& event) {
  Verdict& verdict = *event.mutable_verdict();
  verdict.set_instrument(findings.instrument());
  verdict.set_instrument_id(findings.instrument_id());
  for (const RuleFinding& finding : findings.rules()) {
    *verdict.add_results() = ResultOf(deciding, finding);
    const std::string name = RuleName(finding.id);
    const bool is_new = std::find(verdict.broken_rules().begin(), verdict.broken_rules().end(),
                                  name) == verdict.broken_rules().end();
    if (!finding.held && finding.level == Level::kHard && is_new) verdict.add_broken_rules(name);
  }
  if (verdict.broken_rules_size() > 0) {
    verdict.set_record_of_fact_reason(deciding.header.record_of_fact());
  }
  for (const std::string& id : findings.rests_on()) verdict.add_relies_on(id);
  verdict.set_legal_regime(LegalRegimeOn(
      deciding.world, deciding.header.acted_by().organisation_id(), deciding.occurred));
}

class Subjects final {
 public:
  explicit Subjects(const World& world) : world_(world) {}

  void Add(const std::string& id) {
    if (id.empty() || ids_.size() >= kMostSubjects) return;
    if (std::find(ids_.begin(), ids_.end(), id) == ids_.end()) ids_.push_back(id);
  }

  // An organisation or body itself; for another record, what that record is about.
  void AddReferenced(const std::string& id, bool is_direct) {
    const Record* record = world_.Find(id);
    if (record == nullptr) return;
    const bool is_subject = record->aggregate == witan::options::v1::AGGREGATE_ORGANISATION ||
                            record->aggregate == witan::options::v1::AGGREGATE_BODY;
    if (is_subject != is_direct) return;
    if (!is_subject) {
      for (const std::string& subject : record->subjects) Add(subject);
      return;
    }
    Add(id);
    for (const std::string& organisation : OrganisationsOf(world_, id)) Add(organisation);
  }

  bool empty() const { return ids_.empty(); }
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  const World& world_;
  std::vector<std::string> ids_;
};

// What the record is about: organisations and bodies that the content and the header name; where it
// names none, what the records that it refers to are about; at last, who acted.
void FillSubjects(const Deciding& deciding, const Record* record, Event& event) {
  if (record != nullptr && !event.has_corrects()) {
    for (const std::string& id : record->subjects) event.add_subjects(id);
    return;
  }
  Subjects subjects(deciding.world);
  if (event.aggregate() == witan::options::v1::AGGREGATE_ORGANISATION) {
    subjects.Add(deciding.record_id);
  }
  if (event.aggregate() == witan::options::v1::AGGREGATE_BODY) subjects.Add(deciding.record_id);
  const std::vector<std::string> references = ReferencesOf(event);
  for (const std::string& id : references) subjects.AddReferenced(id, true);
  for (const std::string& id : deciding.header.subjects()) subjects.AddReferenced(id, true);
  if (subjects.empty()) {
    for (const std::string& id : references) subjects.AddReferenced(id, false);
  }
  if (subjects.empty()) subjects.Add(deciding.header.acted_by().organisation_id());
  for (const std::string& id : subjects.ids()) event.add_subjects(id);
}

// whether the agenda or a resolution closes the item that a decision belongs to.
template <class Content>
bool IsOfClosedItem(const World& world, const Content& content) {
  const Record* meeting = world.Find(content.meeting_id());
  if (meeting == nullptr) return false;
  const auto* item = ItemOf(*meeting, content.agenda_item());
  return (item != nullptr && item->private_()) || ExclusionOf(*meeting, content.agenda_item());
}

// Where nobody says how open a record is. What was decided without the public is as closed as a
// draft until it is published, or somebody says more.
Classification ClassificationOf(const World& world, const Payload& content) {
  const bool is_closed =
      (content.has_decision_made() && IsOfClosedItem(world, content.decision_made())) ||
      (content.has_advice_recorded() && IsOfClosedItem(world, content.advice_recorded()));
  return is_closed ? witan::options::v1::CLASSIFICATION_PARTNERS
                   : RulesOf(ContentOf(content)->GetDescriptor()).classification();
}

void FillClassification(const Deciding& deciding, const Record* record, Event& event) {
  if (event.payload().has_classification_changed()) {
    event.set_classification(event.payload().classification_changed().classification());
    event.set_ground(event.payload().classification_changed().ground());
    return;
  }
  if (record != nullptr) {
    // A publication opens what was closed while it was a draft.
    if (event.payload().has_decision_published() &&
        record->classification == witan::options::v1::CLASSIFICATION_PARTNERS) {
      event.set_classification(witan::options::v1::CLASSIFICATION_PUBLIC);
    }
    return;
  }
  const Classification asked = deciding.header.classification();
  event.set_classification(asked != witan::options::v1::CLASSIFICATION_UNSPECIFIED
                               ? asked
                               : ClassificationOf(deciding.world, event.payload()));
  event.set_ground(deciding.header.ground());
}

Draft MakeDraft(const Deciding& deciding, const Record* record, const Payload& content,
                const Findings& findings) {
  const auto& header = deciding.header;
  Draft draft;
  Event& event = draft.event;
  event.set_stream(deciding.record_id);
  event.set_aggregate(record != nullptr ? record->aggregate
                                        : RulesOf(ContentOf(content)->GetDescriptor()).aggregate());
  event.set_version(record == nullptr ? 1 : record->version + 1);
  event.set_causation_id(header.causation_id());
  event.set_correlation_id(header.correlation_id());
  *event.mutable_occurred() = header.occurred();
  event.set_effective_from(header.effective_from());
  event.set_effective_to(header.effective_to());
  *event.mutable_recorded_by() = deciding.principal;
  *event.mutable_acted_by() = header.acted_by();
  event.set_attestation(header.attestation());
  if (header.has_corrects()) *event.mutable_corrects() = header.corrects();
  *event.mutable_evidence() = header.evidence();
  *event.mutable_payload() = content;
  FillVerdict(deciding, findings, event);
  FillSubjects(deciding, record, event);
  FillClassification(deciding, record, event);
  return draft;
}

}  // namespace

Refusal Refuse(const Findings& findings, CivilDate occurred) {
  Refusal refusal;
  AddReasons(findings, refusal);
  for (const RuleFinding& finding : findings.rules()) {
    if (!finding.held && finding.level != Level::kDerive) AddRule(finding, occurred, refusal);
  }
  refusal.violations = findings.fields();
  SetCode(findings, refusal);
  return refusal;
}

Decided Conclude(const Deciding& deciding, const Record* record, const Payload& content,
                 const Findings& findings) {
  Refusal refusal;
  AddReasons(findings, refusal);
  for (const RuleFinding& finding : findings.rules()) {
    if (Blocks(deciding, finding)) AddRule(finding, deciding.occurred, refusal);
  }
  if (refusal.reasons.empty()) return MakeDraft(deciding, record, content, findings);
  refusal.violations = findings.fields();
  SetCode(findings, refusal);
  return refusal;
}

}  // namespace witan::domain
