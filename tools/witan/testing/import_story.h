#pragma once

// What the tests of the import share: a file of lines, a recorder that takes them, and what the
// import said on the way.

#include <fmt/format.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tools/witan/import.h"
#include "tools/witan/testing/fake_recorder.h"

namespace witan::cli::testing {

class Notes final : public ImportObserver {
 public:
  void OnBadLine(const SourceLine& line, const Failure& failure) override {
    bad.push_back(fmt::format("{}: {}", line.number, Render(failure)));
  }
  void OnNotRefused(const SourceLine& line, const std::vector<std::string>&) override {
    bad.push_back(fmt::format("{}: not refused", line.number));
  }
  void OnProgress(const ImportReport&) override {}
  void OnReconnect(const Failure&, std::chrono::milliseconds) override { ++reconnects; }

  std::vector<std::string> bad;
  int reconnects = 0;
};

class ImportStory : public ::testing::Test {
 protected:
  ImportStory() {
    server_ = grpc::ServerBuilder().RegisterService(&recorder_).BuildAndStart();
    options_.backoff = std::chrono::milliseconds(1);
  }
  ~ImportStory() override { std::filesystem::remove(path_); }

  static std::string Line(const std::string& id, const std::string& note = "") {
    return fmt::format(
        R"({{"header":{{"requestId":"{}"}},"content":{{"actionProgressed":{{"note":"{}"}}}}}})", id,
        note);
  }
  // The same, stating that R-18 refuses it.
  static std::string RefusedLine(const std::string& id) {
    return R"({"expectRefusal":["R-18"],)" + Line(id).substr(1);
  }
  void Write(const std::vector<std::string>& lines) {
    std::ofstream file(path_);
    for (const std::string& line : lines) file << line << "\n";
  }
  absl::StatusOr<ImportReport> Run() {
    Client client(
        {"recorder"}, [this](const std::string&) { return server_->InProcessChannel({}); }, 1'000);
    Import import(client, options_, notes_);
    return import.Run({path_});
  }

  const std::string path_ =
      (std::filesystem::path(::testing::TempDir()) /
       fmt::format("import_test_{}.jsonl",
                   ::testing::UnitTest::GetInstance()->current_test_info()->name()))
          .string();
  FakeRecorder recorder_;
  std::unique_ptr<grpc::Server> server_;
  ImportOptions options_;
  Notes notes_;
};

}  // namespace witan::cli::testing
