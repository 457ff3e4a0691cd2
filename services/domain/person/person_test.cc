// People: offices in the clear, details sealed and erased for good.

#include "services/domain/person/person.h"

#include <gtest/gtest.h>

#include "services/domain/testing/fake_world.h"

namespace witan::domain {
namespace {

using testing::FakeWorld;
using testing::ReasonsOf;
using witan::person::v1::KeyDestroyed;
using witan::person::v1::PersonDetailsChanged;
using witan::person::v1::PersonRegistered;

class PersonTest : public ::testing::Test {
 protected:
  PersonTest() {
    icb_ = world_.Organisation(witan::organisation::v1::ORGANISATION_KIND_ICB, "QVV", "NHS Dorset");
  }

  Decided Change(const std::string& id, std::string_view office) {
    PersonDetailsChanged content;
    content.mutable_name()->set_plain("A name");
    content.set_office(std::string(office));
    return world_.Do(FakeWorld::Header(id, icb_, "2022-08-01"), content);
  }

  Decided Erase(const std::string& id) {
    KeyDestroyed content;
    content.set_reason("The person left seven years ago");
    return world_.Do(FakeWorld::Header(id, icb_, "2022-09-01"), content);
  }

  FakeWorld world_;
  std::string icb_;
};

TEST_F(PersonTest, ShowsTheNewestOfficeAndEmployer) {
  const std::string id = world_.Person("Clinical lead", icb_);
  EXPECT_EQ(OfficeOf(*world_.Find(id)), "Clinical lead");
  EXPECT_EQ(EmployerOf(*world_.Find(id)), icb_);
  EXPECT_EQ(ReasonsOf(Change(id, "Medical director")), "");
  EXPECT_EQ(OfficeOf(*world_.Find(id)), "Medical director");
  EXPECT_EQ(EmployerOf(*world_.Find(id)), "");
  EXPECT_EQ(DescribedPerson(world_, id), "Medical director");
  EXPECT_EQ(DescribedPerson(world_, "nobody"), "nobody");
}

TEST_F(PersonTest, RefusesANameThatIsBlankSealedOrErased) {
  PersonRegistered content;
  content.set_office("Chair");
  const auto header = FakeWorld::Header("", icb_, "2022-07-01");
  content.mutable_name();
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "content.name.plain!");
  content.mutable_name()->set_plain(" \n ");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "content.name.plain!");
  content.mutable_name()->mutable_sealed()->set_key_id(icb_);
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "content.name.sealed!");
  content.mutable_name()->set_erased(true);
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "content.name.erased!");
  content.mutable_name()->set_plain("A name");
  content.mutable_contact()->set_plain("");
  EXPECT_EQ(ReasonsOf(world_.Do(header, content)), "content.contact.plain!");
}

TEST_F(PersonTest, IsErasedOnceAndForGood) {
  const std::string id = world_.Person("Chair", icb_);
  EXPECT_FALSE(IsErased(*world_.Find(id)));
  EXPECT_EQ(ReasonsOf(Erase(id)), "");
  EXPECT_TRUE(IsErased(*world_.Find(id)));
  EXPECT_EQ(ReasonsOf(Erase(id)), "TWICE_STATED");
  EXPECT_EQ(ReasonsOf(Change(id, "Chair")), "WRONG_STATE");
}

}  // namespace
}  // namespace witan::domain
