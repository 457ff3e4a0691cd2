#include "storage/rocksdb/run_sorter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "storage/base/status.h"
#include "storage/rocksdb/rocks_support.h"

namespace witan::storage {
namespace {

uint64_t PrefixOf(std::string_view key) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < sizeof(prefix); ++i) {
    prefix = (prefix << 8) | (i < key.size() ? static_cast<uint8_t>(key[i]) : 0);
  }
  return prefix;
}

class BufferedPairs final : public SortedPairs {
 public:
  explicit BufferedPairs(PairBuffer buffer) : buffer_(std::move(buffer)) {}
  absl::StatusOr<std::optional<SortedPair>> Next() override {
    if (next_ == buffer_.count()) return std::optional<SortedPair>();
    return std::optional<SortedPair>(buffer_.at(next_++));
  }

 private:
  const PairBuffer buffer_;
  size_t next_ = 0;
};

// A heap of runs by their next key. The pair that was handed out is taken off at the next call.
class MergedPairs final : public SortedPairs {
 public:
  explicit MergedPairs(std::vector<std::unique_ptr<RunReader>> runs) : runs_(std::move(runs)) {}

  absl::Status Start() {
    for (size_t i = 0; i < runs_.size(); ++i) RETURN_IF_ERROR(Push(i));
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<SortedPair>> Next() override {
    if (handed_out_) {
      std::pop_heap(heap_.begin(), heap_.end(), IsAfter);
      const size_t run = heap_.back().run;
      heap_.pop_back();
      RETURN_IF_ERROR(Push(run));
    }
    handed_out_ = !heap_.empty();
    return heap_.empty() ? std::optional<SortedPair>() : std::optional(heap_.front().pair);
  }

 private:
  struct Head {
    SortedPair pair;
    size_t run;  // a lower one is older
  };
  static bool IsAfter(const Head& a, const Head& b) {
    const int order = a.pair.key.compare(b.pair.key);
    return order != 0 ? order > 0 : a.run > b.run;
  }
  absl::Status Push(size_t run) {
    ASSIGN_OR_RETURN(const auto pair, runs_[run]->Next());
    if (!pair) {
      runs_[run].reset();
      return absl::OkStatus();
    }
    heap_.push_back({*pair, run});
    std::push_heap(heap_.begin(), heap_.end(), IsAfter);
    return absl::OkStatus();
  }

  std::vector<std::unique_ptr<RunReader>> runs_;
  std::vector<Head> heap_;
  bool handed_out_ = false;
};

}  // namespace

void PairBuffer::Add(std::string_view key, std::string_view value) {
  places_.push_back({PrefixOf(key), bytes_.size(), static_cast<uint32_t>(key.size()),
                     static_cast<uint32_t>(value.size())});
  bytes_.append(key);
  bytes_.append(value);
}

void PairBuffer::Reserve(size_t size) { bytes_.reserve(size); }

void PairBuffer::Sort() {
  std::sort(places_.begin(), places_.end(), [this](const Place& a, const Place& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = KeyOf(a).compare(KeyOf(b));
    return order != 0 ? order < 0 : a.offset < b.offset;  // as they were added
  });
}

void PairBuffer::Clear() {
  bytes_.clear();
  places_.clear();
}

SortedPair PairBuffer::at(size_t index) const {
  const Place& place = places_[index];
  return {KeyOf(place),
          std::string_view(bytes_).substr(place.offset + place.key_size, place.value_size)};
}

std::string_view PairBuffer::KeyOf(const Place& place) const {
  return std::string_view(bytes_).substr(place.offset, place.key_size);
}

RunSorter::RunSorter(rocksdb::Env& env, std::string path_prefix, size_t memory_bytes)
    : env_(env), path_prefix_(std::move(path_prefix)), memory_bytes_(memory_bytes) {}

RunSorter::~RunSorter() {
  // What stays goes with the folder of the rebuild.
  for (const std::string& path : runs_) env_.DeleteFile(path).PermitUncheckedError();
}

absl::Status RunSorter::Add(std::string_view key, std::string_view value) {
  if (buffer_.count() == 0) buffer_.Reserve(memory_bytes_);
  buffer_.Add(key, value);
  return buffer_.size_bytes() < memory_bytes_ ? absl::OkStatus() : Spill();
}

absl::StatusOr<std::unique_ptr<SortedPairs>> RunSorter::Finish() {
  if (runs_.empty()) {
    buffer_.Sort();
    return std::make_unique<BufferedPairs>(std::exchange(buffer_, PairBuffer()));
  }
  RETURN_IF_ERROR(Spill());
  buffer_ = PairBuffer();  // gives its memory back
  RETURN_IF_ERROR(MergeUntilFew());
  return OpenRuns(0, runs_.size());
}

absl::Status RunSorter::Spill() {
  if (buffer_.count() == 0) return absl::OkStatus();
  buffer_.Sort();
  runs_.push_back(NextPath());
  ASSIGN_OR_RETURN(const auto run, RunWriter::Create(env_, runs_.back()));
  for (size_t i = 0; i < buffer_.count(); ++i) {
    const SortedPair pair = buffer_.at(i);
    RETURN_IF_ERROR(run->Add(pair.key, pair.value));
  }
  buffer_.Clear();
  return run->Close();
}

absl::Status RunSorter::MergeUntilFew() {
  const size_t at_once = std::max<size_t>(2, memory_bytes_ / kRunBlockBytes);
  while (runs_.size() > at_once) {
    std::vector<std::string> merged;
    for (size_t first = 0; first < runs_.size(); first += at_once) {
      const size_t end = std::min(first + at_once, runs_.size());
      merged.push_back(NextPath());
      RETURN_IF_ERROR(MergeInto(merged.back(), first, end));
    }
    runs_ = std::move(merged);
  }
  return absl::OkStatus();
}

absl::Status RunSorter::MergeInto(const std::string& path, size_t first, size_t end) {
  ASSIGN_OR_RETURN(const auto pairs, OpenRuns(first, end));
  ASSIGN_OR_RETURN(const auto run, RunWriter::Create(env_, path));
  while (true) {
    ASSIGN_OR_RETURN(const auto pair, pairs->Next());
    if (!pair) break;
    RETURN_IF_ERROR(run->Add(pair->key, pair->value));
  }
  RETURN_IF_ERROR(run->Close());
  for (size_t i = first; i < end; ++i) {
    RETURN_IF_ERROR(FromRocks(env_.DeleteFile(runs_[i]), "removing a run of a rebuild"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<SortedPairs>> RunSorter::OpenRuns(size_t first, size_t end) const {
  std::vector<std::unique_ptr<RunReader>> runs;
  for (size_t i = first; i < end; ++i) {
    ASSIGN_OR_RETURN(auto run, RunReader::Open(env_, runs_[i]));
    runs.push_back(std::move(run));
  }
  auto merged = std::make_unique<MergedPairs>(std::move(runs));
  RETURN_IF_ERROR(merged->Start());
  return merged;
}

std::string RunSorter::NextPath() { return fmt::format("{}-{}", path_prefix_, ++runs_written_); }

}  // namespace witan::storage
