#include "load/values.h"

namespace ssert::load {

statistics::Values values_of(const Result& result) {
  statistics::Values values;
  for (const auto& named : named_metrics())
    values.metrics[named.name] = &(result.metrics.*named.member);
  const auto& requests = result.window_requests;
  const auto window = std::chrono::duration<double>(result.window).count();
  const auto number = [](std::uint64_t count) { return static_cast<double>(count); };
  const auto judged_requests = number(requests.judged());
  const auto error_count = number(requests.errors());
  auto& scalars = values.scalars;
  scalars["errors.count"] = error_count;
  scalars["stalls.count"] = number(result.stalls.count);
  scalars["findings.count"] = number(result.findings.size());
  if (judged_requests > 0) {
    scalars["errors.rate"] = error_count / judged_requests;
    scalars["goodput.fraction"] = number(requests.good) / judged_requests;
  }
  if (window > 0) {
    scalars["goodput"] = number(requests.good) / window;
    scalars["throughput"] = number(requests.completed) / window;
    scalars["tokens_per_second"] = number(result.window_totals.tokens) / window;
  }
  return values;
}

std::string missed_by_now(const Plan& plan, const Result& so_far) {
  if (so_far.phase != Phase::window && so_far.phase != Phase::drain) return "";
  const auto values = values_of(so_far);
  for (const auto& objective : plan.objectives) {
    if (!objective.abort_on_fail) continue;
    const auto enough = so_far.window_requests.scheduled >= min_samples_needed(objective);
    if (enough && evaluate(objective, values).verdict == statistics::Verdict::fail)
      return objective.text;
  }
  return "";
}

}  // namespace ssert::load
