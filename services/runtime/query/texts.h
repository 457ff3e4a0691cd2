#pragma once

// Sealed texts made readable in memory, for one answer. A text whose key was destroyed reads as
// erased, in a view of any moment.

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "services/runtime/keys/key_reader.h"
#include "witan/common/v1/common.pb.h"

namespace witan::query {

inline constexpr char kErased[] = "Erased";

// For one request and one thread.
class Texts final {
 public:
  explicit Texts(const runtime::KeyReader& keys) : keys_(keys) {}

  // The text in the clear; "Erased" where its key is gone.
  std::string Plain(const witan::common::v1::Text& text) const;

  // Replaces each sealed text inside, at any depth, by its plain form or by `erased`.
  void Open(google::protobuf::Message& message) const;

  // The first text or key that was damaged.
  const absl::Status& status() const { return status_; }

 private:
  void OpenText(witan::common::v1::Text& text) const;
  void OpenInside(google::protobuf::Message& message, int depth) const;

  const runtime::KeyReader& keys_;
  mutable absl::Status status_;
};

}  // namespace witan::query
