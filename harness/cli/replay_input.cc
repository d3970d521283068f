#include "cli/replay_input.h"

#include "base/text.h"
#include "cli/input_file.h"
#include "dialect/dialect.h"
#include "exchange/recording.h"
#include "reading/reading.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace ssert::cli {
namespace {

using exchange::TransportEnd;
using mock_server::Replay;

constexpr double speed_least = 0.01;
constexpr double speed_most = 1000;

// Without the query: some of it may have been redacted.
std::string path_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  const auto authority = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  const auto begin = url.find_first_of("/?#", authority);
  if (begin == std::string_view::npos || url[begin] != '/') return "/";
  const auto end = std::min(url.find_first_of("?#", begin), url.size());
  return std::string(url.substr(begin, end - begin));
}

bool keeps_connection(const exchange::Exchange& exchange) {
  // The message framing is the same in every dialect.
  return reading::read_exchange(
             exchange, {.dialect = dialect::find_built_in("generic"), .keep_transcript = false})
      .framing.keeps_connection;
}

// None where no connection stood: there is nothing to play.
std::optional<Replay::End> end_of(const exchange::Exchange& exchange) {
  switch (exchange.end) {
    case TransportEnd::message_complete:
      return keeps_connection(exchange) ? Replay::End::keep : Replay::End::close;
    case TransportEnd::peer_closed:
      return Replay::End::close;
    case TransportEnd::peer_reset:
      return Replay::End::reset;
    case TransportEnd::wait_limit:
    case TransportEnd::consumer_stopped:
    case TransportEnd::interrupted:
      if (!exchange.times.write_end) return std::nullopt;
      return Replay::End::hang;
    case TransportEnd::dns_failed:
    case TransportEnd::connect_failed:
    case TransportEnd::tls_failed:
    case TransportEnd::send_failed:
    case TransportEnd::no_resources:
      return std::nullopt;
  }
  return std::nullopt;
}

class Clock {
 public:
  Clock(base::TimePoint begin, std::optional<double> speed) : begin_(begin), speed_(speed) {}

  base::Duration at(base::TimePoint moment) const {
    if (!speed_ || moment < begin_) return {};
    return base::Duration(std::llround(static_cast<double>((moment - begin_).count()) / *speed_));
  }

 private:
  base::TimePoint begin_;
  std::optional<double> speed_;
};

Replay replay_of(const exchange::Exchange& exchange, Replay::End end, std::optional<double> speed) {
  const Clock clock(exchange.times.write_end.value_or(exchange.times.dispatched), speed);
  Replay replay{.method = exchange.request.method,
                .path = path_of(exchange.request.url),
                .end_at = clock.at(exchange.times.ended),
                .end = end};
  for (const auto& arrival : exchange.arrivals) {
    if (arrival.offset >= exchange.response.size()) break;  // what came was not kept
    replay.pieces.push_back({.at = clock.at(arrival.at),
                             .bytes = exchange.response.substr(arrival.offset, arrival.length)});
  }
  return replay;
}

}  // namespace

base::Result<std::optional<double>> parse_speed(std::string_view text, std::string_view where) {
  if (text == "max") return std::optional<double>();
  double speed = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, speed, std::chars_format::fixed);
  if (error == std::errc() && std::string_view(rest, static_cast<std::size_t>(end - rest)) == "x" &&
      speed >= speed_least && speed <= speed_most)
    return std::optional(speed);
  return base::Problem{.where = std::string(where),
                       .what = "is \"" + base::escape_bytes_shortened(text, 40) + "\"",
                       .way_out = "1x, 2x, 0.5x ..., from 0.01x to 1000x, or max"};
}

base::Result<std::vector<Replay>> read_replays(const std::string& path,
                                               std::optional<double> speed) {
  auto input = InputFile::open(path, "--replay");
  if (!input) return input.error();
  auto reader =
      exchange::RecordingReader::begin({.stream = input->stream(), .name = input->name()});
  if (!reader) return reader.error();
  std::vector<Replay> replays;
  while (true) {
    const auto next = reader->next();
    if (!next) return next.error();
    if (!*next) break;
    const auto& exchange = (*next)->exchange;
    if (const auto end = end_of(exchange)) replays.push_back(replay_of(exchange, *end, speed));
  }
  if (!replays.empty()) return replays;
  return base::Problem{input->name(), "has no exchange that could be played",
                       "a recording of an answer"};
}

}  // namespace ssert::cli
