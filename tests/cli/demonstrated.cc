#include "tests/cli/demonstrated.h"

#include <google/protobuf/util/json_util.h>

#include "tests/cli/import_lines.h"

namespace witan::testing {

void Demonstrated::SetUpTestSuite() {
  static const bool is_loaded = [] {
    const WitanCommand registrar(Standalone(), "cli-registrar");
    for (const char* name : {"reference", "demonstration"}) {
      const Ran ran = registrar.Run({"import", registrar.Write(name, FileOf(ImportLines(name)))});
      EXPECT_EQ(ran.code, kDone) << ran.err << ran.out;
      if (ran.code != kDone) return false;
    }
    return true;
  }();
  ASSERT_TRUE(is_loaded);
}

StandaloneProcess& Demonstrated::Standalone() {
  struct Started {
    Started() { process.Start(); }
    StandaloneProcess process;
  };
  static Started started;
  return started.process;
}

witan::oversight::v1::ListDecisionsResponse Demonstrated::Decisions(
    const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"list", "decisions", "-o", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = cqc_.Run(arguments);
  EXPECT_EQ(ran.code, kDone) << ran.err;
  witan::oversight::v1::ListDecisionsResponse response;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &response).ok()) << ran.out;
  return response;
}

}  // namespace witan::testing
