// Starts, restarts, and starts that are refused in one sentence.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "services/domain/testing/fake_world.h"
#include "storage/base/uuid.h"
#include "tests/support/command_caller.h"
#include "tests/support/organisations.h"
#include "tests/support/standalone_process.h"
#include "witan/oversight/v1/oversight.grpc.pb.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

using domain::testing::FakeWorld;
using ::testing::HasSubstr;
using witan::command::v1::CommandHeader;
using witan::organisation::v1::OrganisationRegistered;

constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr uid_t kNobody = 65'534;

class Process : public ::testing::Test {
 protected:
  Outcome Register(const std::string& name, const std::string& request_id) {
    const OrganisationRegistered content =
        name == "Register" ? Registrar() : VoluntaryOrganisation(name);
    const std::string& registrar = StandaloneProcess::RegistrarId();
    CommandHeader header = FakeWorld::Header(IdOf(content), registrar, "2022-07-01");
    header.set_request_id(request_id);
    const auto principal = PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, registrar);
    return CommandCaller(process_.Channel("gateway"))
        .Call(header, FakeWorld::Wrap(content), &principal);
  }

  std::string Fails(int code, const std::vector<std::string>& more = {}) {
    std::string words;
    EXPECT_EQ(process_.StartAndFail(more, &words), code) << words;
    // One sentence, said once: of wrong use to who typed it, of a failed start in the log.
    const char* said = code == kWrongUse ? "standalone: " : R"("message":"cannot start")";
    const size_t sentence = words.find(said);
    EXPECT_NE(sentence, std::string::npos) << words;
    EXPECT_EQ(words.find(said, sentence + 1), std::string::npos) << words;
    return words;
  }

  StandaloneProcess process_;
};

TEST_F(Process, FindsEverythingAgainAfterAKillAndAfterAStop) {
  const std::string id = Uuid::Random().ToString();
  process_.Start();
  ASSERT_EQ(Register("Register", Uuid::Random().ToString()).Text(), "");
  const Outcome first = Register("Kept", id);
  ASSERT_EQ(first.Text(), "");
  process_.Kill();
  process_.Start();
  const Outcome again = Register("Kept", id);
  EXPECT_TRUE(again.response.repeated());
  EXPECT_EQ(again.response.event_id(), first.response.event_id());
  EXPECT_EQ(process_.Stop(), 0);
  process_.Start();
  EXPECT_TRUE(Register("Kept", id).response.repeated());
}

TEST_F(Process, EndsAStreamAndLeavesWithoutAFaultWhenItIsTold) {
  process_.Start();
  const auto stub = witan::oversight::v1::OversightService::NewStub(process_.Channel("gateway"));
  grpc::ClientContext context;
  AddPrincipal(context, PrincipalOf(witan::auth::v1::ROLE_PUBLIC));
  const auto stream = stub->WatchEvents(&context, {});
  stream->WaitForInitialMetadata();
  EXPECT_EQ(process_.Stop(), 0);
  witan::oversight::v1::WatchEventsResponse event;
  while (stream->Read(&event)) continue;
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(context.GetServerTrailingMetadata().count("witan-token"), 1U);
}

TEST_F(Process, LooksAtItsSettingsWithoutStarting) {
  std::string words;
  EXPECT_EQ(process_.StartAndFail({"--stop-within-s", "5", "--check", "--reflection"}, &words), 0)
      << words;
  EXPECT_THAT(words, HasSubstr("nothing is wrong"));
  const std::string absent = process_.folder() + "/absent.pem";
  EXPECT_EQ(process_.StartAndFail({"--cert", absent, "--check", "--reflection"}, &words), kFailed);
  EXPECT_THAT(words, HasSubstr(absent));
}

TEST_F(Process, BuildsLostStateAndViewsAnewFromTheLog) {
  const std::string id = Uuid::Random().ToString();
  process_.Start();
  ASSERT_EQ(Register("Register", Uuid::Random().ToString()).Text(), "");
  ASSERT_EQ(Register("Kept", id).Text(), "");
  EXPECT_EQ(process_.Stop(), 0);
  for (const char* part : {"/recorder", "/oversight-v1", "/involvement-v1"}) {
    ASSERT_GT(fs::remove_all(process_.data() + part), 0u) << part;
  }
  process_.Start();
  EXPECT_TRUE(Register("Kept", id).response.repeated());
}

TEST_F(Process, RefusesALogThatIsGone) {
  process_.Start();
  EXPECT_EQ(process_.Stop(), 0);
  fs::remove_all(process_.data() + "/log");
  EXPECT_THAT(Fails(kFailed), HasSubstr("is gone"));
}

TEST_F(Process, RefusesADataFolderOfANewerVersion) {
  process_.Start();
  EXPECT_EQ(process_.Stop(), 0);
  for (const char* part : {"log", "recorder", "keys", "oversight-v1"}) {
    const std::string path = process_.data() + "/" + part + "/FORMAT";
    std::string mark;
    std::getline(std::ifstream(path), mark);
    std::ofstream(path) << mark.substr(0, mark.rfind(' ')) << " 999\n";
    EXPECT_THAT(Fails(kFailed), HasSubstr(part));
    std::ofstream(path) << mark << "\n";
  }
  process_.Start();
}

TEST_F(Process, RefusesAFolderThatAnotherProcessUses) {
  process_.Start();
  const std::string elsewhere = "127.0.0.1:" + std::to_string(FreePort());
  EXPECT_THAT(Fails(kFailed, {"--listen", elsewhere}), HasSubstr("another process"));
}

TEST_F(Process, RefusesAPortInUse) {
  StandaloneProcess other;
  other.Start();
  EXPECT_THAT(Fails(kFailed, {"--listen", other.address()}), HasSubstr(other.address()));
  EXPECT_THAT(Fails(kFailed, {"--admin-port", std::to_string(other.admin_port())}),
              HasSubstr(std::to_string(other.admin_port())));
}

TEST_F(Process, RefusesAFolderWithoutPermission) {
  // Nothing is forbidden to root.
  if (::geteuid() == 0) process_.BecomeUser(kNobody);
  fs::permissions(process_.folder(), fs::perms::owner_read | fs::perms::owner_exec |
                                         fs::perms::others_read | fs::perms::others_exec);
  const std::string data = process_.folder() + "/forbidden";
  EXPECT_THAT(Fails(kFailed, {"--data", data}), HasSubstr(data));
  EXPECT_FALSE(fs::exists(data));
  fs::permissions(process_.folder(), fs::perms::owner_all);
}

TEST_F(Process, RefusesADataFolderThatIsAFile) {
  const std::string file = process_.folder() + "/file";
  std::ofstream(file) << "text";
  EXPECT_THAT(Fails(kFailed, {"--data", file + "/data"}), HasSubstr(file));
}

TEST_F(Process, RefusesWrongFlagsAndFiles) {
  EXPECT_THAT(Fails(kWrongUse, {"--speed", "9"}), HasSubstr("--speed"));
  EXPECT_THAT(Fails(kWrongUse, {"--admin-port", "0"}), HasSubstr("--admin-port"));
  const std::string absent = process_.folder() + "/absent.pem";
  for (const char* flag : {"--cert", "--key", "--ca", "--principals"}) {
    EXPECT_THAT(Fails(kFailed, {flag, absent}), HasSubstr(absent)) << flag;
  }
}

}  // namespace
}  // namespace witan::testing
