#include "load/plan.h"

#include "base/text.h"
#include "load/schedule.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::load {
namespace {

using statistics::Kind;
using statistics::Objective;

// Of metrics of which each stream has one value, as far as it has any.
bool has_one_value_a_request(const statistics::MetricRow& metric) {
  return metric.kind == Kind::fraction || (metric.kind == Kind::duration && metric.name != "gap");
}

base::Result<void> check_samples(const Objective& objective, const std::string& where,
                                 const scenario::LoadShape& shape) {
  const auto* const metric = statistics::find_metric(objective.metric);
  const auto needed = statistics::min_samples_needed(objective);
  const auto planned = requests_in_window(shape, needed);
  if (!planned || *planned >= needed || !has_one_value_a_request(*metric)) return {};
  const bool is_open = std::holds_alternative<scenario::OpenModel>(shape.model);
  return base::Problem{
      .where = where,
      .what = fmt::format("\"{}\" needs {}, and {}{} are due in the window",
                          base::escape_bytes_shortened(objective.text, 60),
                          base::counted(needed, "request"), is_open ? "" : "at most ",
                          base::with_thousands(*planned)),
      .way_out = is_open ? "a longer duration, a higher rate, or a lower percentile"
                         : "more requests, more readers, or a lower percentile"};
}

// What is only reached in the course of a run is not missed before its end.
bool can_be_missed_midway(const Objective& objective) {
  using statistics::Comparison;
  const auto kind = statistics::find_metric(objective.metric)->kind;
  if (kind == Kind::per_second || objective.metric == "goodput.fraction") return false;
  return objective.comparison == Comparison::below || objective.comparison == Comparison::at_most ||
         (objective.comparison == Comparison::equal && objective.bound == 0);
}

base::Result<void> check_abort(const Objective& objective, const std::string& where) {
  if (!objective.abort_on_fail || can_be_missed_midway(objective)) return {};
  return base::Problem{
      .where = where,
      .what = base::in_quotes(objective.text) + " cannot end a run: only its end tells",
      .way_out = "an objective that ends no run, or an upper bound on errors or on a duration"};
}

// A reader's requests are a think time apart at least.
std::optional<std::uint64_t> most_of_readers(const scenario::ClosedModel& model,
                                             const scenario::LoadShape& shape) {
  std::optional<std::uint64_t> most;
  if (const auto think_time = model.think_time.count(); think_time > 0) {
    const auto of_each = (shape.window.count() + think_time - 1) / think_time;
    most = model.readers * static_cast<std::uint64_t>(of_each);
  }
  if (shape.requests_max == 0) return most;
  return std::min(shape.requests_max, most.value_or(shape.requests_max));
}

}  // namespace

// The schedule is that of the run, to the last request: it depends on the seed alone.
std::optional<std::uint64_t> requests_in_window(const scenario::LoadShape& shape,
                                                std::uint64_t enough) {
  const auto* const open = std::get_if<scenario::OpenModel>(&shape.model);
  if (open == nullptr) {
    const auto most = most_of_readers(std::get<scenario::ClosedModel>(shape.model), shape);
    return most ? std::optional(std::min(*most, enough)) : std::nullopt;
  }
  const auto most = shape.requests_max == 0 ? UINT64_MAX : shape.requests_max;
  Schedule schedule(*open, shape.seed);
  std::uint64_t in_window = 0;
  for (std::uint64_t scheduled = 0; scheduled < most && in_window < enough; ++scheduled) {
    const auto due = schedule.next();
    if (due >= shape.warm_up + shape.window) break;
    if (due >= shape.warm_up) ++in_window;
  }
  return in_window;
}

base::Result<std::vector<Objective>> read_objectives(const scenario::LoadShape& shape) {
  std::vector<Objective> objectives;
  for (const auto& written : shape.objectives) {
    auto objective = statistics::parse_objective(written.text, written.where);
    if (!objective) return objective.error();
    objective->abort_on_fail = written.abort_on_fail;
    if (const auto enough = check_samples(*objective, written.where, shape); !enough)
      return enough.error();
    if (const auto known = check_abort(*objective, written.where); !known) return known.error();
    objectives.push_back(*std::move(objective));
  }
  return objectives;
}

}  // namespace ssert::load
