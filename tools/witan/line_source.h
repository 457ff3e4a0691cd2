#pragma once

// The lines of several files, one after the other, each with its place.

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace witan::cli {

struct SourceLine {
  std::string file;
  // From 1.
  uint64_t number = 0;
  std::string text;
};

class LineSource final {
 public:
  // "-" is standard input. Empty lines and lines that start with # are passed over.
  explicit LineSource(std::vector<std::string> files);

  // False at the end. NotFound, naming the file, when one cannot be opened; InvalidArgument when a
  // line is longer than a command may be.
  absl::StatusOr<bool> Next(SourceLine& line);

 private:
  absl::Status OpenNext();

  std::vector<std::string> files_;
  size_t next_file_ = 0;
  std::ifstream file_;
  std::istream* stream_ = nullptr;
  std::string name_;
  uint64_t number_ = 0;
};

// How many lines Next will give; 0 where standard input is among them.
absl::StatusOr<uint64_t> CountLines(const std::vector<std::string>& files);

}  // namespace witan::cli
