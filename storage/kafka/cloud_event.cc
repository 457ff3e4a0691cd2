#include "storage/kafka/cloud_event.h"

#include <fmt/format.h>

#include <chrono>

namespace witan::storage {

KafkaHeaders CloudEventHeaders(const RecordHeader& header, const std::string& type) {
  return {{"ce_specversion", "1.0"},
          {"ce_id", header.event_id.ToString()},
          {"ce_source", "urn:uuid:" + header.log_id.ToString()},
          {"ce_type", type},
          {"ce_time", Rfc3339(header.recorded_at)},
          {"ce_position", std::to_string(header.position.value())},
          {"ce_term", std::to_string(header.term.value())},
          {"content-type", "application/protobuf"}};
}

std::string Rfc3339(Timestamp time) {
  using std::chrono::days;
  using std::chrono::microseconds;
  using std::chrono::sys_time;
  const sys_time<microseconds> moment{microseconds(time.micros)};
  const auto day = std::chrono::floor<days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<microseconds> clock(moment - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace witan::storage
