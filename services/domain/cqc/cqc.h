#pragma once

// What the Care Quality Commission publishes and does in its own right.

#include "services/domain/decide.h"
#include "witan/cqc/v1/cqc.pb.h"

namespace witan::domain {

bool IsWithdrawn(const Record& cqc_record);

// the CQC's own act; a system is assessed from 1 April 2023 on. An assessment is of an ICB.
void Decide(const Deciding& deciding, const witan::cqc::v1::CqcRecordPublished& content,
            Findings& findings);
// Once.
void Decide(const Deciding& deciding, const witan::cqc::v1::CqcRecordWithdrawn& content,
            Findings& findings);

}  // namespace witan::domain
