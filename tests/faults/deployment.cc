#include "tests/faults/deployment.h"

#include <fmt/format.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "witan/command/v1/record.grpc.pb.h"

namespace witan::testing {
namespace {

namespace fs = std::filesystem;

using std::chrono::seconds;
using std::chrono::steady_clock;
using witan::command::v1::RecordService;

constexpr seconds kPatience(120);
constexpr std::chrono::milliseconds kPause(20);
constexpr size_t kLastWords = 3'000;  // bytes

storage::KafkaLogOptions OptionsOf(const storage::KafkaCluster& brokers) {
  storage::KafkaLogOptions options;
  options.connection.bootstrap = brokers.bootstrap();
  options.connection.client_id = "faults";
  options.connection.timeout = seconds(30);
  options.topic = storage::FreshTopic();
  return options;
}

witan::command::v1::GetWriterResponse WriterToldBy(const Service& recorder) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + seconds(1));
  witan::command::v1::GetWriterResponse answer;
  const grpc::Status status =
      RecordService::NewStub(recorder.channel())->GetWriter(&context, {}, &answer);
  if (!status.ok()) answer.Clear();
  return answer;
}

}  // namespace

Deployment::Deployment(storage::KafkaCluster& brokers)
    : brokers_(brokers),
      topic_(OptionsOf(brokers), storage::KafkaTopicPlan{}, folder_.path()),
      asked_(*storage::KafkaTopic::Make(topic_.options().connection, topic_.options().topic)) {
  for (size_t i = 0; i < kRecorders; ++i) {
    recorders_.push_back(std::make_unique<Service>(WITAN_RECORDER, topic_.Settings(),
                                                   folder_ / fmt::format("recorder-{}", i)));
    recorders_.back()->Start();
  }
  for (const auto& recorder : recorders_) recorder->AwaitServing();
  // The recorders have made the topic of the keys by now.
  for (size_t i = 0; i < kViews; ++i) {
    views_.push_back(std::make_unique<Service>(WITAN_OVERSIGHT, topic_.Settings(),
                                               folder_ / fmt::format("oversight-{}", i)));
    views_.back()->Start();
  }
  for (const auto& view : views_) view->AwaitServing();
}

std::string Deployment::NewestSegment(int broker) const {
  std::string newest;
  const std::string folder = brokers_.Folder(broker) + "/log/" + topic_.options().topic + "-0";
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".log") newest = std::max(newest, entry.path().string());
  }
  return newest;
}

int Deployment::Leader() const {
  const auto until = steady_clock::now() + kPatience;
  while (steady_clock::now() < until) {
    const auto leader = asked_->Leader();
    if (leader.ok() && *leader > 0) return *leader;
    std::this_thread::sleep_for(kPause);
  }
  ADD_FAILURE() << "no broker leads";
  return 1;
}

std::vector<Recorders::Address> Deployment::RecorderAddresses() const {
  std::vector<Recorders::Address> addresses;
  for (const auto& recorder : recorders_) {
    addresses.push_back({recorder->address(), recorder->channel()});
  }
  return addresses;
}

std::vector<std::shared_ptr<grpc::Channel>> Deployment::ViewChannels() const {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (const auto& view : views_) channels.push_back(view->channel());
  return channels;
}

size_t Deployment::Writer() const {
  const auto until = steady_clock::now() + kPatience;
  while (steady_clock::now() < until) {
    witan::command::v1::GetWriterResponse newest;
    for (const auto& recorder : recorders_) {
      const auto told = WriterToldBy(*recorder);
      if (told.term() > newest.term()) newest = told;
    }
    for (size_t i = 0; i < recorders_.size(); ++i) {
      if (recorders_[i]->runs() && recorders_[i]->address() == newest.address()) return i;
    }
    std::this_thread::sleep_for(kPause);
  }
  ADD_FAILURE() << "no recorder writes";
  return 0;
}

std::string Deployment::LastWords() const {
  std::string all;
  const auto add = [&all](const std::string& name, const Service& service) {
    const std::string words = service.Words();
    all += fmt::format("---- {} at {}\n{}\n", name, service.address(),
                       words.substr(words.size() - std::min(words.size(), kLastWords)));
  };
  for (const auto& recorder : recorders_) add("recorder", *recorder);
  for (const auto& view : views_) add("oversight", *view);
  return all;
}

}  // namespace witan::testing
