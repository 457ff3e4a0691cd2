#include "tests/simulation/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "storage/base/check.h"

namespace witan::simulation {
namespace {

// Unoptimised code of the log needs some 20 KiB; an overflow runs into the page below.
constexpr size_t kStackBytes = size_t{256} << 10;

Fiber* running = nullptr;

}  // namespace

// Memory that is used again by later fibers: a simulation starts thousands of them.
class Fiber::Stack final {
 public:
  Stack() {
    if (!Unused().empty()) {
      base_ = Unused().back();
      Unused().pop_back();
      return;
    }
    base_ = ::mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    WITAN_CHECK(base_ != MAP_FAILED, "no memory for a stack");
    const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
    WITAN_CHECK(::mprotect(base_, page, PROT_NONE) == 0, "a stack without a guard page");
  }
  ~Stack() { Unused().push_back(base_); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  void* base() const { return base_; }

 private:
  static std::vector<void*>& Unused() {
    static std::vector<void*> unused;
    return unused;
  }
  void* base_ = nullptr;
};

Fiber::Fiber(std::function<void()> body)
    : body_(std::move(body)), stack_(std::make_unique<Stack>()) {
  WITAN_CHECK(::getcontext(&inside_) == 0, "getcontext failed");
  inside_.uc_stack.ss_sp = stack_->base();
  inside_.uc_stack.ss_size = kStackBytes;
  inside_.uc_link = &outside_;
  ::makecontext(&inside_, &Fiber::Begin, 0);
}

Fiber::~Fiber() = default;

void Fiber::Begin() {
  running->body_();
  running->is_done_ = true;
}

void Fiber::Resume() {
  WITAN_CHECK(running == nullptr && !is_done_, "a fiber is resumed from a fiber, or after its end");
  running = this;
  WITAN_CHECK(::swapcontext(&outside_, &inside_) == 0, "swapcontext failed");
  running = nullptr;
}

void Fiber::Yield() {
  if (running == nullptr) return;
  Fiber* const self = running;
  WITAN_CHECK(::swapcontext(&self->inside_, &self->outside_) == 0, "swapcontext failed");
}

}  // namespace witan::simulation
