#include "services/domain/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "services/domain/access.h"
#include "services/domain/checks.h"
#include "services/domain/conclude.h"
#include "services/domain/correction/correction.h"
#include "services/domain/dispatch.h"
#include "services/domain/footprint.h"
#include "services/domain/payloads.h"
#include "witan/mandate/v1/mandate.pb.h"

namespace witan::domain {
namespace {

using witan::command::v1::CommandHeader;
using witan::options::v1::AGGREGATE_UNSPECIFIED;
using witan::options::v1::EventRules;
using witan::options::v1::OPENING_BEGINS;
using witan::options::v1::OPENING_CONTINUES;

// The very first registration registers the registrar itself.
bool RegistersItsActor(const Command& command) {
  return command.content.has_organisation_registered() &&
         command.header.acted_by().organisation_id() == command.header.record_id();
}

void CheckHeader(const World& world, const Command& command, Findings& findings) {
  Findings all;
  CheckFields(command.header, "header", world, all);
  for (const FieldFinding& fault : all.fields()) {
    if (fault.field == "header.acted_by.organisation_id" && RegistersItsActor(command)) continue;
    findings.Field(fault.field, fault.description);
  }
  const CommandHeader& header = command.header;
  const auto from = CivilDate::Parse(header.effective_from());
  const auto to = CivilDate::Parse(header.effective_to());
  if (from && to && *to <= *from)
    findings.Field("header.effective_to", "is not after effective_from");
  if (!header.record_of_fact().empty() && IsBlank(header.record_of_fact())) {
    findings.Field("header.record_of_fact", "is blank; it says why the fact is recorded");
  }
  const bool is_closed = header.classification() == witan::options::v1::CLASSIFICATION_RESTRICTED;
  if (is_closed && header.ground() == witan::common::v1::GROUND_UNSPECIFIED) {
    findings.Field("header.ground", "is needed for a restricted record");
  }
  for (int i = 0; i < header.subjects_size(); ++i) {
    const Record* subject = world.Find(header.subjects(i));
    if (subject == nullptr || (subject->aggregate != witan::options::v1::AGGREGATE_ORGANISATION &&
                               subject->aggregate != witan::options::v1::AGGREGATE_BODY)) {
      findings.Field(fmt::format("header.subjects[{}]", i), "names no organisation or body");
    }
  }
  for (int i = 0; i < header.soft_reasons_size(); ++i) {
    if (!ParseRule(header.soft_reasons(i).rule())) {
      findings.Field(fmt::format("header.soft_reasons[{}].rule", i), "is no rule of the table");
    }
  }
}

void CheckOccurred(const Command& command, CivilDate today, Findings& findings) {
  const auto occurred = CivilDate::Parse(command.header.occurred().date());
  if (occurred && *occurred > today) {
    findings.Field("header.occurred.date", fmt::format("is after today, {}", today.Text()));
  }
}

// what is recorded long after it happened is flagged.
void CheckBackDating(const Deciding& deciding, Findings& findings) {
  const int64_t after = ParameterOn(RuleId::k65, "flag_after_days", deciding.today);
  const int32_t days = deciding.today.days() - deciding.occurred.days();
  if (days > after) {
    findings.Flag(
        RuleId::k65,
        fmt::format("It was recorded {} days after it happened; over {} is flagged.", days, after));
  }
}

struct Target {
  const Record* record = nullptr;
  std::string id;
};

Target FindTarget(const World& world, const Command& command, const EventRules& rules,
                  Findings& findings) {
  const std::string& id = command.header.record_id();
  const bool may_open = rules.opening() != OPENING_CONTINUES;
  if (id.empty()) {
    if (!may_open) findings.Field("header.record_id", "names the record to add to");
    return {nullptr, command.new_record_id};
  }
  const Record* record = world.Find(id);
  if (record == nullptr && !may_open) findings.Refuse(ReasonId::kNoSuchRecord);
  if (record == nullptr) return {nullptr, id};
  const bool is_correction = command.header.has_corrects();
  if (rules.opening() == OPENING_BEGINS && !is_correction) findings.Refuse(ReasonId::kRecordExists);
  if (rules.aggregate() != AGGREGATE_UNSPECIFIED && rules.aggregate() != record->aggregate) {
    findings.Refuse(ReasonId::kWrongKind, fmt::format("The record is a {}; this belongs to a {}.",
                                                      AggregateWord(record->aggregate),
                                                      AggregateWord(rules.aggregate())));
  }
  return {record, id};
}

void CheckVersion(const Command& command, const Record* record, Findings& findings) {
  if (!command.header.has_expected_version()) return;
  const uint64_t version = record == nullptr ? 0 : record->version;
  if (command.header.expected_version() != version) {
    findings.Refuse(ReasonId::kVersionConflict,
                    fmt::format("The record stands at version {}, not {}. Read it again and decide "
                                "again.",
                                version, command.header.expected_version()));
  }
}

bool IsCorrectable(const Target& target, const Command& command, Findings& findings) {
  if (!command.header.has_corrects()) return true;
  if (target.record == nullptr) {
    findings.Broken(RuleId::k64, "A correction cites an event of a record that exists.");
    return false;
  }
  CheckCorrection(*target.record, command.header, command.content, findings);
  const auto& rules = findings.rules();
  return !findings.HasFieldFindings() &&
         std::all_of(rules.begin(), rules.end(), [](const RuleFinding& rule) { return rule.held; });
}

}  // namespace

Decided Decide(const World& world, const Command& command) {
  Findings findings;
  const google::protobuf::Message* content = ContentOf(command.content);
  if (content == nullptr) {
    findings.Field("content", "is missing");
    return Refuse(findings, CivilDate());
  }
  const CivilDate today = CivilDate::InLondon(command.now_us);
  CheckHeader(world, command, findings);
  CheckOccurred(command, today, findings);
  CheckFields(*content, "content", world, findings);
  const EventRules& rules = RulesOf(content->GetDescriptor());
  const Target target = FindTarget(world, command, rules, findings);
  CheckVersion(command, target.record, findings);
  const CivilDate occurred =
      CivilDate::Parse(command.header.occurred().date()).value_or(CivilDate());
  if (findings.HasFieldFindings() || !findings.reasons().empty()) return Refuse(findings, occurred);

  const bool can_go_on = IsCorrectable(target, command, findings);
  std::optional<Record> without;
  if (can_go_on && command.header.has_corrects()) {
    without = Without(*target.record, command.header.corrects().event_id());
  }
  const Deciding deciding{.world = world,
                          .header = command.header,
                          .principal = command.principal,
                          .record = without ? &*without : target.record,
                          .record_id = target.id,
                          .occurred = occurred,
                          .today = today,
                          .is_replacement = without.has_value()};
  CheckAccess(deciding, command.content, findings);
  if (without) {
    CheckOwnAct(deciding, *target.record->FindFact(command.header.corrects().event_id()), findings);
  }
  CheckBackDating(deciding, findings);
  if (can_go_on && findings.reasons().empty()) Dispatch(deciding, command.content, findings);
  return Conclude(deciding, target.record, command.content, findings);
}

}  // namespace witan::domain
