#pragma once

// Figures that are read when they are asked for, as Prometheus takes them.

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace witan::runtime {

prometheus::MetricFamily GaugeOf(const std::string& name, const std::string& help, double value);
prometheus::MetricFamily CounterOf(const std::string& name, const std::string& help, double value);

// Memory, processor time, open files and start of this process, under the names that the
// ecosystem's client libraries use: process_resident_memory_bytes and so on. What this system does
// not tell is left out.
std::vector<prometheus::MetricFamily> ProcessFigures();

}  // namespace witan::runtime
