#include "exchange/contradiction.h"

#include "base/text.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace ssert::exchange {
namespace {

using base::Problem;

std::optional<Problem> find_in_times(const Times& times) {
  struct Moment {
    std::string_view name;
    std::optional<base::TimePoint> at;
  };
  const std::array moments{
      Moment{"connect_begin_ns", times.connect_begin}, Moment{"connect_end_ns", times.connect_end},
      Moment{"write_begin_ns", times.write_begin}, Moment{"write_end_ns", times.write_end},
      Moment{"ended_ns", times.ended}};
  Moment latest{"dispatched_ns", times.dispatched};
  for (const auto& moment : moments) {
    if (!moment.at) continue;
    if (*moment.at < *latest.at)
      return Problem{fmt::format("/times/{}", moment.name),
                     fmt::format("is before {}", latest.name), "times in their order"};
    latest = moment;
  }
  return std::nullopt;
}

std::optional<Problem> find_in_arrival(const Arrival& arrival, std::size_t index,
                                       const Arrival& before) {
  const auto pointer = [&](std::string_view member) {
    return fmt::format("/arrivals/{}/{}", index, member);
  };
  const auto expected = before.offset + before.length;
  if (arrival.offset != expected)
    return Problem{pointer("offset"), fmt::format("is {}", arrival.offset),
                   fmt::format("{}, the end of the arrival before", expected)};
  if (arrival.length == 0) return Problem{pointer("length"), "is 0", "at least one byte"};
  if (arrival.at < before.at)
    return Problem{pointer("at_ns"), "is before the arrival before it", "times that never go back"};
  return std::nullopt;
}

std::optional<Problem> find_in_arrivals(const Exchange& exchange, std::uint64_t cut_bytes) {
  Arrival before{.at = exchange.times.dispatched};
  for (std::size_t i = 0; i < exchange.arrivals.size(); ++i) {
    if (auto found = find_in_arrival(exchange.arrivals[i], i, before)) return found;
    before = exchange.arrivals[i];
  }
  const auto covered = before.offset + before.length;
  const auto there = exchange.response.size() + cut_bytes;
  if (covered == there) return std::nullopt;
  return Problem{"/arrivals",
                 fmt::format("cover {}, and {} of response and response_cut_bytes are there",
                             base::counted(covered, "byte"), base::with_thousands(there)),
                 "arrivals that cover the response"};
}

std::optional<Problem> find_in_range(const Exchange& exchange, const RedactedRange& range) {
  const auto place = place_of(exchange, range);
  if (!place) return Problem{"/where", "names a field that is not there", "one of the request's"};
  if (range.length == 0) return Problem{"/length", "is 0", "at least one byte"};
  if (range.offset > place->size() || range.length > place->size() - range.offset)
    return Problem{
        "", fmt::format("ends behind the {} that are there", base::counted(place->size(), "byte")),
        "a range within them"};
  if (place->substr(range.offset, range.length).find_first_not_of('*') == std::string_view::npos)
    return std::nullopt;
  return Problem{"", "lists bytes that are not redacted", "* for each byte"};
}

std::optional<Problem> find_in_redacted(const RecordedExchange& recorded) {
  for (std::size_t i = 0; i < recorded.redacted.size(); ++i) {
    auto found = find_in_range(recorded.exchange, recorded.redacted[i]);
    if (!found) continue;
    found->where = fmt::format("/redacted/{}", i) + found->where;
    return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Problem> find_contradiction(const RecordedExchange& recorded,
                                          std::uint64_t response_cut_bytes) {
  const auto& exchange = recorded.exchange;
  if (exchange.end == TransportEnd::wait_limit && exchange.wait == Wait::none)
    return Problem{"/wait", "is none, and a wait ran out",
                   "connect, head, first, gap, after-terminal or total"};
  if (auto found = find_in_times(exchange.times)) return found;
  if (auto found = find_in_arrivals(exchange, response_cut_bytes)) return found;
  return find_in_redacted(recorded);
}

std::optional<std::string_view> place_of(const Exchange& exchange, const RedactedRange& range) {
  switch (range.place) {
    case RedactedPlace::url:
      return exchange.request.url;
    case RedactedPlace::content:
      return exchange.request.content;
    case RedactedPlace::response:
      return exchange.response;
    case RedactedPlace::field_value:
      break;
  }
  const auto& fields = exchange.request.fields;
  if (range.field >= fields.size()) return std::nullopt;
  return fields[range.field].value;
}

std::size_t memory_of(const RecordedExchange& recorded) {
  const auto& exchange = recorded.exchange;
  std::size_t bytes = 0;
  for (const auto* text :
       {&recorded.probe, &recorded.unsearched_coding, &recorded.why, &exchange.request.method,
        &exchange.request.url, &exchange.request.content, &exchange.response, &exchange.end_detail,
        &exchange.local_address, &exchange.remote_address}) {
    bytes += text->size();
  }
  for (const auto& field : exchange.request.fields)
    bytes += sizeof(field) + field.name.size() + field.value.size();
  return bytes + exchange.arrivals.size() * sizeof(Arrival) +
         recorded.redacted.size() * sizeof(RedactedRange);
}

}  // namespace ssert::exchange
