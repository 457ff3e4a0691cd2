#pragma once

// The view of each kind of record: a pure function of its standing facts and the question. `record`
// is as the question sees it (Question::AsOn); each view fills its head, title and state included.

#include "services/runtime/query/head.h"
#include "services/runtime/query/question.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::oversight {

using domain::CivilDate;
using domain::Record;
using query::Question;

namespace pb = witan::oversight::v1;

void Show(const Question& question, const Record& record, pb::Organisation& view);
void Show(const Question& question, const Record& record, pb::Person& view);
void Show(const Question& question, const Record& record, pb::Mandate& view);
void Show(const Question& question, const Record& record, pb::Body& view);
void Show(const Question& question, const Record& record, pb::Scheme& view);
void Show(const Question& question, const Record& record, pb::Delegation& view);
void Show(const Question& question, const Record& record, pb::Interest& view);
void Show(const Question& question, const Record& record, pb::Meeting& view);
void Show(const Question& question, const Record& record, pb::Decision& view);
void Show(const Question& question, const Record& record, pb::Dissent& view);
void Show(const Question& question, const Record& record, pb::Action& view);
void Show(const Question& question, const Record& record, pb::Topic& view);
void Show(const Question& question, const Record& record, pb::Request& view);
void Show(const Question& question, const Record& record, pb::Concern& view);
void Show(const Question& question, const Record& record, pb::Segment& view);
void Show(const Question& question, const Record& record, pb::Recovery& view);
void Show(const Question& question, const Record& record, pb::RegulatoryAction& view);
void Show(const Question& question, const Record& record, pb::CqcRecord& view);

// The states of records that there may be many of, without the rest of their views; empty where
// nothing of the record stands.
std::string StateOfAction(const Record& record, CivilDate date);
std::string StateOfRequest(const Record& record, CivilDate date);

// The members of a body on a date, each with name or office.
std::vector<pb::Member> MembersOn(const Question& question, const Record& body, CivilDate date);

}  // namespace witan::oversight
