#pragma once

// What may be said of any record: an event taken back, another classification, a report confirmed.

#include "services/domain/decide.h"
#include "witan/correction/v1/correction.pb.h"

namespace witan::domain {

// the header's `corrects` names the event and the reason.
void Decide(const Deciding& deciding, const witan::correction::v1::EventRetracted& content,
            Findings& findings);
// By whose act opened the record. OVERSIGHT and RESTRICTED need their ground; the present
// classification is refused as stated.
void Decide(const Deciding& deciding, const witan::correction::v1::ClassificationChanged& content,
            Findings& findings);
// By the organisation whose act was reported, as its own act.
void Decide(const Deciding& deciding, const witan::correction::v1::ReportConfirmed& content,
            Findings& findings);

// Checks of a header that corrects, whatever the content: the fact stands in this record, is of the
// same kind (REPLACES), the kind fits the content (RETRACTS goes with EventRetracted alone), and a
// reason is given. R-14: a dissent is never replaced.
void CheckCorrection(const Record& record, const witan::command::v1::CommandHeader& header,
                     const Payload& content, Findings& findings);

// Who may correct, retract or reclassify: the organisation whose act it was, or that took it over;
// the one that recorded or reported it. Everybody else is refused with NOT_YOUR_VOICE.
void CheckOwnAct(const Deciding& deciding, const Event& act, Findings& findings);

}  // namespace witan::domain
