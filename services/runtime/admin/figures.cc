#include "services/runtime/admin/figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>

namespace witan::runtime {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr double kMicrosOfSecond = 1e6;

MetricFamily FamilyOf(const std::string& name, const std::string& help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  family.metric.resize(1);
  return family;
}

double SecondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / kMicrosOfSecond;
}

// proc(5), statm: size and resident pages first.
struct Pages {
  double size = 0;
  double resident = 0;
};
std::optional<Pages> ReadPages() {
  std::ifstream file("/proc/self/statm");
  Pages pages;
  if (file >> pages.size >> pages.resident) return pages;
  return std::nullopt;
}

std::optional<double> OpenFiles() {
  std::error_code failure;
  double count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", failure), end; !failure && it != end;
       it.increment(failure)) {
    ++count;
  }
  if (failure || count == 0) return std::nullopt;
  return count - 1;  // the folder itself was open
}

// When this program was loaded, as near as it can tell by itself.
const double kStartS =
    std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();

}  // namespace

MetricFamily GaugeOf(const std::string& name, const std::string& help, double value) {
  MetricFamily family = FamilyOf(name, help, MetricType::Gauge);
  family.metric[0].gauge.value = value;
  return family;
}

MetricFamily CounterOf(const std::string& name, const std::string& help, double value) {
  MetricFamily family = FamilyOf(name, help, MetricType::Counter);
  family.metric[0].counter.value = value;
  return family;
}

std::vector<MetricFamily> ProcessFigures() {
  std::vector<MetricFamily> figures;
  const auto page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
  if (const auto pages = ReadPages()) {
    figures.push_back(
        GaugeOf("process_resident_memory_bytes", "Memory in use.", pages->resident * page_bytes));
    figures.push_back(GaugeOf("process_virtual_memory_bytes", "Memory that has an address.",
                              pages->size * page_bytes));
  }
  rusage usage = {};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) {
    figures.push_back(CounterOf("process_cpu_seconds_total", "Processor time, user and system.",
                                SecondsOf(usage.ru_utime) + SecondsOf(usage.ru_stime)));
  }
  if (const auto open = OpenFiles()) {
    figures.push_back(GaugeOf("process_open_fds", "Open files and connections.", *open));
  }
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    figures.push_back(GaugeOf("process_max_fds", "How many files may be open.",
                              static_cast<double>(limit.rlim_cur)));
  }
  figures.push_back(GaugeOf("process_start_time_seconds",
                            "When the process started, seconds since 1970-01-01.", kStartS));
  return figures;
}

}  // namespace witan::runtime
