// What a newcomer must find after the register and the demonstration were imported, counted by what
// the queries of a running Witan answer.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "services/domain/payloads.h"
#include "tests/cli/demonstrated.h"
#include "tests/cli/import_lines.h"
#include "witan/involvement/v1/query.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::testing {
namespace {

namespace pb = witan::oversight::v1;

using google::protobuf::util::JsonStringToMessage;
using ::testing::StartsWith;

constexpr size_t kLeastSystems = 3;
constexpr size_t kLeastRegions = 2;
constexpr int kSystems = 42;
constexpr int kRegions = 7;

class Demonstration : public Demonstrated {
 protected:
  template <class Response>
  Response Ask(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"-o", "json"});
    const Ran ran = cqc_.Run(arguments);
    EXPECT_EQ(ran.code, kDone) << ran.err;
    Response response;
    EXPECT_TRUE(JsonStringToMessage(ran.out, &response).ok()) << ran.out;
    return response;
  }

  // Systems and their regions in whose footprint at least one of these records lies.
  template <class Items>
  static std::map<std::string, std::string> SystemsOf(const Items& items) {
    std::map<std::string, std::string> systems;
    for (const auto& item : items) {
      // A record of several systems says nothing about which region is whose.
      if (item.head().systems_size() != 1 || item.head().regions_size() != 1) continue;
      systems.emplace(item.head().systems(0), item.head().regions(0));
    }
    return systems;
  }

  // Every event that the CQC sees, by its kind.
  std::map<std::string, std::vector<pb::TrailEntry>> Events() {
    std::map<std::string, std::vector<pb::TrailEntry>> events;
    const Ran ran = cqc_.Run({"export"});
    EXPECT_EQ(ran.code, kDone) << ran.err;
    std::istringstream lines(ran.out);
    for (std::string line; std::getline(lines, line);) {
      pb::TrailEntry entry;
      EXPECT_TRUE(JsonStringToMessage(line, &entry).ok()) << line;
      events[std::string(domain::KindName(entry.payload()))].push_back(entry);
    }
    return events;
  }
};

TEST_F(Demonstration, TheRegisterHoldsAllSystemsAndRegions) {
  int systems = 0;
  int regions = 0;
  const auto all = Ask<pb::ListOrganisationsResponse>(
      {"list", "organisations", "--effective-at", "2022-07-01", "--all"});
  for (const auto& item : all.items()) {
    systems += item.organisation_kind() == witan::organisation::v1::ORGANISATION_KIND_ICB ? 1 : 0;
    regions += item.organisation_kind() == witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;
  }
  EXPECT_EQ(systems, kSystems);
  EXPECT_EQ(regions, kRegions);
}

TEST_F(Demonstration, SystemsInSeveralRegionsHaveBoardsSchemesMeetingsAndDecisions) {
  auto bodies = Ask<pb::ListBodiesResponse>({"list", "bodies", "--all"});
  auto& boards = *bodies.mutable_items();
  boards.erase(std::remove_if(boards.begin(), boards.end(),
                              [](const pb::Body& body) {
                                return body.type() != witan::body::v1::BODY_TYPE_BOARD;
                              }),
               boards.end());
  const auto schemes =
      SystemsOf(Ask<pb::ListSchemesResponse>({"list", "schemes", "--all"}).items());
  const auto meetings =
      SystemsOf(Ask<pb::ListMeetingsResponse>({"list", "meetings", "--all"}).items());
  const auto decisions =
      SystemsOf(Ask<pb::ListDecisionsResponse>({"list", "decisions", "--all"}).items());
  std::set<std::string> systems;
  std::set<std::string> regions;
  for (const auto& [system, region] : SystemsOf(boards)) {
    if (!schemes.contains(system) || !meetings.contains(system) || !decisions.contains(system)) {
      continue;
    }
    systems.insert(system);
    regions.insert(region);
  }
  EXPECT_GE(systems.size(), kLeastSystems) << fmt::format("{}", fmt::join(systems, " "));
  EXPECT_GE(regions.size(), kLeastRegions) << fmt::format("{}", fmt::join(regions, " "));
}

TEST_F(Demonstration, ThereIsDissentAndRecusal) {
  EXPECT_GE(Ask<pb::ListDissentsResponse>({"list", "dissents"}).page().total(), 1U);
  const auto events = Events();
  ASSERT_TRUE(events.contains("conflict_managed"));
  const auto& managed = events.at("conflict_managed");
  EXPECT_TRUE(std::any_of(managed.begin(), managed.end(), [](const pb::TrailEntry& entry) {
    const auto management = entry.payload().conflict_managed().management();
    return management == witan::interest::v1::MANAGEMENT_LEAVE_ROOM ||
           management == witan::interest::v1::MANAGEMENT_NO_VOTE;
  }));
}

TEST_F(Demonstration, AQuestionIsAskedOnceForSeveral) {
  const auto requests = Ask<pb::ListRequestsResponse>({"list", "requests", "--all"});
  EXPECT_TRUE(
      std::any_of(requests.items().begin(), requests.items().end(), [](const pb::Request& request) {
        return request.also_used_by_size() > 0 && request.answered();
      }));
}

TEST_F(Demonstration, AnInvolvementEndsWithFeedback) {
  const auto activities =
      Ask<witan::involvement::v1::ListActivitiesResponse>({"list", "activities", "--all"});
  EXPECT_TRUE(std::any_of(activities.items().begin(), activities.items().end(),
                          [](const witan::involvement::v1::Activity& activity) {
                            return activity.feedback_given() && activity.changed() > 0 &&
                                   activity.unanswered() == 0 && activity.decision_ids_size() > 0;
                          }));
}

// What was refused left nothing in the log: the lines state it, and the import held them to it.
TEST_F(Demonstration, ADecisionOverTheLimitOfADelegationIsRefused) {
  const auto& lines = ImportLines("demonstration");
  EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.find("\"expectRefusal\":[\"R-18\"]") != std::string::npos &&
           line.find("\"kind\":\"AUTHORITY_KIND_DELEGATION\"") != std::string::npos;
  }));
}

TEST_F(Demonstration, NobodyIsNamed) {
  const auto people = Ask<pb::ListPeopleResponse>({"list", "people", "--all"});
  EXPECT_GE(people.items_size(), 50);
  for (const auto& person : people.items()) {
    EXPECT_THAT(person.name().plain(), StartsWith("Illustrative person "));
  }
}

// Each record has the address of its source, or says that it is illustrative, in its own events.
TEST_F(Demonstration, WhatIsInventedSaysSo) {
  std::map<std::string, std::string> records;
  for (const std::string& line : ImportLines("demonstration")) {
    google::protobuf::Struct json;
    ASSERT_TRUE(JsonStringToMessage(line, &json).ok());
    const auto& header = json.fields().at("header").struct_value();
    records[header.fields().at("recordId").string_value()] += line + "\n";
  }
  EXPECT_GT(records.size(), 200u);
  for (const auto& [id, lines] : records) {
    const bool has_source =
        lines.find("https://") != std::string::npos || lines.find("http://") != std::string::npos;
    EXPECT_TRUE(has_source || lines.find("llustrative") != std::string::npos) << lines;
  }
}

}  // namespace
}  // namespace witan::testing
