#include <algorithm>

#include "services/domain/involvement/involvement.h"

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
using witan::involvement::v1::ThemeAnswered;
using witan::involvement::v1::ThemeRecorded;

void AddOnce(std::vector<std::string>& ids, const std::string& id) {
  if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

std::vector<ThemeState> ThemesOf(const Record& activity) {
  std::vector<ThemeState> themes;
  for (const auto& recorded : All<ThemeRecorded>(activity)) {
    themes.push_back({recorded->theme(), recorded->you_said(), {}});
  }
  for (const auto& answered : All<ThemeAnswered>(activity)) {
    for (ThemeState& theme : themes) {
      if (theme.theme == answered->theme()) theme.answer = answered;
    }
  }
  return themes;
}

ActivityStage StageOf(const Record& activity) {
  if (Last<ActivityCancelled>(activity)) return ActivityStage::kCancelled;
  if (Last<ActivityCompleted>(activity)) return ActivityStage::kCompleted;
  return Last<ActivityOpened>(activity) ? ActivityStage::kOpen : ActivityStage::kPlanned;
}

}  // namespace

ActivityState ActivityStateOf(const Record& activity) {
  ActivityState state;
  state.stage = StageOf(activity);
  if (const auto planned = First<ActivityPlanned>(activity)) {
    state.organisation_id = planned->organisation_id();
    state.starts_on = planned->starts_on();
    state.ends_on = planned->ends_on();
  }
  for (const auto& joined : All<PartnerJoined>(activity)) {
    AddOnce(state.partner_ids, joined->partner_id());
  }
  for (const auto& input : All<InputRecorded>(activity)) {
    state.people += input->people();
    state.has_uncounted_people = state.has_uncounted_people || input->fewer_than_ten();
  }
  state.themes = ThemesOf(activity);
  for (const ThemeState& theme : state.themes) {
    if (theme.answer) AddOnce(state.decision_ids, theme.answer->decision_id());
  }
  for (const auto& linked : All<LinkedToDecision>(activity)) {
    AddOnce(state.decision_ids, linked->decision_id());
  }
  state.has_feedback = bool{Last<FeedbackGiven>(activity)};
  return state;
}

bool IsAnswered(const ThemeState& theme) {
  if (!theme.answer) return false;
  return theme.answer->answer() != ANSWER_NOT_CHANGED ||
         theme.answer->reason_not_changed().find_first_not_of(" \n") != std::string::npos;
}

std::vector<std::string> UnansweredOf(const ActivityState& activity) {
  std::vector<std::string> codes;
  for (const ThemeState& theme : activity.themes) {
    if (!IsAnswered(theme)) codes.push_back(theme.theme);
  }
  return codes;
}

bool IsFeedbackDue(const ActivityState& activity, CivilDate today) {
  if (activity.stage == ActivityStage::kCompleted || activity.stage == ActivityStage::kCancelled) {
    return false;
  }
  const auto ended = CivilDate::Parse(activity.ends_on);
  return ended && *ended <= today && !activity.has_feedback;
}

}  // namespace witan::domain
