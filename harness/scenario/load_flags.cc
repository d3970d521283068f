#include "scenario/load_flags.h"

#include "base/text.h"
#include "scenario/quantity.h"

#include <array>
#include <charconv>
#include <utility>

namespace ssert::scenario {
namespace {

base::Result<void> read_durations(const LoadFlags& flags, LoadShape& shape) {
  const std::array<DurationFlag, 3> durations{{{flags.warm_up, "--warm-up", shape.warm_up},
                                               {flags.duration, "--duration", shape.window},
                                               {flags.drain, "--drain", shape.drain}}};
  for (const auto& [text, name, value] : durations) {
    if (!text) continue;
    const auto read =
        name == "--duration" ? parse_duration(*text, name) : parse_duration_or_0(*text, name);
    if (!read) return read.error();
    value = *read;
  }
  return {};
}

base::Result<void> read_counts(const LoadFlags& flags, LoadShape& shape) {
  if (flags.requests) {
    const auto count = parse_count(*flags.requests, "--requests", {.most = requests_most});
    if (!count) return count.error();
    shape.requests_max = *count;
  }
  if (flags.seed) {
    const auto seed = parse_count(*flags.seed, "--seed", {.least = 0, .most = UINT64_MAX});
    if (!seed) return seed.error();
    shape.seed = *seed;
  }
  if (flags.no_reuse) shape.reuse_connections = false;
  return {};
}

base::Result<void> read_open(const LoadFlags& flags, LoadShape& shape) {
  OpenModel model;
  if (const auto* const known = std::get_if<OpenModel>(&shape.model)) model = *known;
  if (flags.rate) {
    const auto rate = parse_rate(*flags.rate, "--rate");
    if (!rate) return rate.error();
    model.per_second = *rate;
  }
  if (flags.arrivals) {
    const auto arrivals = arrivals_from(*flags.arrivals);
    if (!arrivals)
      return base::Problem{.where = "--arrivals",
                           .what = "is " + base::in_quotes(*flags.arrivals),
                           .way_out = "constant or poisson"};
    model.arrivals = *arrivals;
  }
  if (flags.in_flight_max) {
    const auto count = parse_count(*flags.in_flight_max, "--in-flight-max", {.most = streams_most});
    if (!count) return count.error();
    model.in_flight_max = *count;
  }
  shape.model = model;
  return {};
}

base::Result<void> read_closed(const LoadFlags& flags, LoadShape& shape) {
  ClosedModel model;
  if (const auto* const known = std::get_if<ClosedModel>(&shape.model)) model = *known;
  if (flags.readers) {
    const auto count = parse_count(*flags.readers, "--readers", {.most = streams_most});
    if (!count) return count.error();
    model.readers = *count;
  }
  if (flags.think_time) {
    const auto think_time = parse_duration_or_0(*flags.think_time, "--think-time");
    if (!think_time) return think_time.error();
    model.think_time = *think_time;
  }
  shape.model = model;
  return {};
}

base::Problem two_models(std::string_view one, std::string_view other) {
  return {.where = std::string(one),
          .what = "stands beside " + std::string(other) +
                  ": requests at a rate, or readers that wait for their answers",
          .way_out = "--rate with --arrivals and --in-flight-max, or --readers with --think-time"};
}

base::Result<void> read_model(const LoadFlags& flags, bool file_has_one, LoadShape& shape) {
  const bool open_flags = flags.rate || flags.arrivals || flags.in_flight_max;
  const bool closed_flags = flags.readers || flags.think_time;
  if (open_flags && closed_flags)
    return two_models(flags.rate       ? "--rate"
                      : flags.arrivals ? "--arrivals"
                                       : "--in-flight-max",
                      flags.readers ? "--readers" : "--think-time");
  const bool open_known = file_has_one && std::holds_alternative<OpenModel>(shape.model);
  const bool closed_known = file_has_one && !open_known;
  if (open_flags && !flags.rate && !open_known)
    return base::Problem{.where = "--rate",
                         .what = "is missing beside --arrivals or --in-flight-max",
                         .way_out = "requests per second: --rate 20/s"};
  if (closed_flags && !flags.readers && !closed_known)
    return base::Problem{.where = "--readers",
                         .what = "is missing beside --think-time",
                         .way_out = "how many readers: --readers 10"};
  if (!open_flags && !closed_flags && !file_has_one)
    return base::Problem{.where = "--rate",
                         .what = "and --readers are missing: nothing says how much to send",
                         .way_out =
                             "--rate 20/s (requests that wait for nobody) or --readers 10 "
                             "(each waits for its answer)"};
  if (open_flags) return read_open(flags, shape);
  if (closed_flags) return read_closed(flags, shape);
  return {};
}

}  // namespace

base::Result<double> parse_rate(std::string_view text, std::string_view where) {
  const auto problem = base::Problem{
      .where = std::string(where),
      .what = "is " + base::in_quotes(text),
      .way_out = "requests per second, above 0 and at most 100000: 20/s, 0.5/s, or 30/m"};
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{}) return problem;
  const auto unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  if (unit == "/m") number /= 60;
  const bool known = unit.empty() || unit == "/s" || unit == "/m";
  if (!known || !(number > 0) || number > rate_most) return problem;
  return number;
}

std::optional<OpenModel::Arrivals> arrivals_from(std::string_view text) {
  if (text == "constant") return OpenModel::Arrivals::constant;
  if (text == "poisson") return OpenModel::Arrivals::poisson;
  return std::nullopt;
}

std::string_view to_string(OpenModel::Arrivals arrivals) {
  return arrivals == OpenModel::Arrivals::constant ? "constant" : "poisson";
}

base::Result<LoadShape> load_shape_from(const LoadFlags& flags,
                                        const std::optional<LoadShape>& file, std::uint64_t seed) {
  auto shape = file.value_or(LoadShape{});
  if (!file || shape.seed == 0) shape.seed = seed;
  if (const auto read = read_model(flags, file.has_value(), shape); !read) return read.error();
  if (const auto read = read_durations(flags, shape); !read) return read.error();
  if (const auto read = read_counts(flags, shape); !read) return read.error();
  if (!flags.objectives.empty() || !flags.abort_objectives.empty()) shape.objectives.clear();
  for (const auto& text : flags.objectives)
    shape.objectives.push_back({.text = text, .where = "--objective"});
  for (const auto& text : flags.abort_objectives)
    shape.objectives.push_back({.text = text, .where = "--abort-objective", .abort_on_fail = true});
  return shape;
}

}  // namespace ssert::scenario
