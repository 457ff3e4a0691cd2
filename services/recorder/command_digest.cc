#include "services/recorder/command_digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <optional>
#include <utility>

#include "storage/base/bytes.h"

namespace witan::recorder {
namespace {

using witan::command::v1::CommandHeader;

// Takes the fields that a repeat may change out of a header for as long as it lives.
class WithoutRepeatable final {
 public:
  explicit WithoutRepeatable(CommandHeader& header)
      : header_(header), validate_only_(header.validate_only()) {
    request_id_.swap(*header.mutable_request_id());
    at_least_.swap(*header.mutable_at_least());
    if (header.has_expected_version()) expected_version_ = header.expected_version();
    header.clear_expected_version();
    header.clear_validate_only();
  }
  ~WithoutRepeatable() {
    request_id_.swap(*header_.mutable_request_id());
    at_least_.swap(*header_.mutable_at_least());
    if (expected_version_) header_.set_expected_version(*expected_version_);
    header_.set_validate_only(validate_only_);
  }
  WithoutRepeatable(const WithoutRepeatable&) = delete;
  WithoutRepeatable& operator=(const WithoutRepeatable&) = delete;

 private:
  CommandHeader& header_;
  std::string request_id_;
  std::string at_least_;
  std::optional<uint64_t> expected_version_;
  bool validate_only_;
};

void AppendMessage(std::string& out, const google::protobuf::Message& message) {
  AppendBigEndian(out, static_cast<uint32_t>(message.ByteSizeLong()));
  google::protobuf::io::StringOutputStream stream(&out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&coded);
}

}  // namespace

Hash CommandDigest(std::string_view key, const witan::auth::v1::Principal& principal,
                   CommandHeader& header, const domain::Payload& content) {
  std::string text;
  text.reserve(512);
  AppendSized(text, principal.subject());
  AppendSized(text, principal.organisation_id());
  AppendSized(text, domain::KindName(content));
  {
    const WithoutRepeatable bare(header);
    AppendMessage(text, header);
  }
  AppendMessage(text, content);
  return HmacSha256(key, text);
}

}  // namespace witan::recorder
