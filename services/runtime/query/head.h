#pragma once

// What every record shows, whatever its kind, and how organisations, bodies and people are named.

#include <string>
#include <string_view>

#include "services/runtime/query/question.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::query {

using witan::oversight::v1::Named;
using witan::oversight::v1::RecordHead;

// Fills all but title and state, which the kind's view says; `record` as the question sees it.
RecordHead HeadOf(const Question& question, const Record& record);

// Of a record that is closed to the reader: id, number, kind, date and ground.
RecordHead StubOf(const projector::RecordRow& row, const std::string& id,
                  const visibility::Judgement& judgement);

// An organisation or body by the name in force; a person by name where the reader may see it, else
// by office. Other records by their title. Only the id where there is no such record.
Named NameOf(const Question& question, std::string_view id);

// The person's name; "Erased" where the key is gone; empty where the reader may not see it.
std::string PersonName(const Question& question, std::string_view person_id);
// The office as everybody may see it.
std::string OfficeOf(const Question& question, std::string_view person_id);

}  // namespace witan::query
