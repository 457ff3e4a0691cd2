#include "services/recorder/testing/recorder_story.h"

#include "services/domain/organisation/organisation.h"
#include "services/runtime/keys/database_key_table.h"
#include "storage/base/check.h"
#include "storage/base/status.h"
#include "witan/organisation/v1/organisation.pb.h"

namespace witan::recorder::testing {
namespace {

constexpr char kMasterKey[] = "0123456789abcdef0123456789abcdef";

using witan::organisation::v1::ORGANISATION_KIND_ICS;
using witan::organisation::v1::ORGANISATION_KIND_NHSE_REGION;

witan::organisation::v1::OrganisationRegistered Registration(
    witan::organisation::v1::OrganisationKind kind, const std::string& code) {
  witan::organisation::v1::OrganisationRegistered content;
  content.set_kind(kind);
  content.set_name("Organisation " + code);
  auto* ods = content.add_codes();
  ods->set_scheme(witan::organisation::v1::CODE_SCHEME_ODS);
  ods->set_code(code);
  return content;
}

domain::Payload Wrap(const google::protobuf::Message& content) {
  domain::Payload payload;
  const auto* field = domain::PayloadFieldOf(content.GetDescriptor());
  WITAN_CHECK(field != nullptr, "not the content of an event");
  payload.GetReflection()->MutableMessage(&payload, field)->CopyFrom(content);
  return payload;
}

}  // namespace

RecorderStory::RecorderStory() {
  WITAN_CHECK(log.Create(log_id_, "test").ok(), "no log");
  registrar_ = domain::OrganisationIdOf(ORGANISATION_KIND_NHSE_REGION, "Y63");
  principal_.set_subject("registrar");
  principal_.set_organisation_id(registrar_);
  principal_.add_roles(witan::auth::v1::ROLE_REGISTRAR);
  const absl::Status started = Restart();
  WITAN_CHECK(started.ok(), started.ToString());
  const auto first =
      Command(Header(registrar_), Registration(ORGANISATION_KIND_NHSE_REGION, "Y63"));
  WITAN_CHECK(Record(*first).kind == AnswerKind::kRecorded, first->answer.refusal->message);
}

absl::Status RecorderStory::Start(storage::KeyValueStore& state) {
  process = Process{};
  ASSIGN_OR_RETURN(auto keys, runtime::DatabaseKeyTable::Open(key_store));
  ASSIGN_OR_RETURN(process.keys,
                   runtime::KeyStore::Open(std::move(keys),
                                           std::make_unique<runtime::LocalMasterKey>(kMasterKey)));
  RETURN_IF_ERROR(process.keys->PrepareToWrite());
  process.writers = std::make_unique<runtime::WriterBoard>();
  process.database = std::make_unique<StateDatabase>(state);
  process.base = std::make_unique<BaseState>(*process.database, BaseStateLimits{});
  process.world = std::make_unique<StagedWorld>(*process.base);
  ASSIGN_OR_RETURN(storage::Cursor cursor, process.database->LoadCursor());
  process.state_writer =
      std::make_unique<StateWriter>(state, cursor.position.value(), StateWriterLimits{});
  const FollowParts parts{log,           *process.world,  *process.keys, *process.state_writer,
                          *process.base, *process.writers};
  ASSIGN_OR_RETURN(cursor, FollowLog(parts, cursor));
  storage::WriterOptions options;
  options.from = cursor;
  ASSIGN_OR_RETURN(process.writer, log.OpenWriter(options));
  RETURN_IF_ERROR(FollowLog(parts, cursor).status());
  process.recorder = std::make_unique<BatchRecorder>(
      BatchRecorderParts{log, *process.writer, *process.base, *process.world, *process.keys,
                         *process.state_writer, clock, probe, *process.writers},
      [] {});
  return absl::OkStatus();
}

absl::Status RecorderStory::Restart() { return Start(state_store); }

absl::Status RecorderStory::RestartWithoutState() {
  process = Process{};
  fresh_state = std::make_unique<storage::MemoryKeyValueStore>(4);
  return Start(*fresh_state);
}

witan::command::v1::CommandHeader RecorderStory::Header(const std::string& record_id) const {
  witan::command::v1::CommandHeader header;
  header.set_request_id(Uuid::Random().ToString());
  header.set_record_id(record_id);
  header.mutable_acted_by()->set_organisation_id(registrar_);
  header.mutable_acted_by()->set_capacity(witan::common::v1::CAPACITY_ORGANISATION);
  header.set_attestation(witan::common::v1::ATTESTATION_OWN);
  header.mutable_occurred()->set_date("2022-06-01");
  return header;
}

std::unique_ptr<HeldCommand> RecorderStory::Command(const witan::command::v1::CommandHeader& header,
                                                    const google::protobuf::Message& content) {
  return std::make_unique<HeldCommand>(header, Wrap(content), principal_);
}

std::unique_ptr<HeldCommand> RecorderStory::Register(const std::string& code) {
  return Command(Header(IcsId(code)), Registration(ORGANISATION_KIND_ICS, code));
}

std::string RecorderStory::IcsId(const std::string& code) {
  return domain::OrganisationIdOf(ORGANISATION_KIND_ICS, code);
}

std::unique_ptr<HeldCommand> RecorderStory::Rename(const std::string& id, const std::string& name) {
  witan::organisation::v1::OrganisationRenamed content;
  content.set_name(name);
  content.set_from("2022-06-01");
  return Command(Header(id), content);
}

void RecorderStory::Record(const std::vector<HeldCommand*>& commands) {
  const std::vector<PendingCommand*> batch(commands.begin(), commands.end());
  process.recorder->Record(batch);
}

const Answer& RecorderStory::Record(HeldCommand& command) {
  Record(std::vector<HeldCommand*>{&command});
  return command.answer;
}

}  // namespace witan::recorder::testing
