#include "services/involvement/activities.h"

#include <algorithm>

#include "services/domain/involvement/involvement.h"
#include "services/runtime/query/find.h"
#include "services/runtime/query/head.h"
#include "services/runtime/query/listing.h"
#include "services/runtime/query/refusal.h"
#include "services/runtime/query/trail.h"
#include "storage/base/status.h"

namespace witan::involvement {
namespace {

using domain::All;
using domain::First;
using query::NameOf;
using witan::options::v1::AGGREGATE_ACTIVITY;
using witan::options::v1::AGGREGATE_DECISION;
using witan::oversight::v1::GetRecordRequest;
using witan::oversight::v1::ListRecordsRequest;

std::string Word(domain::ActivityStage stage) {
  switch (stage) {
    case domain::ActivityStage::kPlanned:
      return "planned";
    case domain::ActivityStage::kOpen:
      return "open";
    case domain::ActivityStage::kCompleted:
      return "completed";
    case domain::ActivityStage::kCancelled:
      return "cancelled";
  }
  return "";
}

void CountThemes(const domain::ActivityState& state, pb::Activity& view) {
  view.set_themes(static_cast<uint32_t>(state.themes.size()));
  view.set_unanswered(static_cast<uint32_t>(domain::UnansweredOf(state).size()));
  for (const domain::ThemeState& theme : state.themes) {
    if (!theme.answer) continue;
    if (theme.answer->answer() == pb::ANSWER_CHANGED) view.set_changed(view.changed() + 1);
    if (theme.answer->answer() == pb::ANSWER_PARTLY) view.set_partly(view.partly() + 1);
    if (theme.answer->answer() == pb::ANSWER_NOT_CHANGED) {
      view.set_not_changed(view.not_changed() + 1);
    }
  }
}

// Decisions linked from either side: named by the activity, or citing it.
std::vector<std::string> DecisionsOf(const Question& question, const Record& activity,
                                     const domain::ActivityState& state) {
  std::vector<std::string> ids = state.decision_ids;
  for (const Record* decision : question.world().Referring(activity.id, AGGREGATE_DECISION)) {
    if (std::find(ids.begin(), ids.end(), decision->id) == ids.end()) ids.push_back(decision->id);
  }
  return ids;
}

// Whether the reader may know of the decision; a stub says no more than its id, which is enough.
bool MayName(const Question& question, const std::string& decision_id) {
  return question.Judge(AGGREGATE_DECISION, decision_id).sight != visibility::Sight::kNone;
}

std::string StateOf(const Record& record) { return Word(domain::ActivityStateOf(record).stage); }

absl::StatusOr<query::Listing> Page(const Question& question, const ListRecordsRequest& request) {
  return query::ListRecords(question, AGGREGATE_ACTIVITY, request, StateOf);
}

// The activity of a line of a page, as the question sees it.
std::optional<Record> Held(const Question& question, const std::string& id) {
  const Record* record = question.world().Find(id);
  return record == nullptr ? std::nullopt : question.AsOn(*record);
}

absl::StatusOr<witan::oversight::v1::RecordHead> Stub(const Question& question,
                                                      const std::string& id) {
  const auto* row = question.world().FindRow(AGGREGATE_ACTIVITY, id);
  if (row == nullptr) return absl::DataLossError("an index names a row that is not there");
  return query::StubOf(*row, id, question.Judge(AGGREGATE_ACTIVITY, id));
}

void AddDecisions(const Question& question, const Record& record, pb::GetActivityResponse& answer) {
  query::WithheldCounts withheld;
  const auto state = domain::ActivityStateOf(record);
  for (const std::string& id : DecisionsOf(question, record, state)) {
    const auto judgement = question.Judge(AGGREGATE_DECISION, id);
    if (judgement.IsSeen()) {
      *answer.add_decisions() = NameOf(question, id);
    } else {
      withheld.Add(judgement);
    }
  }
  withheld.Fill(answer.mutable_withheld());
}

}  // namespace

void Show(const Question& question, const Record& record, pb::Activity& view) {
  *view.mutable_head() = query::HeadOf(question, record);
  const auto planned = First<pb::ActivityPlanned>(record);
  if (!planned) return;
  const domain::ActivityState state = domain::ActivityStateOf(record);
  *view.mutable_planned() = *planned;
  *view.mutable_organisation() = NameOf(question, state.organisation_id);
  for (const std::string& id : state.partner_ids) *view.add_partners() = NameOf(question, id);
  view.set_people(state.people);
  view.set_has_fewer_than_ten(state.has_uncounted_people);
  CountThemes(state, view);
  view.set_feedback_given(state.has_feedback);
  for (const std::string& id : DecisionsOf(question, record, state)) {
    if (MayName(question, id)) view.add_decision_ids(id);
  }
  view.mutable_head()->set_state(Word(state.stage));
}

std::vector<pb::Theme> ThemesOf(const Record& record) {
  std::vector<pb::Theme> themes;
  for (const auto& said : All<pb::ThemeRecorded>(record)) {
    pb::Theme theme;
    theme.set_theme(said->theme());
    theme.set_you_said(said->you_said());
    theme.set_said_event(said.event->position());
    for (const auto& answered : All<pb::ThemeAnswered>(record)) {
      if (answered->theme() != said->theme()) continue;
      theme.set_answer(answered->answer());
      theme.set_we_did(answered->we_did());
      theme.set_reason_not_changed(answered->reason_not_changed());
      theme.set_decision_id(answered->decision_id());
      theme.set_answered_event(answered.event->position());
    }
    themes.push_back(std::move(theme));
  }
  return themes;
}

absl::Status ListActivities(const Question& question, const ListRecordsRequest& request,
                            pb::ListActivitiesResponse& answer) {
  ASSIGN_OR_RETURN(query::Listing listing, Page(question, request));
  for (const query::Listed& listed : listing.items) {
    pb::Activity& view = *answer.add_items();
    if (listed.is_stub) {
      ASSIGN_OR_RETURN(*view.mutable_head(), Stub(question, listed.id));
    } else if (const auto held = Held(question, listed.id)) {
      Show(question, *held, view);
    }
  }
  *answer.mutable_page() = std::move(listing.page);
  return absl::OkStatus();
}

absl::Status GetActivity(const Question& question, const GetRecordRequest& request,
                         pb::GetActivityResponse& answer) {
  ASSIGN_OR_RETURN(const query::Found found,
                   query::FindRecord(question, AGGREGATE_ACTIVITY, request));
  *answer.mutable_as_of() = question.as_of();
  if (!found.record) {
    *answer.mutable_item()->mutable_head() = found.stub;
    return absl::OkStatus();
  }
  const Record& record = *found.record;
  Show(question, record, *answer.mutable_item());
  ASSIGN_OR_RETURN(auto trail, query::TrailOf(question, record));
  for (auto& entry : trail) *answer.add_trail() = std::move(entry);
  for (pb::Theme& theme : ThemesOf(record)) *answer.add_themes() = std::move(theme);
  for (const auto& input : All<pb::InputRecorded>(record)) *answer.add_inputs() = *input;
  AddDecisions(question, record, answer);
  return absl::OkStatus();
}

absl::Status ListThemes(const Question& question, const ListRecordsRequest& request,
                        pb::ListThemesResponse& answer) {
  ASSIGN_OR_RETURN(query::Listing listing, Page(question, request));
  for (const query::Listed& listed : listing.items) {
    const auto held = listed.is_stub ? std::nullopt : Held(question, listed.id);
    if (!held) continue;
    const auto head = query::HeadOf(question, *held);
    for (pb::Theme& theme : ThemesOf(*held)) {
      pb::ThemeRow& row = *answer.add_items();
      *row.mutable_theme() = std::move(theme);
      *row.mutable_activity() = head;
      row.mutable_activity()->set_state(StateOf(*held));
    }
  }
  *answer.mutable_page() = std::move(listing.page);
  return absl::OkStatus();
}

}  // namespace witan::involvement
