#include "services/runtime/principal/caller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace witan::runtime {
namespace {

using ::testing::HasSubstr;
using witan::auth::v1::Principal;

constexpr const char* kOrganisation = "0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10";

std::string Serialized(witan::auth::v1::Role role) {
  Principal principal;
  principal.set_subject("someone");
  principal.set_organisation_id(kOrganisation);
  principal.add_roles(role);
  return principal.SerializeAsString();
}

CallerPolicy Policy(bool believes_plain_peers = false) {
  Principal cqc;
  cqc.set_subject("cli-cqc");
  cqc.add_roles(witan::auth::v1::ROLE_CQC);
  return CallerPolicy(CallerRules{.deployment = "dev",
                                  .principals = {{"spiffe://dev/cli-cqc", cqc}},
                                  .believes_plain_peers = believes_plain_peers});
}

TEST(CallerPolicy, BelievesAGatewayForWhomItPassesOn) {
  const auto caller =
      Policy().Identify(Peer{"spiffe://dev/gateway", {Serialized(witan::auth::v1::ROLE_PUBLIC)}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->subject(), "someone");
}

TEST(CallerPolicy, TakesACommandLineForWhomTheFileSaysWhateverItSends) {
  const auto caller = Policy().Identify(
      Peer{"spiffe://dev/cli-cqc", {Serialized(witan::auth::v1::ROLE_REGISTRAR)}});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->roles(0), witan::auth::v1::ROLE_CQC);
}

TEST(CallerPolicy, RefusesACallThatNamesNobody) {
  EXPECT_TRUE(absl::IsUnauthenticated(Policy().Identify(Peer{"", {}}).status()));
  EXPECT_TRUE(
      absl::IsUnauthenticated(Policy().Identify(Peer{"spiffe://dev/gateway", {}}).status()));
}

TEST(CallerPolicy, RefusesAForgedPrincipal) {
  const std::string forged = Serialized(witan::auth::v1::ROLE_REGISTRAR);
  for (const auto* uri : {"spiffe://dev/cli-unknown", "spiffe://other/gateway", "spiffe://dev/",
                          "https://dev/gateway", "spiffe://dev/standalone"}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Policy().Identify(Peer{uri, {forged}}).status())) << uri;
  }
  EXPECT_TRUE(absl::IsUnauthenticated(Policy().Identify(Peer{"", {forged}}).status()));
}

TEST(CallerPolicy, RefusesAPrincipalThatCannotBeRead) {
  const std::string sound = Serialized(witan::auth::v1::ROLE_PUBLIC);
  for (const auto& sent : std::vector<std::vector<std::string>>{
           {"\xFF\xFF"}, {""}, {sound, sound}, {std::string(100'000, 'x')}}) {
    EXPECT_TRUE(
        absl::IsPermissionDenied(Policy().Identify(Peer{"spiffe://dev/gateway", sent}).status()));
  }
}

TEST(CallerPolicy, BelievesPlainPeersOnlyWhenToldTo) {
  const Peer peer{"", {Serialized(witan::auth::v1::ROLE_PUBLIC)}};
  EXPECT_FALSE(Policy().Identify(peer).ok());
  EXPECT_TRUE(Policy(true).Identify(peer).ok());
}

class PrincipalsFile : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  absl::StatusOr<Principals> Read(const std::string& text) {
    std::ofstream(path_) << text;
    return ReadPrincipals(path_);
  }

  const std::string path_ = (std::filesystem::temp_directory_path() /
                             ("witan_principals_" + std::to_string(::getpid()) + ".json"))
                                .string();
};

TEST_F(PrincipalsFile, IsRead) {
  const auto principals = Read(
      R"({"principals":[{"certificate":"spiffe://dev/cli-a",
          "principal":{"subject":"a","organisationId":"0190c3f2-7d1a-7c55-9d0a-2f1f2f0f6f10",
                       "roles":["ROLE_REGION"]}}]})");
  ASSERT_TRUE(principals.ok()) << principals.status();
  EXPECT_EQ(principals->at("spiffe://dev/cli-a").roles(0), witan::auth::v1::ROLE_REGION);
}

TEST_F(PrincipalsFile, SaysWhatIsWrongWithIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "no JSON object"},
      {"{}", "no list"},
      {R"({"principals":[{"certificate":"cli-a"}]})", "no certificate's URI"},
      {R"({"principals":[{"certificate":"spiffe://dev/a"}]})", "cannot be read"},
      {R"({"principals":[{"certificate":"spiffe://dev/a","principal":{"subject":"a"}}]})",
       "needs a subject and roles"},
      {R"({"principals":[{"certificate":"spiffe://dev/a",
           "principal":{"subject":"a","organisationId":"QF7","roles":["ROLE_CQC"]}}]})",
       "no record id"},
  };
  for (const auto& [text, complaint] : cases) {
    const auto status = Read(text).status();
    EXPECT_THAT(std::string(status.message()), HasSubstr(complaint)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
  }
  EXPECT_THAT(std::string(ReadPrincipals("/nonexistent").status().message()),
              HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace witan::runtime
