#include "services/recorder/wire/refusal_status.h"

#include <gtest/gtest.h>

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/domain/checks.h"
#include "services/recorder/answer.h"

namespace witan::recorder {
namespace {

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

google::rpc::ErrorInfo InfoAt(const google::rpc::Status& details, int at) {
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(details.details(at).UnpackTo(&info));
  return info;
}

domain::Refusal RuleRefusal(int rules, const std::string& sentence) {
  domain::Refusal refusal;
  refusal.code = absl::StatusCode::kFailedPrecondition;
  refusal.message = sentence;
  for (int i = 0; i < rules; ++i) {
    refusal.reasons.push_back(
        {"R_" + std::to_string(10 + i), sentence, "Health and Care Act 2022"});
  }
  return refusal;
}

TEST(RefusalStatus, SaysEveryRuleWithSentenceAndSource) {
  const auto refusal = RuleRefusal(3, "The quorum is 6; 5 were present.");
  const grpc::Status status = StatusOf(refusal);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.error_message(), "The quorum is 6; 5 were present.");
  const auto details = DetailsOf(status);
  EXPECT_EQ(details.code(), static_cast<int>(grpc::StatusCode::FAILED_PRECONDITION));
  ASSERT_EQ(details.details_size(), 3);
  const auto info = InfoAt(details, 2);
  EXPECT_EQ(info.reason(), "R_12");
  EXPECT_EQ(info.domain(), "witan");
  EXPECT_EQ(info.metadata().at("sentence"), "The quorum is 6; 5 were present.");
  EXPECT_EQ(info.metadata().at("source"), "Health and Care Act 2022");
}

TEST(RefusalStatus, CountsReasonsThatDoNotFit) {
  const grpc::Status status = StatusOf(RuleRefusal(65, std::string(400, 's')));
  EXPECT_LE(status.error_details().size(), 6'000U);
  const auto details = DetailsOf(status);
  EXPECT_EQ(InfoAt(details, 0).metadata().at("further_reasons"),
            std::to_string(65 - details.details_size()));
}

TEST(RefusalStatus, CountsFieldsThatDoNotFitAndKeepsTheReasons) {
  domain::Refusal refusal = RuleRefusal(1, "Wrong.");
  for (int i = 0; i < 50; ++i) refusal.violations.push_back({std::string(200, 'f'), "is missing"});
  const grpc::Status status = StatusOf(refusal);
  EXPECT_LE(status.error_details().size(), 6'000U);
  const auto details = DetailsOf(status);
  EXPECT_EQ(InfoAt(details, 0).reason(), "R_10");
  google::rpc::BadRequest violations;
  ASSERT_TRUE(details.details(1).UnpackTo(&violations));
  const int said = violations.field_violations_size() - 1;
  EXPECT_EQ(violations.field_violations(said).description(),
            "and " + std::to_string(50 - said) + " more fields are wrong");
}

TEST(RefusalStatus, CutsLongSentencesBetweenCharacters) {
  std::string sentence;
  for (int i = 0; i < 400; ++i) sentence += "é";
  const grpc::Status status = StatusOf(RuleRefusal(1, sentence));
  EXPECT_LE(status.error_message().size(), kMostSentenceBytes);
  EXPECT_TRUE(domain::IsCleanText(status.error_message()));
}

TEST(RefusalStatus, EveryReasonOfTheCatalogueBecomesAStatus) {
  for (const domain::Reason& reason : domain::Reasons()) {
    const grpc::Status status = StatusOf(RefusalOf(reason.id));
    EXPECT_EQ(static_cast<int>(status.error_code()), static_cast<int>(reason.code));
    EXPECT_EQ(InfoAt(DetailsOf(status), 0).reason(), reason.name);
    EXPECT_LE(reason.sentence.size(), kMostSentenceBytes) << reason.name;
  }
}

}  // namespace
}  // namespace witan::recorder
