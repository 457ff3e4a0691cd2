#include "services/domain/scheme/scheme.h"

#include <fmt/format.h>

#include "services/domain/approval.h"
#include "services/domain/body/body.h"
#include "services/domain/body/checks.h"
#include "services/domain/footprint.h"
#include "services/domain/organisation/organisation.h"

namespace witan::domain {
namespace {

using witan::scheme::v1::SchemeAdopted;
using witan::scheme::v1::SchemeDrafted;
using witan::scheme::v1::SchemeEntryAdded;
using witan::scheme::v1::SchemeEntryWithdrawn;

// The draft that the command adds to, by whom it may; an empty finding where something is amiss,
// which is then stated.
FactOf<SchemeDrafted> DraftOf(const Deciding& deciding, Findings& findings) {
  const auto drafted = First<SchemeDrafted>(*deciding.record);
  if (!drafted) {
    findings.Refuse(ReasonId::kWrongState, "The draft of this scheme was taken back.");
    return {};
  }
  CheckGoverns(deciding, {drafted->organisation_id()}, findings);
  return drafted;
}

// What was adopted is as it was before the body; a correction alone may touch it.
void CheckIsDraft(const Deciding& deciding, Findings& findings) {
  const auto adopted = Last<SchemeAdopted>(*deciding.record);
  if (!adopted || deciding.is_replacement) return;
  findings.Refuse(ReasonId::kWrongState,
                  fmt::format("The scheme was adopted and holds from {}; draft a new one that "
                              "replaces it.",
                              adopted->holds_from()));
}

void CheckHolder(const SchemeEntryAdded& content, Findings& findings) {
  const bool has_body = !content.holder_body_id().empty();
  const bool has_person = !content.holder_person_id().empty();
  if (has_body && has_person) {
    findings.Field("content.holder_person_id", "is there beside a body; one of them holds it");
  }
  if (!has_body && !has_person && content.holder_office().empty()) {
    findings.Field("content.holder_body_id",
                   "is missing; name the body, the person or the office that holds the matter");
  }
}

void CheckReplaces(const Deciding& deciding, const SchemeDrafted& content, Findings& findings) {
  if (content.replaces_id().empty()) return;
  const auto replaced = First<SchemeDrafted>(*deciding.world.Find(content.replaces_id()));
  if (content.replaces_id() == deciding.record_id) {
    findings.Field("content.replaces_id", "is the scheme itself");
  } else if (!replaced || replaced->organisation_id() != content.organisation_id()) {
    findings.Field("content.replaces_id", "is a scheme of another organisation");
  }
}

//
void CheckSystemExists(const Deciding& deciding, const SchemeDrafted& drafted,
                       const SchemeAdopted& content, Findings& findings) {
  const std::string& id = drafted.organisation_id();
  if (SystemAmong(deciding.world, {id}).empty()) return;
  const auto from = CivilDate::Parse(content.holds_from()).value_or(deciding.occurred);
  const bool is_early = IsBeforeEstablishment(deciding.world, id, from);
  findings.Check(RuleId::k09, !is_early,
                 fmt::format("{} is {} on {}{}.", Described(deciding.world, id, from),
                             is_early ? "not established" : "established", from.Text(),
                             is_early ? "; it has no powers yet to reserve or delegate" : ""));
}

void CheckEntries(const Record& scheme, const SchemeAdopted& content, Findings& findings) {
  const size_t count = EntriesOf(scheme).size();
  if (content.entry_count() != count) {
    findings.Field("content.entry_count",
                   fmt::format("is {}; the draft holds {} entries", content.entry_count(), count));
  }
  const std::string hash = EntriesHash(scheme);
  if (content.entries_sha256() != hash) {
    findings.Field("content.entries_sha256",
                   fmt::format("is not that of the draft's entries, {}", hash));
  }
}

}  // namespace

void CheckLimitFields(const witan::scheme::v1::Limit& limit, const std::string& field,
                      Findings& findings) {
  constexpr uint64_t kMostPeople = 100'000'000;
  if (!limit.up_to().has_revenue() && !limit.up_to().has_capital()) {
    findings.Field(field + ".up_to", "states neither revenue nor capital");
  }
  const bool is_per_head =
      limit.basis() == witan::scheme::v1::LIMIT_BASIS_PER_100000_PEOPLE ||
      limit.basis() == witan::scheme::v1::LIMIT_BASIS_PER_YEAR_PER_100000_PEOPLE;
  if (is_per_head && limit.population() == 0) {
    findings.Field(field + ".population", "is missing; the limit is per 100,000 people");
  }
  if (!is_per_head && limit.population() != 0) {
    findings.Field(field + ".population", "does not go with a limit that is not per head");
  }
  if (limit.population() > kMostPeople) {
    findings.Field(field + ".population", "is over 100 million people");
  }
}

void Decide(const Deciding& deciding, const SchemeDrafted& content, Findings& findings) {
  CheckGoverns(deciding, {content.organisation_id()}, findings);
  const Record& body = *deciding.world.Find(content.body_id());
  if (!IsBodyOf(body, content.organisation_id())) {
    findings.Field("content.body_id", "is no body of the organisation");
  }
  CheckReplaces(deciding, content, findings);
  for (const Record* other :
       deciding.world.Referring(content.organisation_id(), witan::options::v1::AGGREGATE_SCHEME)) {
    const auto drafted = First<SchemeDrafted>(*other);
    if (other->id == deciding.record_id || !drafted) continue;
    if (drafted->organisation_id() != content.organisation_id() ||
        drafted->body_id() != content.body_id() || drafted->version() != content.version()) {
      continue;
    }
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Scheme {} of the same body is version {}; a new draft has a new "
                                "version.",
                                other->number, content.version()));
    return;
  }
}

void Decide(const Deciding& deciding, const SchemeEntryAdded& content, Findings& findings) {
  if (!DraftOf(deciding, findings)) return;
  CheckIsDraft(deciding, findings);
  CheckHolder(content, findings);
  if (content.has_limit()) CheckLimitFields(content.limit(), "content.limit", findings);
  if (EntryOf(*deciding.record, content.entry())) {
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("The scheme has an entry {} already; withdraw it first, or number "
                                "this one otherwise.",
                                content.entry()));
  }
}

void Decide(const Deciding& deciding, const SchemeEntryWithdrawn& content, Findings& findings) {
  if (!DraftOf(deciding, findings)) return;
  CheckIsDraft(deciding, findings);
  if (!EntryOf(*deciding.record, content.entry())) {
    findings.Field("content.entry", fmt::format("{} is no entry of the draft", content.entry()));
  }
}

void Decide(const Deciding& deciding, const SchemeAdopted& content, Findings& findings) {
  const auto drafted = DraftOf(deciding, findings);
  if (!drafted) return;
  if (Last<SchemeAdopted>(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The scheme was adopted before.");
    return;
  }
  CheckEntries(*deciding.record, content, findings);
  CheckSystemExists(deciding, *drafted, content, findings);
  if (content.approving_decision_id().empty()) return;
  const std::string fault = ApprovalFault(deciding.world, content.approving_decision_id(),
                                          {drafted->body_id(), ""}, deciding.occurred);
  if (!fault.empty()) {
    findings.Field("content.approving_decision_id",
                   fmt::format("does not adopt this scheme. {}", fault));
  }
}

}  // namespace witan::domain
