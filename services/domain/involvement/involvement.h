#pragma once

// Involvement of people and communities: what was asked, what people said, and what came of it
// in counts and never in names.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/involvement/v1/involvement.pb.h"

namespace witan::domain {

enum class ActivityStage { kPlanned, kOpen, kCompleted, kCancelled };

struct ThemeState {
  std::string theme;
  std::string you_said;
  // The newest answer, or false.
  FactOf<witan::involvement::v1::ThemeAnswered> answer;
};

struct ActivityState {
  ActivityStage stage = ActivityStage::kPlanned;
  std::string organisation_id;
  // Civil dates, ISO 8601; the end is exclusive and may be empty.
  std::string starts_on;
  std::string ends_on;
  std::vector<std::string> partner_ids;
  std::vector<ThemeState> themes;
  // People counted over all channels; those of whom only "fewer than ten" is said are left out.
  uint64_t people = 0;
  bool has_uncounted_people = false;
  bool has_feedback = false;
  std::vector<std::string> decision_ids;
};

ActivityState ActivityStateOf(const Record& activity);

// Whether an answer closes its theme: NOT_CHANGED needs its reason.
bool IsAnswered(const ThemeState& theme);
// The themes that are not answered, by code.
std::vector<std::string> UnansweredOf(const ActivityState& activity);
// Whether people were asked and are still to be told what came of it: the activity has ended by
// `today`, is neither completed nor cancelled, and no feedback was given.
bool IsFeedbackDue(const ActivityState& activity, CivilDate today);

// By the organisation that involves people.
void Decide(const Deciding& deciding, const witan::involvement::v1::ActivityPlanned& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::involvement::v1::ActivityOpened& content,
            Findings& findings);
// By the organisation or the partner itself.
void Decide(const Deciding& deciding, const witan::involvement::v1::PartnerJoined& content,
            Findings& findings);
// By the organisation or a partner, as are themes and reports. R-62: no count of 1 to 9.
void Decide(const Deciding& deciding, const witan::involvement::v1::InputRecorded& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::involvement::v1::ThemeRecorded& content,
            Findings& findings);
// By the organisation. R-58: what was not changed has its reason.
void Decide(const Deciding& deciding, const witan::involvement::v1::ThemeAnswered& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::involvement::v1::ReportPublished& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::involvement::v1::LinkedToDecision& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::involvement::v1::FeedbackGiven& content,
            Findings& findings);
// every theme is answered and feedback was given.
void Decide(const Deciding& deciding, const witan::involvement::v1::ActivityCompleted& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::involvement::v1::ActivityCancelled& content,
            Findings& findings);

}  // namespace witan::domain
