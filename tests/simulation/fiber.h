#pragma once

// A function with a stack of its own that gives way where it chooses: several of them are the
// processes of a simulation, on one thread, in an order that a seed decides. The real code of the
// log runs in them unchanged and never knows that it was interrupted between two calls.

#include <ucontext.h>

#include <functional>
#include <memory>

namespace witan::simulation {

// For one thread. A fiber that has begun is resumed until it is done before it is destroyed: what
// stands on its stack is not unwound otherwise.
class Fiber final {
 public:
  explicit Fiber(std::function<void()> body);
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Runs the body until it yields or returns. Called from outside any fiber.
  void Resume();
  bool is_done() const { return is_done_; }

  // Gives way to whoever resumed the running fiber; without effect outside one.
  static void Yield();

 private:
  class Stack;

  static void Begin();

  const std::function<void()> body_;
  std::unique_ptr<Stack> stack_;
  ucontext_t inside_ = {};
  ucontext_t outside_ = {};
  bool is_done_ = false;
};

}  // namespace witan::simulation
