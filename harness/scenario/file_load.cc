// `load` of a scenario file.
#include "base/text.h"
#include "scenario/file_parts.h"
#include "scenario/load_flags.h"

#include <fmt/format.h>

#include <array>

namespace ssert::scenario {
namespace {

using dialect::JsonValue;
using dialect::read_string;

constexpr std::string_view objective_form =
    R"(text, "ttft.p99 < 500ms", or {"objective": TEXT, "abort_on_fail": true})";

std::uint64_t read_count(FileContext& context, const Node& node, std::uint64_t most) {
  const auto count = node.value->as_integer();
  if (count && *count >= 1 && static_cast<std::uint64_t>(*count) <= most)
    return static_cast<std::uint64_t>(*count);
  context.complaints.add_wrong(
      node, fmt::format("a whole number from 1 to {}", base::with_thousands(most)));
  return 0;
}

// A number is per second, as it is of --rate.
double read_rate(FileContext& context, const Node& node) {
  const auto type = node.value->type();
  const bool is_text = type == JsonValue::Type::string;
  const bool is_number = type == JsonValue::Type::integer || type == JsonValue::Type::number;
  const auto rate = parse_rate(is_text || is_number ? node.value->text() : "", "");
  if (rate) return *rate;
  if (is_text) {
    context.complain(node, rate.error());
  } else {
    context.complaints.add_wrong(node, rate.error().way_out);
  }
  return 0;
}

OpenModel read_open(FileContext& context, const ObjectReader& object) {
  OpenModel model{.per_second = read_rate(context, *object.find("rate"))};
  if (const auto node = object.find("arrivals")) {
    const auto word = read_string(context.complaints, *node, "constant or poisson");
    const auto arrivals = word ? arrivals_from(*word) : std::nullopt;
    if (arrivals) model.arrivals = *arrivals;
    if (word && !arrivals)
      context.complaints.add_wrong(
          *node, dialect::suggest(*word, std::vector<std::string_view>{"constant", "poisson"}));
  }
  if (const auto node = object.find("in_flight_max"))
    model.in_flight_max = read_count(context, *node, streams_most);
  return model;
}

ClosedModel read_closed(FileContext& context, const ObjectReader& object) {
  ClosedModel model{.readers = read_count(context, *object.find("readers"), streams_most)};
  if (const auto node = object.find("think_time"))
    model.think_time = read_duration(context, *node, parse_duration_or_0);
  return model;
}

// A member of one model beside the other model, or without its own.
void judge_model_members(FileContext& context, const ObjectReader& object) {
  struct Member {
    std::string_view name;
    std::string_view model;
  };
  constexpr std::array<Member, 3> members{
      {{"arrivals", "rate"}, {"in_flight_max", "rate"}, {"think_time", "readers"}}};
  for (const auto& [name, model] : members) {
    const auto node = object.find(name);
    if (node && !object.find(model))
      context.complaints.add(*node, {.what = "is there without " + std::string(model),
                                     .way_out = "rate with arrivals and in_flight_max, or readers "
                                                "with think_time"});
  }
}

void read_model(FileContext& context, const ObjectReader& object, LoadShape& shape) {
  const auto rate = object.find("rate");
  const auto readers = object.find("readers");
  judge_model_members(context, object);
  if (rate && readers) {
    context.complaints.add(*readers,
                           {.what = "stands beside rate",
                            .way_out = "one of the two: requests at a rate, or readers that wait "
                                       "for their answers"});
  } else if (rate) {
    shape.model = read_open(context, object);
  } else if (readers) {
    shape.model = read_closed(context, object);
  } else {
    context.complaints.add(
        object.node(), {.what = "does not say how much to send",
                        .way_out = "a member rate, \"20/s\" (requests that wait for nobody), or "
                                   "readers, 10 (each waits for its answer)"});
  }
}

WrittenObjective read_objective(FileContext& context, const Node& node) {
  WrittenObjective objective;
  auto text_node = node;
  if (node.value->type() == JsonValue::Type::object) {
    const ObjectReader object(context.complaints, node, "an objective",
                              {"objective", "abort_on_fail"});
    objective.abort_on_fail = object.boolean_or("abort_on_fail", false);
    const auto text = object.require("objective", objective_form);
    if (!text) return objective;
    text_node = *text;
  }
  objective.text = read_string(context.complaints, text_node, objective_form).value_or("");
  if (objective.text.empty()) context.complaints.add_wrong(text_node, std::string(objective_form));
  objective.where = context.complaints.place_of(text_node);
  return objective;
}

}  // namespace

LoadShape read_load(FileContext& context, const Node& node) {
  const ObjectReader object(
      context.complaints, node, "load",
      {"rate", "arrivals", "in_flight_max", "readers", "think_time", "warm_up", "duration", "drain",
       "requests", "seed", "reuse_connections", "objectives"});
  LoadShape shape;
  read_model(context, object, shape);
  if (const auto member = object.find("warm_up"))
    shape.warm_up = read_duration(context, *member, parse_duration_or_0);
  if (const auto member = object.find("duration")) shape.window = read_duration(context, *member);
  if (const auto member = object.find("drain"))
    shape.drain = read_duration(context, *member, parse_duration_or_0);
  if (const auto member = object.find("requests"))
    shape.requests_max = read_count(context, *member, requests_most);
  if (const auto member = object.find("seed"))
    shape.seed = read_count(context, *member, file_seed_most);
  shape.reuse_connections = object.boolean_or("reuse_connections", true);
  const auto objectives = object.find("objectives");
  if (!objectives) return shape;
  for (const auto& element : elements_of(context.complaints, *objectives, "an array of objectives"))
    shape.objectives.push_back(read_objective(context, element));
  return shape;
}

}  // namespace ssert::scenario
