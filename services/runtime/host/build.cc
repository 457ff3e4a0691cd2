#include "services/runtime/host/build.h"

#include <fmt/format.h>

#include "services/domain/rules.h"
#include "storage/base/hex.h"
#include "storage/base/sha256.h"

namespace witan::host {
namespace {

// What the verdicts of this build rest on.
std::string HashOfRules() {
  std::string text;
  for (const domain::Rule& rule : domain::Rules()) {
    text +=
        fmt::format("{}|{}|{}|{}|{}|{}\n", domain::RuleName(rule.id), domain::LevelName(rule.level),
                    rule.sentence, rule.from, rule.until, rule.fact_recordable);
    for (const auto& parameter : rule.parameters) {
      text += fmt::format(" {}={} {}\n", parameter.name, parameter.value, parameter.from);
    }
  }
  return HexEncode(AsBytes(Sha256(text)));
}

}  // namespace

runtime::BuildInfo ThisBuild() { return {kBuild, HashOfRules()}; }

}  // namespace witan::host
