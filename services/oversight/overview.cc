// A system, a region or the country at a glance, from its sums.

#include <algorithm>

#include "services/oversight/answers.h"
#include "services/oversight/overview_sums.h"
#include "services/oversight/records.h"

namespace witan::oversight {
namespace {

using namespace witan::options::v1;       // kinds by name
using namespace witan::organisation::v1;  // kinds by name

std::string LegalForm(OrganisationKind kind) {
  return kind == ORGANISATION_KIND_ICB ? "Integrated care board, statutory"
                                       : "Integrated care system, not statutory";
}

// The systems of a scope that exist on the date, by name.
void AddSystems(const Question& question, const OverviewSums& sums,
                pb::GetOverviewResponse& answer) {
  for (const Record* record : question.world().All(AGGREGATE_ORGANISATION)) {
    const OrganisationKind kind = domain::KindOf(*record);
    const bool is_system = kind == ORGANISATION_KIND_ICS || kind == ORGANISATION_KIND_ICB;
    if (kind == ORGANISATION_KIND_NHSE_REGION && sums.scope().organisation_id.empty()) {
      *answer.add_regions() = query::NameOf(question, record->id);
    }
    if (!is_system || StateOf<pb::Organisation>(question, *record) != "current") continue;
    const auto codes = question.FootprintOf({record->id}, question.date());
    if (!sums.scope().Holds(codes)) continue;
    const domain::Footprint footprint =
        domain::FootprintOn(question.world(), record->id, question.date());
    pb::SystemOverview& system = *answer.add_systems();
    *system.mutable_system() = query::NameOf(question, record->id);
    if (!footprint.regions.empty()) {
      *system.mutable_region() = query::NameOf(question, footprint.regions.front());
    }
    *system.mutable_counts() = sums.OfSystem(system.system().ods_code());
    system.set_segment(sums.SegmentOf(system.system().ods_code()));
    system.set_legal_form(LegalForm(kind));
  }
  const auto by_name = [](const auto& a, const auto& b) {
    return a.system().name() < b.system().name();
  };
  std::sort(answer.mutable_systems()->begin(), answer.mutable_systems()->end(), by_name);
  std::sort(answer.mutable_regions()->begin(), answer.mutable_regions()->end(),
            [](const auto& a, const auto& b) { return a.name() < b.name(); });
}

}  // namespace

absl::Status FillOverview(const Question& question, const OverviewSums& sums,
                          pb::GetOverviewResponse& answer) {
  *answer.mutable_as_of() = question.as_of();
  if (!sums.scope().organisation_id.empty()) {
    *answer.mutable_subject() = query::NameOf(question, sums.scope().organisation_id);
  }
  *answer.mutable_counts() = sums.total();
  AddSystems(question, sums, answer);
  for (const std::string& id : sums.LatestDecisions()) {
    const Record* record = question.world().Find(id);
    const auto held = record == nullptr ? std::nullopt : question.AsOn(*record);
    if (held) Show(question, *held, *answer.add_latest_decisions());
  }
  sums.withheld().Fill(answer.mutable_withheld());
  return question.status();
}

}  // namespace witan::oversight
