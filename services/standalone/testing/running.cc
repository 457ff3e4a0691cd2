#include "services/standalone/testing/running.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "storage/base/check.h"
#include "storage/base/uuid.h"
#include "witan/auth/v1/principal.pb.h"
#include "witan/command/v1/record.pb.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::standalone::testing {
namespace {

constexpr std::string_view kNamespace = "6f0d1f3e-5d0c-5e0f-9a3b-77697461006e";
constexpr std::chrono::seconds kPatience(30);

std::string NameBased(const std::string& name) {
  return Uuid::NameBased(Uuid::Parse(kNamespace).value(), name).ToString();
}

std::string Registrar() { return NameBased("REGISTRAR:WITAN"); }

void FillHeader(witan::command::v1::CommandHeader& header, const std::string& request_id) {
  header.set_request_id(request_id);
  header.mutable_acted_by()->set_organisation_id(Registrar());
  header.mutable_acted_by()->set_capacity(witan::common::v1::CAPACITY_ORGANISATION);
  header.set_attestation(witan::common::v1::ATTESTATION_OWN);
  header.mutable_occurred()->set_date("2024-03-07");
  header.mutable_occurred()->set_precision(witan::common::v1::PRECISION_DAY);
  auto& reason = *header.add_soft_reasons();
  reason.set_rule("R-65");
  reason.set_reason("Recorded by a test.");
}

witan::organisation::v1::RegisterOrganisationRequest RegisterRegistrar() {
  witan::organisation::v1::RegisterOrganisationRequest request;
  FillHeader(*request.mutable_header(), NameBased("register"));
  request.mutable_header()->set_record_id(Registrar());
  auto& content = *request.mutable_content();
  content.set_kind(witan::organisation::v1::ORGANISATION_KIND_REGISTRAR);
  content.set_name("Witan register");
  auto& code = *content.add_codes();
  code.set_scheme(witan::organisation::v1::CODE_SCHEME_LOCAL);
  code.set_code("WITAN");
  content.set_source("A test");
  return request;
}

std::string TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "witan-XXXXXX").string();
  WITAN_CHECK(::mkdtemp(name.data()) != nullptr, "no temporary folder");
  return name;
}

}  // namespace

int FreePort() {
  const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  WITAN_CHECK(::bind(file, any, size) == 0 && ::getsockname(file, any, &size) == 0, "no port");
  ::close(file);
  return ntohs(address.sin_port);
}

Running::Running(const std::function<void(Options&)>& change) {
  WITAN_CHECK(::pipe2(log_, O_NONBLOCK | O_CLOEXEC) == 0, "no pipe");
  logger_ = std::make_unique<runtime::Logger>("standalone", clock_, log_[1]);
  options_.data = TemporaryFolder();
  options_.listen = fmt::format("127.0.0.1:{}", FreePort());
  options_.admin_port = FreePort();
  options_.master_key = options_.data + "/master.key";
  options_.plain_for_measurement = true;
  if (change) change(options_);
  Start();
  witan::command::v1::CommandResponse response;
  const grpc::Status status =
      Call("/witan.organisation.v1.OrganisationService/RegisterOrganisation", RegisterRegistrar(),
           response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

Running::~Running() {
  Stop();
  std::error_code ignored;
  std::filesystem::remove_all(options_.data, ignored);
  ::close(log_[0]);
  ::close(log_[1]);
}

void Running::Start() {
  auto started = Standalone::Start(options_, *logger_, [] {});
  WITAN_CHECK(started.ok(), started.status().ToString());
  process_ = *std::move(started);
  channel_ = grpc::CreateChannel(options_.listen, grpc::InsecureChannelCredentials());
}

void Running::Stop() {
  if (process_ != nullptr) process_->Stop();
  process_.reset();
}

std::shared_ptr<grpc::Channel> Running::channel() { return channel_; }

void Running::Introduce(grpc::ClientContext& context) {
  witan::auth::v1::Principal principal;
  principal.set_subject("test");
  principal.set_organisation_id(Registrar());
  principal.add_roles(witan::auth::v1::ROLE_REGISTRAR);
  principal.add_roles(witan::auth::v1::ROLE_NATIONAL);
  context.AddMetadata("witan-principal-bin", principal.SerializeAsString());
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
}

grpc::Status Running::Call(const std::string& method, const google::protobuf::Message& request,
                           google::protobuf::Message& response) {
  grpc::ClientContext context;
  Introduce(context);
  return Call(method, request, response, context);
}

grpc::Status Running::Call(const std::string& method, const google::protobuf::Message& request,
                           google::protobuf::Message& response, grpc::ClientContext& context) {
  const grpc::internal::RpcMethod rpc(method.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  return grpc::internal::BlockingUnaryCall<google::protobuf::MessageLite,
                                           google::protobuf::MessageLite>(
      channel_.get(), rpc, &context, request, &response);
}

std::string Running::Admin(const std::string& path) const {
  httplib::Client client("127.0.0.1", static_cast<int>(options_.admin_port));
  const auto answer = client.Get(path);
  return answer ? fmt::format("{} {}", answer->status, answer->body) : "no answer";
}

std::string Running::Lines() {
  std::string lines;
  char bytes[4'096];
  for (ssize_t size = 0; (size = ::read(log_[0], bytes, sizeof(bytes))) > 0;) {
    lines.append(bytes, static_cast<size_t>(size));
  }
  return lines;
}

witan::action::v1::AssignActionRequest AssignAction(uint64_t number) {
  witan::action::v1::AssignActionRequest request;
  FillHeader(*request.mutable_header(), NameBased(fmt::format("request {}", number)));
  request.mutable_header()->set_record_id(NameBased(fmt::format("action {}", number)));
  auto& content = *request.mutable_content();
  content.set_title(fmt::format("Action {}: review the plan with partners.", number));
  content.set_owner_organisation_id(Registrar());
  content.set_due("2024-06-30");
  return request;
}

}  // namespace witan::standalone::testing
