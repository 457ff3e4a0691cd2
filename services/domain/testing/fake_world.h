#pragma once

// A world over a map, for the tests of the rules: commands are decided by the real Decide and
// accepted events are folded by the real Evolve, so that a test tells a story in commands.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/domain/decide.h"
#include "services/domain/world.h"

namespace witan::domain::testing {

class FakeWorld final : public World {
 public:
  FakeWorld();

  const Record* Find(std::string_view id) const override;
  std::vector<const Record*> Referring(std::string_view id, Aggregate aggregate) const override;

  // Decides and, when accepted, folds the event. The header's request_id is filled when empty. The
  // default principal is a registrar that acts for itself. Time advances by one second a command.
  template <class Content>
  Decided Do(const witan::command::v1::CommandHeader& header, const Content& content) {
    return DoPayload(header, Wrap(content));
  }
  Decided DoPayload(witan::command::v1::CommandHeader header, const Payload& content);

  // Like Do, and the test fails (process ends with the refusal on stderr) unless it was accepted.
  // Returns the record's id.
  template <class Content>
  std::string Must(const witan::command::v1::CommandHeader& header, const Content& content) {
    return MustPayload(header, Wrap(content));
  }
  std::string MustPayload(const witan::command::v1::CommandHeader& header, const Payload& content);

  // Wraps a content message in the oneof.
  static Payload Wrap(const google::protobuf::Message& content);

  // A header for an act of an organisation as such, on a date, as its OWN act by a principal of
  // that organisation (see As).
  static witan::command::v1::CommandHeader Header(std::string_view record_id,
                                                  std::string_view organisation_id,
                                                  std::string_view date);
  // The same for a person of a body.
  static witan::command::v1::CommandHeader PersonHeader(
      std::string_view record_id, std::string_view organisation_id, std::string_view body_id,
      std::string_view person_id, std::string_view date,
      witan::common::v1::Capacity capacity = witan::common::v1::CAPACITY_MEMBER);

  // Until changed, the principal of each command is exactly the actor of its header, with all roles
  // that tests need (also REGISTRAR), so that access holds; set to decide as somebody else.
  void SetPrincipal(const witan::auth::v1::Principal& principal);
  void ClearPrincipal();

  // ---- stories
  // Registers an organisation (id chosen by kind and code) and returns its id.
  std::string Organisation(witan::organisation::v1::OrganisationKind kind, std::string_view code,
                           std::string_view name, const std::vector<std::string>& within = {},
                           std::string_view valid_from = "");
  std::string Person(std::string_view office, std::string_view employer_id = "");
  // Makes a UUID that is the same in every run.
  std::string NextId();

  void SetNowUs(int64_t now_us) { now_us_ = now_us; }
  int64_t now_us() const { return now_us_; }
  const std::vector<EventPtr>& events() const { return events_; }

 private:
  std::map<std::string, Record, std::less<>> records_;
  std::map<std::string, std::map<std::string, uint64_t>, std::less<>> referring_;
  std::vector<EventPtr> events_;
  std::unique_ptr<witan::auth::v1::Principal> principal_;
  uint64_t next_id_ = 1;
  int64_t now_us_;
};

// The refusal's reasons joined by a space: "R_16 R_17", or "" when accepted; fields as
// "content.title!".
std::string ReasonsOf(const Decided& decided);
// The rule's result in the accepted event's verdict, or nullptr.
const witan::event::v1::RuleResult* RuleResultOf(const Decided& decided, std::string_view rule);

}  // namespace witan::domain::testing
