#include "statistics/metric_table.h"

#include <algorithm>
#include <array>

namespace ssert::statistics {
namespace {

constexpr std::array<MetricRow, 21> rows{{
    {.name = "ttft",
     .kind = Kind::duration,
     .bounds_streams = true,
     .formula = "arrival of the first output event - planned send",
     .json_key = "ttft",
     .prometheus = "ssert_time_to_first_token_seconds"},
    {.name = "ttft_sent",
     .kind = Kind::duration,
     .bounds_streams = true,
     .formula = "arrival of the first output event - request handed to a connection",
     .json_key = "ttft_sent",
     .prometheus = "ssert_time_to_first_token_since_sent_seconds"},
    {.name = "ttft_service",
     .kind = Kind::duration,
     .bounds_streams = true,
     .formula = "arrival of the first output event - last byte of the request written",
     .json_key = "ttft_service",
     .prometheus = "ssert_time_to_first_token_of_service_seconds"},
    {.name = "gap",
     .kind = Kind::duration,
     .formula = "arrival of an output event - arrival of the output event before it",
     .json_key = "gap",
     .prometheus = "ssert_inter_event_gap_seconds"},
    {.name = "tpot",
     .kind = Kind::duration,
     .bounds_streams = true,
     .formula = "(arrival of the last output event - arrival of the first) / tokens after the "
                "first output event",
     .json_key = "tpot",
     .prometheus = "ssert_time_per_output_token_seconds"},
    {.name = "max_gap",
     .kind = Kind::duration,
     .bounds_streams = true,
     .formula = "the longest gap of a stream",
     .json_key = "max_gap",
     .prometheus = "ssert_longest_gap_seconds"},
    {.name = "e2e",
     .kind = Kind::duration,
     .bounds_streams = true,
     .formula = "arrival of the last output event - request handed to a connection",
     .json_key = "e2e",
     .prometheus = "ssert_end_to_end_latency_seconds"},
    {.name = "tail",
     .kind = Kind::duration,
     .formula = "arrival of the terminal event - arrival of the last output event",
     .json_key = "tail",
     .prometheus = "ssert_terminal_tail_seconds"},
    {.name = "ttfb",
     .kind = Kind::duration,
     .formula = "arrival of the first byte of the response - request handed to a connection",
     .json_key = "ttfb",
     .prometheus = "ssert_time_to_first_byte_seconds"},
    {.name = "ttfe",
     .kind = Kind::duration,
     .formula = "arrival of the first event of any kind - request handed to a connection",
     .json_key = "ttfe",
     .prometheus = "ssert_time_to_first_event_seconds"},
    {.name = "connect",
     .kind = Kind::duration,
     .formula = "connection ready - connecting begun; none on a connection that is used again",
     .json_key = "connect",
     .prometheus = "ssert_connect_seconds"},
    {.name = "queue_wait",
     .kind = Kind::duration,
     .formula = "request handed to a connection - request taken up",
     .json_key = "queue_wait",
     .prometheus = "ssert_queue_wait_seconds"},
    {.name = "schedule_lag",
     .kind = Kind::duration,
     .formula = "request taken up - planned send",
     .json_key = "schedule_lag",
     .prometheus = "ssert_schedule_lag_seconds"},
    {.name = "errors.rate",
     .kind = Kind::fraction,
     .formula = "(requests failed + never sent) / requests scheduled in the window",
     .json_key = "errors_fraction",
     .prometheus = "ssert_errors_ratio"},
    {.name = "errors.count",
     .kind = Kind::count,
     .formula = "requests scheduled in the window that failed or were never sent",
     .json_key = "errors_count",
     .prometheus = "ssert_errors_total"},
    {.name = "goodput",
     .kind = Kind::per_second,
     .formula = "requests scheduled in the window that completed within every bound of a single "
                "stream / window",
     .json_key = "goodput_per_second",
     .prometheus = "ssert_goodput_requests_per_second"},
    {.name = "goodput.fraction",
     .kind = Kind::fraction,
     .formula = "requests scheduled in the window that completed within every bound of a single "
                "stream / requests scheduled in the window",
     .json_key = "goodput_fraction",
     .prometheus = "ssert_goodput_ratio"},
    {.name = "throughput",
     .kind = Kind::per_second,
     .formula = "requests scheduled in the window that completed / window",
     .json_key = "throughput_per_second",
     .prometheus = "ssert_throughput_requests_per_second"},
    {.name = "tokens_per_second",
     .kind = Kind::per_second,
     .formula = "tokens that arrived in the window / window",
     .json_key = "tokens_per_second",
     .prometheus = "ssert_tokens_per_second"},
    {.name = "stalls.count",
     .kind = Kind::count,
     .formula = "gaps longer than 250 ms and than 5 times the median gap of their stream",
     .json_key = "stalls_count",
     .prometheus = "ssert_stalls_total"},
    {.name = "findings.count",
     .kind = Kind::count,
     .formula = "rules that at least one stream of the run broke",
     .json_key = "findings_count",
     .prometheus = "ssert_findings_total"},
}};

}  // namespace

std::span<const MetricRow> metric_rows() { return rows; }

const MetricRow* find_metric(std::string_view name) {
  const auto* found = std::find_if(rows.begin(), rows.end(),
                                   [&](const MetricRow& row) { return row.name == name; });
  return found == rows.end() ? nullptr : found;
}

std::string_view unit_in_json(Kind kind) {
  switch (kind) {
    case Kind::duration:
      return "ms";
    case Kind::fraction:
      return "fraction";
    case Kind::per_second:
      return "per_second";
    case Kind::count:
      return "count";
  }
  return "";
}

}  // namespace ssert::statistics
