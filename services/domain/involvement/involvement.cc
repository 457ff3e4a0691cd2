#include "services/domain/involvement/involvement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "services/domain/footprint.h"

namespace witan::domain {
namespace {

using witan::involvement::v1::ActivityCancelled;
using witan::involvement::v1::ActivityCompleted;
using witan::involvement::v1::ActivityOpened;
using witan::involvement::v1::ActivityPlanned;
using witan::involvement::v1::ANSWER_NOT_CHANGED;
using witan::involvement::v1::FeedbackGiven;
using witan::involvement::v1::InputRecorded;
using witan::involvement::v1::LinkedToDecision;
using witan::involvement::v1::PartnerJoined;
using witan::involvement::v1::ReportPublished;
using witan::involvement::v1::ThemeAnswered;
using witan::involvement::v1::ThemeRecorded;

constexpr std::array<std::string_view, 10> kPrinciples = {"WP1", "WP2", "WP3", "WP4", "WP5",
                                                          "WP6", "WP7", "WP8", "WP9", "WP10"};
// More than live in England: a slip of the pen, and sums stay far from overflow.
constexpr uint64_t kMostPeople = 100'000'000;

void CheckGoesOn(const Deciding& deciding, Findings& findings) {
  if (deciding.is_replacement) return;
  switch (ActivityStateOf(*deciding.record).stage) {
    case ActivityStage::kPlanned:
    case ActivityStage::kOpen:
      return;
    case ActivityStage::kCompleted:
      return findings.Refuse(ReasonId::kWrongState, "The activity is completed.");
    case ActivityStage::kCancelled:
      return findings.Refuse(ReasonId::kWrongState, "The activity is cancelled.");
  }
}

void RefuseActor(const Deciding& deciding, std::string_view organisation_id, bool or_partner,
                 Findings& findings) {
  findings.Refuse(ReasonId::kNotForRole,
                  fmt::format("This is recorded by {}, who involves people here{}.",
                              Described(deciding.world, organisation_id, deciding.occurred),
                              or_partner ? ", or by a partner in it" : ""));
}

void CheckOrganisation(const Deciding& deciding, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().organisation_id();
  const std::string organisation = ActivityStateOf(*deciding.record).organisation_id;
  if (actor != organisation) RefuseActor(deciding, organisation, false, findings);
}

void CheckOrganisationOrPartner(const Deciding& deciding, Findings& findings) {
  const std::string& actor = deciding.header.acted_by().organisation_id();
  const ActivityState state = ActivityStateOf(*deciding.record);
  const bool is_partner = std::find(state.partner_ids.begin(), state.partner_ids.end(), actor) !=
                          state.partner_ids.end();
  if (actor != state.organisation_id && !is_partner) {
    RefuseActor(deciding, state.organisation_id, true, findings);
  }
}

const ThemeState* FindTheme(const ActivityState& state, std::string_view code) {
  const auto it = std::find_if(state.themes.begin(), state.themes.end(),
                               [&](const ThemeState& theme) { return theme.theme == code; });
  return it == state.themes.end() ? nullptr : &*it;
}

// a handful of people can be recognised; ten cannot.
void CheckCount(const Deciding& deciding, const InputRecorded& content, Findings& findings) {
  const auto least =
      static_cast<uint64_t>(ParameterOn(RuleId::k62, "smallest_count", deciding.occurred));
  if (content.people() > kMostPeople) findings.Field("content.people", "is over 100 million");
  if (content.people() > 0 && content.fewer_than_ten()) {
    findings.Field("content.people",
                   "is stated although there were fewer than ten; state neither "
                   "how many nor who");
  }
  const bool is_small = content.people() > 0 && content.people() < least;
  findings.Check(RuleId::k62, !is_small,
                 is_small ? fmt::format("A count below {} could point to a person: state that "
                                        "there were fewer than ten.",
                                        least)
                          : "People are counted and not named.");
}

}  // namespace

void Decide(const Deciding& deciding, const ActivityPlanned& content, Findings& findings) {
  if (content.organisation_id() != deciding.header.acted_by().organisation_id()) {
    RefuseActor(deciding, content.organisation_id(), false, findings);
  }
  const auto starts = CivilDate::Parse(content.starts_on());
  const auto ends = CivilDate::Parse(content.ends_on());
  if (starts && ends && *ends <= *starts) {
    findings.Field("content.ends_on", "is not after the start");
  }
  for (int i = 0; i < content.principles_size(); ++i) {
    if (std::find(kPrinciples.begin(), kPrinciples.end(), content.principles(i)) ==
        kPrinciples.end()) {
      findings.Field(fmt::format("content.principles[{}]", i),
                     "is none of the ten principles WP1 to WP10");
    }
  }
}

void Decide(const Deciding& deciding, const ActivityOpened&, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisation(deciding, findings);
  if (ActivityStateOf(*deciding.record).stage == ActivityStage::kOpen) {
    findings.Refuse(ReasonId::kTwiceStated, "The activity was opened before.");
  }
}

void Decide(const Deciding& deciding, const PartnerJoined& content, Findings& findings) {
  CheckGoesOn(deciding, findings);
  const ActivityState state = ActivityStateOf(*deciding.record);
  if (content.partner_id() == state.organisation_id) {
    findings.Field("content.partner_id", "is the organisation that involves people");
  }
  const std::string& actor = deciding.header.acted_by().organisation_id();
  if (actor != state.organisation_id && actor != content.partner_id()) {
    RefuseActor(deciding, state.organisation_id, true, findings);
  }
}

void Decide(const Deciding& deciding, const InputRecorded& content, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisationOrPartner(deciding, findings);
  CheckCount(deciding, content, findings);
}

void Decide(const Deciding& deciding, const ThemeRecorded& content, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisationOrPartner(deciding, findings);
  if (FindTheme(ActivityStateOf(*deciding.record), content.theme()) != nullptr) {
    findings.Refuse(ReasonId::kTwiceStated,
                    fmt::format("Theme {} was recorded before; to change it, correct the earlier "
                                "event.",
                                content.theme()));
  }
}

void Decide(const Deciding& deciding, const ThemeAnswered& content, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisation(deciding, findings);
  if (FindTheme(ActivityStateOf(*deciding.record), content.theme()) == nullptr) {
    findings.Field("content.theme", "is no theme of this activity");
  }
  const bool has_reason =
      content.reason_not_changed().find_first_not_of(" \n") != std::string::npos;
  if (content.answer() == ANSWER_NOT_CHANGED && !has_reason) {
    findings.Broken(RuleId::k58,
                    fmt::format("Theme {} changed nothing; say why.", content.theme()));
  } else {
    findings.Held(RuleId::k58, fmt::format("Theme {} is answered.", content.theme()));
  }
}

void Decide(const Deciding& deciding, const ReportPublished&, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisationOrPartner(deciding, findings);
}

void Decide(const Deciding& deciding, const LinkedToDecision& content, Findings& findings) {
  // What became of it may show years later: a completed activity is still linked.
  CheckOrganisation(deciding, findings);
  for (const auto& linked : All<LinkedToDecision>(*deciding.record)) {
    if (linked->decision_id() == content.decision_id()) {
      findings.Refuse(ReasonId::kTwiceStated, "The activity is linked to this decision already.");
      return;
    }
  }
}

void Decide(const Deciding& deciding, const FeedbackGiven& content, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisation(deciding, findings);
  if (content.on() > deciding.occurred.Text()) {
    findings.Field("content.on", "is after the day on which it occurred");
  }
}

void Decide(const Deciding& deciding, const ActivityCompleted&, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisation(deciding, findings);
  const ActivityState state =
      ActivityStateOf(OccurredBy(*deciding.record, deciding.occurred.Text()));
  const std::vector<std::string> missing = UnansweredOf(state);
  if (!missing.empty()) {
    findings.Broken(RuleId::k58, fmt::format("Not answered, or not changed without a reason: "
                                             "theme {}.",
                                             fmt::join(missing, ", ")));
  } else if (!state.has_feedback) {
    findings.Broken(RuleId::k58, "People were not told what came of it: no feedback was given.");
  } else {
    for (const ThemeState& theme : state.themes) {
      findings.RestsOn(theme.answer.event->event_id());
    }
    findings.Held(RuleId::k58, fmt::format("All {} themes are answered and feedback was given.",
                                           state.themes.size()));
  }
}

void Decide(const Deciding& deciding, const ActivityCancelled&, Findings& findings) {
  CheckGoesOn(deciding, findings);
  CheckOrganisation(deciding, findings);
}

}  // namespace witan::domain
