#include "services/domain/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>

#include "storage/base/check.h"

namespace witan::domain {
namespace {

constexpr RuleParameter kEstablishment[] = {{"statutory_from", "2022-07-01", ""}};
constexpr RuleParameter kOwedAfter[] = {{"owed_after_days", "30", ""}};
constexpr RuleParameter kSystemAssessment[] = {{"system_assessment_from", "2023-04-01", ""}};
constexpr RuleParameter kSmallNumber[] = {{"smallest_count", "10", ""}};
constexpr RuleParameter kBackDated[] = {{"flag_after_days", "28", ""}};
constexpr RuleParameter kQuarter[] = {{"review_within_days", "92", ""}};

// Sources are those of the domain's reference list: the June 2021 design framework and its
// briefings, statute from 1 July 2022, and the constitutions that show practice.
constexpr auto kTable = std::to_array<Rule>({
    {RuleId::k05,
     Level::kHard,
     "A partner member is nobody's delegate: no vote or view may be recorded on behalf of an "
     "employer.",
     "ICS Design Framework (June 2021), board composition",
     "",
     "",
     false,
     {}},
    {RuleId::k06,
     Level::kHard,
     "A provider executive who sits on the board acts there for the ICS body alone.",
     "ICS Design Framework (June 2021), accountability of dual-role executives",
     "",
     "",
     false,
     {}},
    {RuleId::k09, Level::kHard,
     "Before its establishment no system may claim the authority of a statutory body; only its "
     "partners' own authority or a memorandum counts.",
     "ICS Design Framework (June 2021), subject to legislation; Health and Care Act 2022", "", "",
     true, kEstablishment},
    {RuleId::k10,
     Level::kHard,
     "A constitution, its members and its amendments take effect only once the system's own "
     "region has approved them.",
     "ICS Design Framework (June 2021); guidance on ICB constitutions and governance",
     "",
     "",
     true,
     {}},
    {RuleId::k11,
     Level::kHard,
     "The chair may decide on the board's behalf only after consensus was not reached on the same "
     "decision.",
     "ICS Design Framework (June 2021), decision-making",
     "",
     "",
     true,
     {}},
    {RuleId::k12,
     Level::kHard,
     "A decision may be taken by vote only where the constitution or terms in force provide for "
     "votes.",
     "ICS Design Framework (June 2021); standing orders of the body",
     "",
     "",
     true,
     {}},
    {RuleId::k13,
     Level::kHard,
     "That consensus was not reached needs at least one view or dissent with its reasons.",
     "ICS Design Framework (June 2021), constructive challenge and reasoned dissent",
     "",
     "",
     true,
     {}},
    {RuleId::k14,
     Level::kHard,
     "Dissent is never edited: only its author may maintain or withdraw it, by the author's own "
     "act, and a published decision carries the number of dissents.",
     "ICS Design Framework (June 2021), managing reasoned dissent",
     "",
     "",
     false,
     {}},
    {RuleId::k15,
     Level::kHard,
     "Escalation to peer review or to NHS England comes after consensus was not reached, and names "
     "the issue.",
     "ICS Design Framework (June 2021), third-party intervention",
     "",
     "",
     true,
     {}},
    {RuleId::k16,
     Level::kHard,
     "A body without decision rights may give advice; it decides nothing.",
     "ICS Design Framework (June 2021), place arrangements: a consultative forum informs decisions",
     "",
     "",
     true,
     {}},
    {RuleId::k17,
     Level::kHard,
     "Every decision names an authority that was live on the day: constitution, terms of "
     "reference, an entry of the scheme, a delegation, or before establishment the partners' own.",
     "ICS Design Framework (June 2021); governance handbooks of ICBs",
     "",
     "",
     true,
     {}},
    {RuleId::k18,
     Level::kHard,
     "The value of a decision stays within the limit of whoever decides it, what was already used "
     "included.",
     "Standing financial instructions and schemes of delegation of the body",
     "",
     "",
     true,
     {}},
    {RuleId::k19,
     Level::kHard,
     "A decision needs a quorum, with conflicted members counted as the body's rules say.",
     "Standing orders of the body; ICB board agendas",
     "",
     "",
     true,
     {}},
    {RuleId::k28,
     Level::kHard,
     "Delegating never moves accountability: the accountable body stays the one that had the "
     "function.",
     "ICS Design Framework (June 2021); South West London ICB, about our board",
     "",
     "",
     false,
     {}},
    {RuleId::k31,
     Level::kHard,
     "A delegation is approved by a decision of the delegator, never by the delegate, runs in no "
     "circle, is handed on only with permission, and ends or is reviewed on a stated date.",
     "Terms of reference and schemes of delegation of ICBs",
     "",
     "",
     true,
     {}},
    {RuleId::k38,
     Level::kHard,
     "Formal regulatory action is taken by NHS England alone.",
     "ICS Design Framework (June 2021), oversight; Health and Social Care Act 2012 sections 104 to "
     "106",
     "",
     "",
     true,
     {}},
    {RuleId::k39, Level::kHard,
     "What the CQC does is recorded as the CQC's act; no system assessment before 1 April 2023.",
     "Health and Social Care Act 2008 section 46B", "", "", true, kSystemAssessment},
    {RuleId::k40,
     Level::kHard,
     "A region acts only on systems and organisations that lie in it on the day.",
     "ICS Design Framework (June 2021); ODS regions",
     "",
     "",
     true,
     {}},
    {RuleId::k42, Level::kHard, "A segment is 1 to 4 and is decided by NHS England.",
     "NHS System Oversight Framework 2021/22, segmentation", "", "", true, kQuarter},
    {RuleId::k44, Level::kHard,
     "Recovery support ends only when each exit criterion is evidenced; segment 4 owes entry, "
     "director, criterion, time limit and a national decider.",
     "NHS System Oversight Framework 2021/22; update on the Recovery Support Programme", "", "",
     true, kOwedAfter},
    {RuleId::k46,
     Level::kHard,
     "Nobody is asked twice: where a request with the same subject, topic and overlapping period "
     "stands, join it, or ask all the same with a reason that its subject sees.",
     "ICS Design Framework (June 2021), avoiding duplication; NHS Providers regulation survey 2024",
     "",
     "",
     false,
     {}},
    {RuleId::k52,
     Level::kHard,
     "Declarations of interest stand before any decision in the order of the agenda.",
     "Mid and South Essex ICB declarations; NHS Dorset ICB board agenda 7 March 2024",
     "",
     "",
     true,
     {}},
    {RuleId::k53,
     Level::kHard,
     "A conflict found on a decision is managed before the decision is published, and a member "
     "kept out of the vote is not counted in it.",
     "Register of procurement decisions; managing conflicts of interest in the NHS",
     "",
     "",
     true,
     {}},
    {RuleId::k56,
     Level::kHard,
     "A body that meets in public takes an item in private only by a resolution that states its "
     "reason.",
     "Public Bodies (Admission to Meetings) Act 1960 section 1; ICB constitutions clause 7",
     "",
     "",
     true,
     {}},
    {RuleId::k58,
     Level::kHard,
     "Involvement is complete only when each theme is answered as changed, partly or not changed, "
     "the last with its reason, and feedback was given.",
     "Working in partnership with people and communities (2022), principle 2",
     "",
     "",
     true,
     {}},
    {RuleId::k62, Level::kHard,
     "No personal data of members of the public: counts only, and none below ten.",
     "UK GDPR; immutable record", "", "", false, kSmallNumber},
    {RuleId::k63,
     Level::kHard,
     "An action closes with evidence or a reason for its cancellation; a new due date needs a "
     "reason.",
     "Quality Surveillance Group practice guide (NQB, 2014), action log",
     "",
     "",
     true,
     {}},
    {RuleId::k64,
     Level::kHard,
     "A correction is a new event that cites the latest version of the original and says why; the "
     "original stays.",
     "Integrity of the record",
     "",
     "",
     false,
     {}},
    {RuleId::k65, Level::kSoft, "What is recorded long after it happened is flagged, and says why.",
     "Integrity of the record", "", "", true, kBackDated},
});

}  // namespace

std::span<const Rule> Rules() { return kTable; }

const Rule& RuleOn(RuleId id, CivilDate date) {
  const Rule* any = nullptr;
  for (const Rule& rule : kTable) {
    if (rule.id != id) continue;
    any = &rule;
    if (HoldsOn(rule.from, rule.until, date)) return rule;
  }
  WITAN_CHECK(any != nullptr, "a rule without a row");
  return *any;
}

int64_t ParameterOn(RuleId id, std::string_view name, CivilDate date) {
  const RuleParameter* found = nullptr;
  for (const RuleParameter& parameter : RuleOn(id, date).parameters) {
    if (parameter.name == name && HoldsOn(parameter.from, "", date)) found = &parameter;
  }
  WITAN_CHECK(found != nullptr, "a parameter without a row");
  int64_t value = 0;
  const auto end = found->value.data() + found->value.size();
  const auto parsed = std::from_chars(found->value.data(), end, value);
  WITAN_CHECK(parsed.ec == std::errc() && parsed.ptr == end, "a parameter that is no number");
  return value;
}

std::string RuleName(RuleId id) { return fmt::format("R-{:02}", static_cast<int>(id)); }

std::string RuleReason(RuleId id) { return fmt::format("R_{:02}", static_cast<int>(id)); }

std::optional<RuleId> ParseRule(std::string_view name) {
  static const auto* const rules = [] {
    auto* by_name = new std::map<std::string, RuleId, std::less<>>();
    for (const Rule& rule : kTable) by_name->emplace(RuleName(rule.id), rule.id);
    return by_name;
  }();
  const auto it = rules->find(name);
  return it == rules->end() ? std::nullopt : std::optional<RuleId>(it->second);
}

std::string_view LevelName(Level level) {
  switch (level) {
    case Level::kHard:
      return "HARD";
    case Level::kSoft:
      return "SOFT";
    case Level::kDerive:
      return "DERIVE";
  }
  return "";
}

}  // namespace witan::domain
