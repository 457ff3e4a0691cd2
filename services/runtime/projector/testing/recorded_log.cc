#include "services/runtime/projector/testing/recorded_log.h"

#include <algorithm>

#include "storage/base/check.h"

namespace witan::projector::testing {
namespace {

// After everything that a FakeWorld records.
constexpr int64_t kFirstOfJuly2025Us = int64_t{1'751'328'000} * 1'000'000;

std::string Reversed(std::string text) {
  std::reverse(text.begin(), text.end());
  return text;
}

void Seal(const std::string& key_id, witan::common::v1::Text& text) {
  if (!text.has_plain()) return;
  const std::string plain = text.plain();
  text.mutable_sealed()->set_key_id(key_id);
  text.mutable_sealed()->set_ciphertext(Reversed(plain));
}

}  // namespace

RecordedLog::RecordedLog()
    : clock_(Timestamp{kFirstOfJuly2025Us}),
      codec_(runtime::BuildInfo{.build = "test", .rules_sha256 = ""}),
      log_(sequence_, codec_, clock_) {
  // The log began before anything was recorded in it.
  clock_.Set(Timestamp{1});
  WITAN_CHECK(log_.Create(LogId{Uuid::Random()}, "test").ok(), "no log");
  storage::WriterOptions options;
  options.info = {.instance = "test", .address = "localhost:1"};
  auto writer = log_.OpenWriter(options);
  WITAN_CHECK(writer.ok(), "no writer");
  writer_ = std::move(*writer);
  clock_.Set(Timestamp{kFirstOfJuly2025Us});
}

void RecordedLog::Append(const domain::testing::FakeWorld& world) {
  for (; appended_ < world.events().size(); ++appended_) {
    domain::Event event = *world.events()[appended_];
    auto& payload = *event.mutable_payload();
    if (payload.has_person_registered()) {
      Seal(event.stream(), *payload.mutable_person_registered()->mutable_name());
    }
    AppendEvent(std::move(event));
  }
}

domain::Event RecordedLog::OfUnknownKind(domain::Event event) {
  constexpr int kUnusedField = 99'999;
  auto& payload = *event.mutable_payload();
  payload.Clear();
  payload.GetReflection()->MutableUnknownFields(&payload)->AddLengthDelimited(kUnusedField, "new");
  return event;
}

void RecordedLog::AppendEvent(domain::Event event) {
  const storage::NextRecord next = writer_->Next();
  event.set_log_id(next.log_id.ToString());
  event.set_position(next.position.value());
  event.set_term(next.term.value());
  event.set_previous_hash(std::string(AsBytes(next.previous_hash)));
  if (event.format_version() == 0) event.set_format_version(runtime::kFormatVersion);
  if (event.recorded_at_us() <= next.after.micros) event.set_recorded_at_us(next.after.micros + 1);
  absl::Status status = absl::UnknownError("not done");
  writer_->Append({event.SerializeAsString()},
                  [&](const storage::AppendResult& result) { status = result.status; });
  WITAN_CHECK(status.ok(), std::string(status.message()));
}

absl::StatusOr<std::optional<std::string>> FakeKeys::Unseal(
    const witan::common::v1::Sealed& sealed) const {
  if (destroyed_.contains(sealed.key_id())) return std::optional<std::string>();
  return std::optional<std::string>(Reversed(sealed.ciphertext()));
}

}  // namespace witan::projector::testing
