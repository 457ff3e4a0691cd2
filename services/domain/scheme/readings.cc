#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "services/domain/scheme/scheme.h"
#include "storage/base/hex.h"
#include "storage/base/sha256.h"

namespace witan::domain {
namespace {

using witan::scheme::v1::SchemeAdopted;
using witan::scheme::v1::SchemeDrafted;
using witan::scheme::v1::SchemeEntryAdded;
using witan::scheme::v1::SchemeEntryWithdrawn;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The run of digits, or of anything else, with which a text begins.
std::string_view FirstRun(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && IsDigit(text[size]) == IsDigit(text[0])) ++size;
  return text.substr(0, size);
}

std::string_view WithoutLeadingZeros(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view() : digits.substr(first);
}

// Runs of digits as numbers of any length, all else byte by byte.
int CompareRuns(std::string_view a, std::string_view b) {
  if (!IsDigit(a[0]) || !IsDigit(b[0])) return a.compare(b);
  const std::string_view left = WithoutLeadingZeros(a);
  const std::string_view right = WithoutLeadingZeros(b);
  if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
  return left.compare(right);
}

struct EntryNumberOrder {
  bool operator()(std::string_view a, std::string_view b) const {
    const std::string_view whole_a = a;
    const std::string_view whole_b = b;
    while (!a.empty() && !b.empty()) {
      const std::string_view run_a = FirstRun(a);
      const std::string_view run_b = FirstRun(b);
      const int order = CompareRuns(run_a, run_b);
      if (order != 0) return order < 0;
      a.remove_prefix(run_a.size());
      b.remove_prefix(run_b.size());
    }
    // "04" and "4" are two entries all the same.
    return a.empty() && b.empty() ? whole_a < whole_b : a.empty();
  }
};

bool IsOfSame(const SchemeDrafted& a, const SchemeDrafted& b) {
  return a.organisation_id() == b.organisation_id() && a.body_id() == b.body_id();
}

}  // namespace

std::vector<SchemeEntry> EntriesOf(const Record& scheme) {
  std::map<std::string, SchemeEntry, EntryNumberOrder> live;
  for (const EventPtr& event : scheme.facts) {
    if (const auto* added = As<SchemeEntryAdded>(event->payload())) {
      live[added->entry()] = {event.get(), added};
    } else if (const auto* withdrawn = As<SchemeEntryWithdrawn>(event->payload())) {
      live.erase(withdrawn->entry());
    }
  }
  std::vector<SchemeEntry> entries;
  for (const auto& [number, entry] : live) entries.push_back(entry);
  return entries;
}

std::string EntriesHash(const Record& scheme) {
  Sha256Stream hash;
  for (const SchemeEntry& entry : EntriesOf(scheme)) {
    hash.Update(entry.event->event_id());
    hash.Update("\n");
  }
  return HexEncode(AsBytes(hash.Finish()));
}

SchemeEntry EntryOf(const Record& scheme, std::string_view entry) {
  for (const SchemeEntry& candidate : EntriesOf(scheme)) {
    if (candidate->entry() == entry) return candidate;
  }
  return {};
}

bool SchemeIsInForceOn(const World& world, const Record& scheme, CivilDate date) {
  const auto drafted = First<SchemeDrafted>(scheme);
  const auto adopted = Last<SchemeAdopted>(scheme);
  if (!drafted || !adopted || !HoldsOn(adopted->holds_from(), "", date)) return false;
  for (const Record* other :
       world.Referring(drafted->organisation_id(), witan::options::v1::AGGREGATE_SCHEME)) {
    if (other->id == scheme.id) continue;
    const auto other_drafted = First<SchemeDrafted>(*other);
    const auto other_adopted = Last<SchemeAdopted>(*other);
    if (!other_drafted || !other_adopted || !IsOfSame(*drafted, *other_drafted)) continue;
    if (!HoldsOn(other_adopted->holds_from(), "", date)) continue;
    const bool follows =
        other_adopted->holds_from() > adopted->holds_from() ||
        (other_adopted->holds_from() == adopted->holds_from() && other->number > scheme.number);
    if (follows) return false;
  }
  return true;
}

const Record* SchemeOn(const World& world, std::string_view organisation_id,
                       std::string_view body_id, CivilDate date) {
  const Record* newest = nullptr;
  std::string newest_from;
  for (const Record* scheme :
       world.Referring(organisation_id, witan::options::v1::AGGREGATE_SCHEME)) {
    const auto drafted = First<SchemeDrafted>(*scheme);
    if (!drafted || drafted->organisation_id() != organisation_id) continue;
    if (!body_id.empty() && drafted->body_id() != body_id) continue;
    if (!SchemeIsInForceOn(world, *scheme, date)) continue;
    const std::string& from = Last<SchemeAdopted>(*scheme)->holds_from();
    if (newest != nullptr && from < newest_from) continue;
    newest = scheme;
    newest_from = from;
  }
  return newest;
}

}  // namespace witan::domain
