#include "mock_server/net/statistics.h"

#include <nlohmann/json.hpp>

namespace ssert::mock_server {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t read(const Counter& counter) { return counter.load(std::memory_order_relaxed); }

double to_us(base::Duration duration) { return static_cast<double>(duration.count()) / 1e3; }

Json percentile_us(const Lateness& lateness, std::uint64_t percent) {
  const auto value = lateness.percentile(percent);
  return value ? Json(to_us(*value)) : Json(nullptr);
}

}  // namespace

void Statistics::count_status(std::uint32_t status) {
  const std::lock_guard lock(mutex_);
  ++by_status_[status];
}

void Statistics::count_script(std::string_view script_name) {
  const std::lock_guard lock(mutex_);
  const auto found = by_script_.find(script_name);
  if (found == by_script_.end()) {
    by_script_.emplace(script_name, 1);
  } else {
    ++found->second;
  }
}

std::string Statistics::json(std::uint64_t seed) const {
  Json statuses = Json::object();
  Json scripts = Json::object();
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [status, number] : by_status_) statuses[std::to_string(status)] = number;
    for (const auto& [name, number] : by_script_) scripts[name] = number;
  }
  const Json document{
      {"seed", seed},
      {"connections",
       {{"accepted", read(connections_accepted)},
        {"open", read(connections_open)},
        {"refused", read(connections_refused)},
        {"accepts_failed", read(accepts_failed)}}},
      {"requests", {{"total", read(requests)}, {"by_status", statuses}, {"by_script", scripts}}},
      {"streams",
       {{"started", read(streams_started)},
        {"open", read(streams_open)},
        {"completed", read(streams_completed)},
        {"aborted_by_client", read(streams_aborted)},
        {"cut", read(streams_cut)},
        {"holds_run_out", read(holds_run_out)}}},
      {"sent",
       {{"events", read(events)},
        {"writes", read(writes)},
        {"writes_blocked", read(writes_blocked)},
        {"bytes", read(bytes)}}},
      {"lateness",
       {{"count", lateness.count()},
        {"mean_us", to_us(lateness.mean())},
        {"p50_us", percentile_us(lateness, 50)},
        {"p99_us", percentile_us(lateness, 99)},
        {"max_us", to_us(lateness.greatest())}}},
  };
  return document.dump();
}

}  // namespace ssert::mock_server
