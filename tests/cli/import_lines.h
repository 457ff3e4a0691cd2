#pragma once

// The generated import files of deploy/.

#include <string>
#include <vector>

namespace witan::testing {

// The lines of deploy/NAME/generate.mjs: "reference", "demonstration". Made once for each program.
const std::vector<std::string>& ImportLines(const std::string& name);

// Lines as the text of a file.
std::string FileOf(const std::vector<std::string>& lines);

}  // namespace witan::testing
