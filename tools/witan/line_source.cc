#include "tools/witan/line_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "storage/base/status.h"

namespace witan::cli {
namespace {

// An event has at most 60 KB; JSON of it may take a few times that.
constexpr size_t kMaxLineBytes = 1 << 20;

}  // namespace

LineSource::LineSource(std::vector<std::string> files) : files_(std::move(files)) {}

absl::Status LineSource::OpenNext() {
  name_ = files_[next_file_++];
  number_ = 0;
  if (name_ == "-") {
    name_ = "standard input";
    stream_ = &std::cin;
    return absl::OkStatus();
  }
  file_ = std::ifstream(name_);
  stream_ = &file_;
  // A folder opens, but cannot be read.
  if (!file_ || (file_.peek(), file_.bad())) {
    return absl::NotFoundError(fmt::format("The file {} cannot be read.", name_));
  }
  file_.clear();
  return absl::OkStatus();
}

absl::StatusOr<bool> LineSource::Next(SourceLine& line) {
  while (true) {
    if (stream_ == nullptr) {
      if (next_file_ == files_.size()) return false;
      RETURN_IF_ERROR(OpenNext());
    }
    if (!std::getline(*stream_, line.text)) {
      stream_ = nullptr;
      continue;
    }
    ++number_;
    if (line.text.size() > kMaxLineBytes) {
      return absl::InvalidArgumentError(
          fmt::format("{}:{}: The line has {} bytes; a command has at most {}.", name_, number_,
                      line.text.size(), kMaxLineBytes));
    }
    const size_t first = line.text.find_first_not_of(" \t\r");
    if (first == std::string::npos || line.text[first] == '#') continue;
    line.file = name_;
    line.number = number_;
    return true;
  }
}

absl::StatusOr<uint64_t> CountLines(const std::vector<std::string>& files) {
  if (std::find(files.begin(), files.end(), "-") != files.end()) return 0;
  LineSource source(files);
  SourceLine line;
  uint64_t count = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, source.Next(line));
    if (!more) return count;
    ++count;
  }
}

}  // namespace witan::cli
