#pragma once

// A random command and what a simple model of the rules says of it.

#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "witan/command/v1/command.pb.h"
#include "witan/event/v1/payload.pb.h"

namespace witan::testing {

// Ids of rules and reasons: "R_46", "WRONG_STATE"; "FIELD" for any field that is wrong.
using Verdict = std::set<std::string>;

struct Trial {
  witan::command::v1::CommandHeader header;
  witan::event::v1::Payload content;
  Verdict expected;  // empty: accepted
  // Told when it was accepted as expected: the model goes on from there.
  std::function<void(const std::string& record_id)> accepted;
};

// Makes one random command after another over one governed system.
class Model {
 public:
  virtual ~Model() = default;
  virtual Trial Next() = 0;
};

// A verdict as the domain's tests write it: "content.title! R_17".
Verdict VerdictOf(const std::string& text);

// Choices that all follow from one seed.
class Dice final {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  // 0 to n - 1; n > 0.
  size_t Below(size_t n) { return random_() % n; }
  // True once in n.
  bool OneIn(size_t n) { return Below(n) == 0; }
  template <class List>
  const auto& AnyOf(const List& list) {
    return list[Below(std::size(list))];
  }
  // A civil date of 2022-07 to 2024-12.
  std::string Date();

 private:
  std::mt19937_64 random_;
};

}  // namespace witan::testing
