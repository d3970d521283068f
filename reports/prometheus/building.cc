#include "reports/prometheus/building.h"

#include "base/limits.h"
#include "base/text.h"

#include <prometheus/text_serializer.h>

#include <array>
#include <limits>

namespace ssert::reports {
namespace {

using ::prometheus::ClientMetric;
using ::prometheus::MetricFamily;
using ::prometheus::MetricType;
using namespace std::chrono_literals;

// From a millisecond to the longest wait for one exchange.
constexpr std::array<std::chrono::nanoseconds, 25> bounds{
    1ms,    2500us, 5ms, 10ms, 25ms, 50ms,   100ms, 150ms, 200ms, 300ms, 400ms, 500ms, 750ms,
    1000ms, 1500ms, 2s,  3s,   5s,   7500ms, 10s,   15s,   30s,   60s,   120s,  300s};

double seconds_of(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

ClientMetric labelled(const LabelledValue& from) {
  ClientMetric metric;
  for (const auto& [name, value] : from.labels) {
    metric.label.push_back(
        {.name = std::string(name),
         .value = base::escape_bytes_shortened(value, base::limits::metric_label_bytes)});
  }
  return metric;
}

MetricFamily family(FamilyName name, MetricType type) {
  return {.name = std::move(name.name), .help = std::move(name.help), .type = type, .metric = {}};
}

}  // namespace

MetricFamily counter(FamilyName name, const std::vector<LabelledValue>& values) {
  auto made = family(std::move(name), MetricType::Counter);
  for (const auto& value : values) {
    made.metric.push_back(labelled(value));
    made.metric.back().counter.value = value.value;
  }
  return made;
}

MetricFamily gauge(FamilyName name, const std::vector<LabelledValue>& values) {
  auto made = family(std::move(name), MetricType::Gauge);
  for (const auto& value : values) {
    made.metric.push_back(labelled(value));
    made.metric.back().gauge.value = value.value;
  }
  return made;
}

MetricFamily counter(FamilyName name, std::uint64_t value) {
  return counter(std::move(name), {{.labels = {}, .value = static_cast<double>(value)}});
}

MetricFamily gauge(FamilyName name, double value) {
  return gauge(std::move(name), {{.labels = {}, .value = value}});
}

MetricFamily histogram(FamilyName name, const statistics::Histogram::Parts& parts) {
  auto made = family(std::move(name), MetricType::Histogram);
  // What a report holds was a histogram: a Problem here is a fault of ours.
  const auto whole = statistics::Histogram::from_parts(parts, made.name).value();
  ClientMetric metric;
  metric.histogram.sample_count = whole.count();
  metric.histogram.sample_sum = whole.sum_ns() / 1e9;
  for (const auto bound : bounds) {
    metric.histogram.bucket.push_back(
        {.cumulative_count = whole.count_at_or_below(bound), .upper_bound = seconds_of(bound)});
  }
  metric.histogram.bucket.push_back(
      {.cumulative_count = whole.count(), .upper_bound = std::numeric_limits<double>::infinity()});
  made.metric.push_back(std::move(metric));
  return made;
}

std::span<const std::chrono::nanoseconds> bucket_bounds() { return bounds; }

std::string text_of(const MetricFamilies& families) {
  return ::prometheus::TextSerializer().Serialize(families);
}

}  // namespace ssert::reports
