#pragma once

// The scheme of reservation and delegation: entries under a draft, one adoption, and what follows
// from it: who holds a matter, up to which amount.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/domain/decide.h"
#include "witan/scheme/v1/scheme.pb.h"

namespace witan::domain {

void Decide(const Deciding& deciding, const witan::scheme::v1::SchemeDrafted& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::scheme::v1::SchemeEntryAdded& content,
            Findings& findings);
void Decide(const Deciding& deciding, const witan::scheme::v1::SchemeEntryWithdrawn& content,
            Findings& findings);
// R-09 before establishment. Count and hash say which entries were before the body.
void Decide(const Deciding& deciding, const witan::scheme::v1::SchemeAdopted& content,
            Findings& findings);

// ---- the scheme

using SchemeEntry = FactOf<witan::scheme::v1::SchemeEntryAdded>;

// The entries that were not withdrawn, in order of entry number: runs of digits compare as numbers,
// so that 4.2 stands before 4.10.
std::vector<SchemeEntry> EntriesOf(const Record& scheme);
// SHA-256 in hexadecimal digits over the live entries in that order, each as its event id and a
// line feed: what an adoption states.
std::string EntriesHash(const Record& scheme);
// The live entry of this number, or false.
SchemeEntry EntryOf(const Record& scheme, std::string_view entry);

// Adopted, in force from a day not after the date, and not followed by then by another scheme of
// the same organisation and body.
bool SchemeIsInForceOn(const World& world, const Record& scheme, CivilDate date);
// The scheme in force that a body of the organisation adopted; with several bodies, that of
// `body_id`, or with an empty `body_id` the newest. nullptr where there is none.
const Record* SchemeOn(const World& world, std::string_view organisation_id,
                       std::string_view body_id, CivilDate date);

// ---- limits

// Over what a limit is counted, so over which earlier decisions `used` adds up.
enum class LimitWindow {
  // This decision alone.
  kDecision,
  // All decisions with the same commitment.
  kCommitment,
  // All decisions of the financial year, 1 April to 31 March.
  kFinancialYear,
};
LimitWindow WindowOf(witan::scheme::v1::LimitBasis basis);

struct LimitCheck {
  bool held = true;
  // False where the limit says nothing of the kind of money spent: no limit recorded is not an
  // unlimited power, and the sentence says so.
  bool is_complete = true;
  std::string sentence;
};
// Whether the value, with what was used in the limit's window, stays within the limit. A limit per
// head is scaled by its population first.
LimitCheck CheckLimit(const witan::scheme::v1::Limit& limit, const witan::common::v1::Value& value,
                      const witan::common::v1::Value& used);

// A limit states an amount, and a population exactly where it is per head. `field` is its path.
void CheckLimitFields(const witan::scheme::v1::Limit& limit, const std::string& field,
                      Findings& findings);

// a + b, part by part; an absent part is nothing.
witan::common::v1::Value Sum(const witan::common::v1::Value& a, const witan::common::v1::Value& b);
// "£250,000", "£1.50".
std::string Pounds(int64_t pence);
// "£250,000 revenue and £10,000 capital"; "no value" where it has neither part.
std::string DescribedValue(const witan::common::v1::Value& value);

// ---- who may decide

// Somebody who holds a matter under a scheme or by a live delegation.
struct Holder {
  // The scheme or the delegation.
  const Record* instrument = nullptr;
  // For a scheme: the entry.
  std::string entry;
  std::string event_id;
  // One of body, person, organisation, or an office in words.
  std::string body_id;
  std::string person_id;
  std::string organisation_id;
  std::string office;
  // For sentences: "the board (scheme entry 4.2)".
  std::string words;
};
// Everyone who may decide on a function up to this value on a date, by the schemes in force and the
// live delegations of an organisation: what offer as "refer up". Reserved matters
// come first. Looks at single decisions only: what was used before is not counted.
std::vector<Holder> WhoMayDecide(const World& world, std::string_view organisation_id,
                                 std::string_view function, const witan::common::v1::Value& value,
                                 CivilDate date);
// "Refer it to the board (scheme entry 4.2)." or, where nobody is known, that the scheme names
// none.
std::string ReferUp(const World& world, std::string_view organisation_id, std::string_view function,
                    const witan::common::v1::Value& value, CivilDate date);

}  // namespace witan::domain
