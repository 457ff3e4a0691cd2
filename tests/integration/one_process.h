#pragma once

// A process for a suite of tests, and commands of its registrar.

#include <gtest/gtest.h>

#include <string>

#include "services/domain/testing/fake_world.h"
#include "storage/base/uuid.h"
#include "tests/support/command_caller.h"
#include "tests/support/organisations.h"
#include "tests/support/standalone_process.h"

namespace witan::testing {

// One process for all: every test works on records of its own.
class OneProcess : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    process_ = new StandaloneProcess();
    process_->Start();
    caller_ = new CommandCaller(process_->Channel("gateway"));
    ASSERT_EQ(Send(Header(), Registrar()).Text(), "");
  }
  static void TearDownTestSuite() {
    delete caller_;
    delete process_;
  }

  static const std::string& RegistrarId() { return StandaloneProcess::RegistrarId(); }

  static witan::command::v1::CommandHeader HeaderFor(const std::string& actor) {
    witan::command::v1::CommandHeader header =
        domain::testing::FakeWorld::Header("", actor, "2022-07-01");
    header.set_request_id(Uuid::Random().ToString());
    return header;
  }
  static witan::command::v1::CommandHeader Header() { return HeaderFor(RegistrarId()); }

  // An organisation is sent with the id that follows from it, unless the header names another.
  static Outcome Send(witan::command::v1::CommandHeader header,
                      const witan::organisation::v1::OrganisationRegistered& content) {
    if (header.record_id().empty()) header.set_record_id(IdOf(content));
    return SendAny(header, content);
  }
  template <class Content>
  static Outcome SendAny(const witan::command::v1::CommandHeader& header, const Content& content) {
    const witan::auth::v1::Principal principal =
        PrincipalOf(witan::auth::v1::ROLE_REGISTRAR, RegistrarId());
    return caller_->Call(header, domain::testing::FakeWorld::Wrap(content), &principal);
  }

  inline static StandaloneProcess* process_ = nullptr;
  inline static CommandCaller* caller_ = nullptr;
};

}  // namespace witan::testing
