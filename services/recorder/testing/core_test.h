#pragma once

// What the tests of the recorder's core share: a recorder over a log in memory, and its answers in
// a word.

#include <gtest/gtest.h>

#include <string>

#include "services/recorder/testing/recorder_story.h"

namespace witan::recorder::testing {

inline std::string ReasonOf(const Answer& answer) {
  return answer.refusal == nullptr ? "" : answer.refusal->reasons.front().reason;
}

class CoreTest : public ::testing::Test {
 protected:
  // Registers an ICS; its id.
  std::string Registered(const std::string& code) {
    const auto command = story_.Register(code);
    EXPECT_EQ(ReasonOf(story_.Record(*command)), "");
    return RecorderStory::IcsId(code);
  }

  const domain::Record* Find(const std::string& id) { return story_.process.world->Find(id); }
  uint64_t head() { return story_.process.writer->confirmed().position.value(); }

  RecorderStory story_;
};

}  // namespace witan::recorder::testing
