#pragma once

// What comes back from the completion queue: who goes on, and how.

namespace witan::recorder {

class Tag {
 public:
  virtual void Proceed(bool ok) = 0;

 protected:
  ~Tag() = default;
};

// A tag that calls one member function of its owner, which outlives it.
template <class Owner, void (Owner::*kStep)(bool)>
class StepTag final : public Tag {
 public:
  explicit StepTag(Owner& owner) : owner_(owner) {}
  void Proceed(bool ok) override { (owner_.*kStep)(ok); }

 private:
  Owner& owner_;
};

}  // namespace witan::recorder
