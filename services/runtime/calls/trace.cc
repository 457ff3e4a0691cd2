#include "services/runtime/calls/trace.h"

#include <algorithm>
#include <cstdint>
#include <random>

namespace witan::runtime {
namespace {

constexpr char kDigits[] = "0123456789abcdef";
constexpr size_t kTraceIdLength = 32;
// 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
constexpr size_t kLength = 55;

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

std::string_view TraceIdOf(std::string_view traceparent) {
  if (traceparent.size() < kLength) return "";
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace = traceparent.substr(3, kTraceIdLength);
  const std::string_view parent = traceparent.substr(36, 16);
  const std::string_view flags = traceparent.substr(53, 2);
  const bool has_dashes = traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-';
  const bool is_hex = IsHex(version) && IsHex(trace) && IsHex(parent) && IsHex(flags);
  if (!has_dashes || !is_hex || version == "ff" || IsZero(trace) || IsZero(parent)) return "";
  const bool has_more = traceparent.size() > kLength;
  if (has_more && (version == "00" || traceparent[kLength] != '-')) return "";
  return trace;
}

std::string NewTraceId() {
  static thread_local std::mt19937_64 random{[] {
    std::random_device device;
    return uint64_t{device()} << 32 | device();
  }()};
  std::string id(kTraceIdLength, '0');
  for (size_t half = 0; half < 2; ++half) {
    uint64_t bits = random() | 1;  // an id of zeros alone is none
    for (size_t i = 0; i < kTraceIdLength / 2; ++i, bits >>= 4) {
      id[half * kTraceIdLength / 2 + i] = kDigits[bits & 0xF];
    }
  }
  return id;
}

}  // namespace witan::runtime
