// Details of a person: sealed, shown to who may see them, and erased for ever, in every view of
// every moment, when their key is destroyed; never in the clear on the disk.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "services/domain/testing/governed_system.h"
#include "services/runtime/keys/database_key_table.h"
#include "storage/contract/temporary_folder.h"
#include "storage/rocksdb/rocks_key_value_store.h"
#include "tests/support/asker.h"
#include "tests/support/mirror.h"
#include "tests/support/standalone_process.h"
#include "witan/body/v1/body.pb.h"
#include "witan/interest/v1/interest.pb.h"
#include "witan/person/v1/person.pb.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

using domain::testing::FakeWorld;
using domain::testing::GovernedSystem;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using witan::auth::v1::Principal;
using witan::oversight::v1::OversightService;

constexpr char kName[] = "Zebedee Quarrington";
constexpr char kContact[] = "zebedee@quarrington.example";
constexpr char kInterest[] = "Owns the Quarrington nursing homes";
constexpr char kOffice[] = "Adviser on quicksilver";
constexpr char kErased[] = "Erased";

std::string ReadBytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Sealed : public ::testing::Test {
 protected:
  Sealed() : caller_((process_.Start(), process_.Channel("gateway"))), mirror_(world_, caller_) {
    Connect();
  }

  void Connect() { asker_ = std::make_unique<Asker>(process_.Channel("gateway")); }

  // Registers the person, seats it on the finance committee and declares its interest.
  void TellOfThePerson() {
    witan::person::v1::PersonRegistered person;
    person.mutable_name()->set_plain(kName);
    person.mutable_contact()->set_plain(kContact);
    person.set_office(kOffice);
    person.set_employer_id(system_.icb);
    person_id_ = world_.NextId();
    ASSERT_EQ(mirror_.Do(FakeWorld::Header(person_id_, system_.national, "2022-06-01"), person),
              "");
    registered_event_ = mirror_.last().event_id();
    witan::body::v1::MemberAppointed seat;
    seat.set_person_id(person_id_);
    seat.set_role(witan::body::v1::MEMBER_ROLE_IND_NED);
    seat.set_sector(witan::body::v1::SECTOR_INDEPENDENT);
    seat.set_capacity(witan::body::v1::MEMBER_CAPACITY_NOT_DELEGATE);
    seat.set_votes(true);
    seat.set_appointing_authority("The board");
    seat.set_from("2022-07-01");
    ASSERT_EQ(mirror_.Do(FakeWorld::Header(system_.committee, system_.icb, "2022-07-01"), seat),
              "");
    witan::interest::v1::InterestDeclared interest;
    interest.set_person_id(person_id_);
    interest.set_kind(witan::interest::v1::INTEREST_KIND_ACTUAL);
    interest.set_category(witan::interest::v1::INTEREST_CATEGORY_FINANCIAL);
    interest.mutable_description()->set_plain(kInterest);
    interest.set_arose_on("2022-07-01");
    interest.set_declared_on("2022-07-02");
    ASSERT_EQ(mirror_.Do(FakeWorld::Header("", system_.icb, "2022-07-02"), interest), "");
    interest_id_ = mirror_.last().record_id();
    token_before_ = mirror_.last().token();
  }

  void DestroyTheKey() {
    witan::person::v1::KeyDestroyed destroyed;
    destroyed.set_reason("Left, and asked for it");
    ASSERT_EQ(mirror_.Do(FakeWorld::Header(person_id_, system_.national, GovernedSystem::kDay),
                         destroyed),
              "");
  }

  template <class Request, class Response>
  Response Ask(grpc::Status (OversightService::Stub::*call)(grpc::ClientContext*, const Request&,
                                                            Response*),
               const Principal& principal, const Request& request) {
    return asker_->Ask(call, principal, request, mirror_.last().token());
  }

  // Everything in which this reader may find something of the person, as one text a view.
  std::vector<std::string> ViewsOf(const Principal& reader, const std::string& token = "") {
    witan::oversight::v1::GetRecordRequest one;
    witan::oversight::v1::ListRecordsRequest all;
    witan::oversight::v1::GetEventRequest event;
    witan::oversight::v1::ListEventsRequest events;
    event.set_event_id(registered_event_);
    events.set_record_id(person_id_);
    for (auto* as_at : {one.mutable_as_at(), all.mutable_as_at(), event.mutable_as_at(),
                        events.mutable_as_at()}) {
      if (!token.empty()) as_at->set_token(token);
    }
    std::vector<std::string> views;
    one.set_id(person_id_);
    views.push_back(Ask(&OversightService::Stub::GetPerson, reader, one).Utf8DebugString());
    one.set_id(interest_id_);
    views.push_back(Ask(&OversightService::Stub::GetInterest, reader, one).Utf8DebugString());
    one.set_id(system_.committee);
    views.push_back(Ask(&OversightService::Stub::GetBody, reader, one).Utf8DebugString());
    views.push_back(Ask(&OversightService::Stub::ListPeople, reader, all).Utf8DebugString());
    views.push_back(Ask(&OversightService::Stub::ListInterests, reader, all).Utf8DebugString());
    views.push_back(Ask(&OversightService::Stub::GetEvent, reader, event).Utf8DebugString());
    views.push_back(Ask(&OversightService::Stub::ListEvents, reader, events).Utf8DebugString());
    return views;
  }

  std::string NameSeen(const Principal& reader, const std::string& token = "") {
    witan::oversight::v1::GetRecordRequest request;
    request.set_id(person_id_);
    if (!token.empty()) request.mutable_as_at()->set_token(token);
    const auto seen = Ask(&OversightService::Stub::GetPerson, reader, request);
    return seen.item().name().erased() ? kErased : seen.item().name().plain();
  }

  void ExpectErased() {
    for (const std::string& token : {std::string(), token_before_}) {
      EXPECT_EQ(NameSeen(Member(), token), kErased);
      const auto views = ViewsOf(Member(), token);
      EXPECT_THAT(views, Each(Not(HasSubstr("Quarrington"))));
      EXPECT_THAT(views, Each(Not(HasSubstr(kContact))));
    }
  }

  // Files of the data folder that hold these bytes.
  std::vector<std::string> FilesWith(const std::string& bytes) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(process_.data())) {
      if (!entry.is_regular_file()) continue;
      if (ReadBytes(entry.path()).find(bytes) != std::string::npos) {
        found.push_back(entry.path().string());
      }
    }
    return found;
  }

  // The person's key as the key store of the running process keeps it, from a copy.
  std::string WrappedKey() const {
    const storage::TemporaryFolder copy;
    fs::copy(process_.data() + "/keys", copy / "keys", fs::copy_options::recursive);
    const auto keys = storage::OpenRocksKeyValueStore(
        {.directory = copy / "keys", .spaces = runtime::KeySpaces()});
    EXPECT_TRUE(keys.ok()) << keys.status();
    const auto row = (*keys)->Get(0, person_id_);
    EXPECT_TRUE(row.ok() && row->has_value());
    return **row;
  }

  void ExpectNothingInTheClear() const {
    // What is not sealed is found, so that the others would be.
    EXPECT_THAT(FilesWith(kOffice), ::testing::Contains(HasSubstr("/log/")));
    EXPECT_THAT(FilesWith(kOffice), ::testing::Contains(HasSubstr("/oversight-v1/")));
    for (const char* secret : {kName, kContact, kInterest}) {
      EXPECT_THAT(FilesWith(secret), IsEmpty()) << secret;
    }
  }

  Principal Member() const { return PrincipalOf(witan::auth::v1::ROLE_ICS_MEMBER, system_.icb); }

  StandaloneProcess process_;
  GovernedSystem system_;
  FakeWorld& world_ = system_.world;
  CommandCaller caller_;
  Mirror mirror_;
  std::unique_ptr<Asker> asker_;
  std::string person_id_;
  std::string registered_event_;
  std::string interest_id_;
  std::string token_before_;
};

TEST_F(Sealed, DetailsAreForPartnersAndNotForThePublic) {
  TellOfThePerson();
  EXPECT_EQ(NameSeen(Member()), kName);
  witan::oversight::v1::GetRecordRequest request;
  request.set_id(interest_id_);
  const auto interest = Ask(&OversightService::Stub::GetInterest, Member(), request);
  EXPECT_EQ(interest.item().person_name(), kName);
  EXPECT_EQ(interest.item().declared().description().plain(), kInterest);
  const Principal anyone = PrincipalOf(witan::auth::v1::ROLE_PUBLIC);
  witan::oversight::v1::ListRecordsRequest all;
  EXPECT_THAT(Ask(&OversightService::Stub::ListPeople, anyone, all).Utf8DebugString(),
              Not(HasSubstr("Quarrington")));
  request.set_id(system_.committee);
  const auto committee = Ask(&OversightService::Stub::GetBody, anyone, request);
  EXPECT_THAT(committee.Utf8DebugString(), HasSubstr(kOffice));
  EXPECT_THAT(committee.Utf8DebugString(), Not(HasSubstr("Quarrington")));
}

TEST_F(Sealed, DetailsAreErasedForEverWhenTheirKeyIsDestroyed) {
  TellOfThePerson();
  EXPECT_EQ(NameSeen(Member(), token_before_), kName);
  DestroyTheKey();
  ExpectErased();
  process_.Kill();
  process_.Start();
  Connect();
  ExpectErased();
  EXPECT_EQ(process_.Stop(), 0);
  for (const char* part : {"/recorder", "/oversight-v1", "/involvement-v1"}) {
    ASSERT_GT(fs::remove_all(process_.data() + part), 0U) << part;
  }
  process_.Start();
  Connect();
  ExpectErased();
}

TEST_F(Sealed, DetailsStandNowhereOnTheDiskInTheClear) {
  TellOfThePerson();
  EXPECT_EQ(NameSeen(Member()), kName);
  ExpectNothingInTheClear();
  DestroyTheKey();
  EXPECT_EQ(process_.Stop(), 0);
  process_.Start();
  EXPECT_EQ(process_.Stop(), 0);
  ExpectNothingInTheClear();
}

TEST_F(Sealed, TheKeyItselfIsGoneFromTheDisk) {
  TellOfThePerson();
  const std::string wrapped = WrappedKey();
  ASSERT_FALSE(wrapped.empty());
  EXPECT_THAT(FilesWith(wrapped), ::testing::Not(IsEmpty()));
  DestroyTheKey();
  EXPECT_EQ(process_.Stop(), 0);
  EXPECT_THAT(FilesWith(wrapped), IsEmpty());
}

TEST_F(Sealed, ADestroyedKeySealsNothingMore) {
  TellOfThePerson();
  DestroyTheKey();
  witan::person::v1::PersonDetailsChanged changed;
  changed.mutable_name()->set_plain(kName);
  changed.set_office(kOffice);
  auto header = FakeWorld::Header(person_id_, system_.national, GovernedSystem::kDay);
  header.set_request_id(world_.NextId());
  const Principal registrar = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, system_.national);
  const Outcome refused = caller_.Call(header, FakeWorld::Wrap(changed), &registrar);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(refused.status.error_message(), Not(HasSubstr("Quarrington")));
}

}  // namespace
}  // namespace witan::testing
