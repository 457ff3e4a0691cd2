#pragma once

// What has to hold once a fault is over.

#include <map>
#include <string>
#include <vector>

#include "storage/event_log.h"
#include "tests/crash/ledger.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::testing {

class Deployment;

// "TABLE SUBJECT" to the digest of its rows.
using Digests = std::map<std::string, std::string>;

Digests DigestsIn(const witan::oversight::v1::GetDigestResponse& answer);
// Of a projection that is built anew from the whole log.
Digests DigestsOfRebuilt(storage::EventLog& log);
// The test fails unless all are the same, and there are any.
void ExpectSameDigests(const Digests& rebuilt, const std::vector<Digests>& told);

// The log is chained without a fault; each acknowledged event is in it once, at the position told,
// and nothing refused is; each oversight service and a rebuild hold the same. No command may be in
// flight. Returns the number of events in the log.
size_t CheckSound(Deployment& deployment, const Ledger& ledger, size_t not_in_ledger);

}  // namespace witan::testing
