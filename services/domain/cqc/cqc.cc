#include "services/domain/cqc/cqc.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/domain/footprint.h"
#include "storage/base/check.h"

namespace witan::domain {
namespace {

using witan::cqc::v1::CqcRecordPublished;
using witan::cqc::v1::CqcRecordWithdrawn;
using witan::cqc::v1::RECORD_KIND_SYSTEM_ASSESSMENT;

CivilDate SystemAssessmentFrom(CivilDate date) {
  for (const RuleParameter& parameter : RuleOn(RuleId::k39, date).parameters) {
    if (parameter.name != "system_assessment_from") continue;
    if (const auto from = CivilDate::Parse(parameter.value)) return *from;
  }
  WITAN_CHECK(false, "R-39 has no date of system assessments");
  return {};
}

void CheckIsTheCqc(const Deciding& deciding, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().organisation_id();
  const Record* organisation = deciding.world.Find(actor);
  const bool is_cqc = organisation != nullptr &&
                      KindOf(*organisation) == witan::organisation::v1::ORGANISATION_KIND_CQC;
  const std::string name = Described(deciding.world, actor, deciding.occurred);
  findings.Check(RuleId::k39, is_cqc,
                 is_cqc ? fmt::format("{} acts in its own right.", name)
                        : fmt::format("What the CQC does is recorded as its act, not as that of "
                                      "{}.",
                                      name));
}

void CheckAssessment(const Deciding& deciding, const CqcRecordPublished& content,
                     Findings& findings) {
  const Record* subject = deciding.world.Find(content.subject_id());
  const OrganisationKind kind = KindOf(*subject);
  if (kind != witan::organisation::v1::ORGANISATION_KIND_ICB &&
      kind != witan::organisation::v1::ORGANISATION_KIND_ICS) {
    findings.Field("content.subject_id", "is no system; only systems are assessed as such");
  }
  const CivilDate from = SystemAssessmentFrom(deciding.occurred);
  const CivilDate published = CivilDate::Parse(content.on()).value_or(deciding.occurred);
  const CivilDate first = std::min(published, deciding.occurred);
  findings.Check(RuleId::k39, first >= from,
                 fmt::format("The CQC assesses systems from {} on; this is of {}.", from.Text(),
                             first.Text()));
}

}  // namespace

bool IsWithdrawn(const Record& cqc_record) { return bool{Last<CqcRecordWithdrawn>(cqc_record)}; }

void Decide(const Deciding& deciding, const CqcRecordPublished& content, Findings& findings) {
  CheckIsTheCqc(deciding, findings);
  if (content.kind() == RECORD_KIND_SYSTEM_ASSESSMENT) {
    CheckAssessment(deciding, content, findings);
  }
}

void Decide(const Deciding& deciding, const CqcRecordWithdrawn&, Findings& findings) {
  CheckIsTheCqc(deciding, findings);
  if (IsWithdrawn(*deciding.record)) {
    findings.Refuse(ReasonId::kTwiceStated, "The record was withdrawn before.");
  }
}

}  // namespace witan::domain
