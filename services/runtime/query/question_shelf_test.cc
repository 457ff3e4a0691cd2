// Questions kept for the next caller: of the same reader and moment, and not for ever.

#include "services/runtime/query/question_shelf.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/runtime/query/head.h"
#include "services/runtime/query/testing/node_story.h"

namespace witan::query {
namespace {

using domain::testing::FakeWorld;
using testing::Reader;
using witan::auth::v1::Principal;
using witan::oversight::v1::AsAt;

using QuestionShelfTest = testing::NodeStory;

TEST_F(QuestionShelfTest, WhatWasReadForACallServesTheNextOneOfTheSameReader) {
  CatchUp();
  const Question* first = nullptr;
  {
    const auto question = Ask(public_reader).value();
    first = &*question;
    EXPECT_NE(question->world().Find(system.board), nullptr);
    EXPECT_NE(&*Ask(public_reader).value(), first) << "one caller at a time";
  }
  const Principal partner = Reader(witan::auth::v1::ROLE_ICS_MEMBER, system.icb);
  EXPECT_NE(&*Ask(partner).value(), first) << "rights are the reader's own";
  AsAt then;
  then.set_effective_at("2022-08-01");
  EXPECT_NE(&*Ask(public_reader, then).value(), first);
  std::vector<Node::QuestionPtr> again;
  for (int i = 0; i < 2; ++i) again.push_back(Ask(public_reader).value());
  EXPECT_TRUE(&*again[0] == first || &*again[1] == first);
}

TEST_F(QuestionShelfTest, WhatWasReadBeforeAnEventIsNotShownAfterIt) {
  CatchUp();
  const auto names = [&] { return NameOf(*Ask(public_reader).value(), system.trust).name(); };
  const std::string before = names();
  const auto held = Ask(public_reader).value();
  witan::organisation::v1::OrganisationRenamed renamed;
  renamed.set_name("Another name");
  renamed.set_from("2022-09-01");
  system.world.Must(FakeWorld::Header(system.trust, system.national, "2022-09-01"), renamed);
  CatchUp();
  EXPECT_EQ(NameOf(*held, system.trust).name(), before) << "a question keeps its moment";
  EXPECT_EQ(names(), "Another name");
}

TEST_F(QuestionShelfTest, AQuestionThatHasReadMuchIsNotKept) {
  CatchUp();
  QuestionShelf shelf;
  const auto make = [&] {
    Question::Moment moment;
    moment.head = node.store().OpenView(std::nullopt).value();
    moment.as_of.set_position(moment.head->position().value());
    return std::make_unique<Question>(std::move(moment), public_reader, keys);
  };
  shelf.Put(make(), shelf.epoch());
  EXPECT_NE(shelf.Take(public_reader, node.store().head(), CivilDate()), nullptr);
  auto question = make();
  for (size_t i = 0; i <= QuestionShelf::kMostRead; ++i) {
    question->world().Find(std::to_string(i));
  }
  shelf.Put(std::move(question), shelf.epoch());
  EXPECT_EQ(shelf.Take(public_reader, node.store().head(), CivilDate()), nullptr);
  const uint64_t epoch = shelf.epoch();
  shelf.Clear();
  shelf.Put(make(), epoch);
  EXPECT_EQ(shelf.Take(public_reader, node.store().head(), CivilDate()), nullptr);
}

}  // namespace
}  // namespace witan::query
