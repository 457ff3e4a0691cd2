// What a program says of a log on Kafka that it cannot use: one sentence, and it ends; never a loop
// of complaints.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/base/check.h"
#include "storage/contract/temporary_folder.h"
#include "storage/kafka/testing/kafka_admin.h"
#include "storage/kafka/testing/one_broker.h"
#include "tests/shared_log/log_topic.h"
#include "tests/shared_log/service.h"

namespace witan::testing {
namespace {

using ::testing::HasSubstr;
using Settings = std::vector<std::string>;

// Of its own and of librdkafka's, which may be 20 in ten seconds.
constexpr int64_t kMostLines = 40;

Settings With(Settings settings, const std::string& name, const std::string& value) {
  const auto at = std::find(settings.begin(), settings.end(), name);
  if (at == settings.end()) {
    settings.insert(settings.end(), {name, value});
  } else {
    *std::next(at) = value;
  }
  return settings;
}

class BadLuck : public ::testing::Test {
 protected:
  LogTopic NewLog() const {
    return {storage::OneNodeOptions(storage::OneBroker().bootstrap(), storage::FreshTopic()),
            storage::kOneNodePlan, folder_.path()};
  }

  // Starts a recorder, which has to say why it cannot go on, once, and end.
  void ExpectToEnd(const Settings& settings, const std::string& sentence,
                   const std::string& name = "recorder") const {
    Service recorder(WITAN_RECORDER, settings, folder_ / name);
    recorder.Start();
    EXPECT_EQ(recorder.AwaitEnd(), 1);
    const std::string words = recorder.Words();
    EXPECT_THAT(words, HasSubstr(sentence));
    EXPECT_LE(std::count(words.begin(), words.end(), '\n'), kMostLines) << words;
    EXPECT_EQ(words.find("\"ERROR\""), words.rfind("\"ERROR\"")) << words;
    EXPECT_THAT(words, Not(HasSubstr("gapless")));
  }

  const storage::TemporaryFolder folder_;
};

TEST_F(BadLuck, AWrongAddressOfTheBrokers) {
  ExpectToEnd(With(NewLog().Settings(), "--kafka", "127.0.0.1:1"),
              "the Kafka brokers at 127.0.0.1:1 gave no usable answer");
}

TEST_F(BadLuck, ATopicWithTwoPartitions) {
  const std::string topic = storage::FreshTopic();
  storage::MakeTopic(storage::OneBroker().bootstrap(), topic, 2, {});
  ExpectToEnd(With(NewLog().Settings(), "--kafka-topic", topic), "2 partitions");
}

TEST_F(BadLuck, ATopicOfAnotherLog) {
  const LogTopic log = NewLog();
  Service recorder(WITAN_RECORDER, log.Settings(), folder_ / "recorder");
  recorder.Start();
  recorder.AwaitServing();
  EXPECT_EQ(recorder.End(SIGTERM), 0) << recorder.Words();
  ExpectToEnd(NewLog().Settings(), "is not the one that was read before");
}

TEST_F(BadLuck, AClockThatIsTenSecondsBehind) {
  const LogTopic log = NewLog();
  FakeClock ahead;
  ahead.Set(SystemClock().Now() + std::chrono::seconds(10));
  const runtime::EnvelopeCodec codec(runtime::BuildInfo{"test", ""});
  const auto opened = storage::KafkaEventLog::Open(log.options(), codec, ahead);
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_TRUE((*opened)->OpenWriter(storage::WriterOptions{}).ok());
  ExpectToEnd(log.Settings(), "ms behind the last record of the log: set the clock right");
}

// ---- Certificates

bool Ran(const std::string& command) {
  return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c): a test's own words
}

class BadCertificates : public BadLuck {
 protected:
  BadCertificates() {
    WITAN_CHECK(MakeAuthority("ours") && MakeAuthority("theirs"), "no certificates");
    const std::string folder = folder_ / "ours";
    // A broker takes its key in PKCS #8, before its certificate.
    WITAN_CHECK(Ran(fmt::format("cd {} && (openssl pkcs8 -topk8 -nocrypt -in standalone.key && cat "
                                "standalone.pem) > broker.pem && cp ca.pem trust.pem",
                                folder)),
                "no key for the broker");
    broker_ = std::make_unique<storage::KafkaCluster>(
        1, Settings{"listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:SSL",
                    "ssl.client.auth=required", "ssl.keystore.type=PEM",
                    "ssl.keystore.location=" + folder + "/broker.pem", "ssl.truststore.type=PEM",
                    "ssl.truststore.location=" + folder + "/trust.pem"});
  }

  bool MakeAuthority(const std::string& name) const {
    return Ran(
        fmt::format("{} {} standalone recorder >/dev/null 2>&1", WITAN_DEV_CA, (folder_ / name)));
  }
  storage::KafkaSecurity SecurityBy(const std::string& name) const {
    const std::string folder = folder_ / name;
    storage::KafkaSecurity security;
    security.ca_file = folder + "/ca.pem";
    security.cert_file = folder + "/recorder.pem";
    security.key_file = folder + "/recorder.key";
    return security;
  }
  LogTopic NewLogByCertificate() const {
    auto options = storage::OneNodeOptions(broker_->bootstrap(), storage::FreshTopic());
    options.connection.security = SecurityBy("ours");
    return {options, storage::kOneNodePlan, folder_.path()};
  }
  static Settings By(const LogTopic& log, const storage::KafkaSecurity& security) {
    Settings settings = With(log.Settings(), "--kafka-ca", security.ca_file);
    settings = With(std::move(settings), "--kafka-cert", security.cert_file);
    return With(std::move(settings), "--kafka-key", security.key_file);
  }

  std::unique_ptr<storage::KafkaCluster> broker_;
};

TEST_F(BadCertificates, EachIsASentenceAndTheRightOneServes) {
  const LogTopic log = NewLogByCertificate();
  ExpectToEnd(By(log, SecurityBy("theirs")), "certificate verify failed");
  storage::KafkaSecurity stranger = SecurityBy("theirs");
  stranger.ca_file = SecurityBy("ours").ca_file;
  ExpectToEnd(By(log, stranger), "gave no usable answer");
  storage::KafkaSecurity expired = SecurityBy("ours");
  expired.cert_file = folder_ / "expired.pem";
  ASSERT_TRUE(Ran(fmt::format(
      "cd {} && openssl req -new -key recorder.key -subj /CN=recorder -out r.csr && openssl x509 "
      "-req -in r.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days -1 -out {} 2>/dev/null",
      (folder_ / "ours"), expired.cert_file)));
  ExpectToEnd(By(log, expired), "expired.pem for the Kafka brokers has expired");
  Service recorder(WITAN_RECORDER, By(log, SecurityBy("ours")), folder_ / "right");
  recorder.Start();
  recorder.AwaitServing();
  EXPECT_EQ(recorder.End(SIGTERM), 0) << recorder.Words();
}

}  // namespace
}  // namespace witan::testing
