#include "load/instrument.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ssert::load {
namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

// docs/metrics.md, "How far a run can be trusted".
constexpr nanoseconds error_always_allowed = 1ms;
constexpr double error_share_valid = 0.05;
constexpr double error_share_degraded = 0.25;
constexpr nanoseconds stamp_error = 50us;  // of turning a kernel stamp into our clock's time
constexpr double exact_arrivals_least = 0.99;
constexpr double cpu_share_most = 0.9;
constexpr double steal_share_most = 0.05;
constexpr double little_residual_most = 0.02;
constexpr double little_window_least = 20;  // times the mean residence
constexpr nanoseconds clock_step_most = 10ms;

// The p99 where there are samples enough, else the largest.
nanoseconds high_end(const statistics::Metric& metric) {
  const auto& total = metric.total();
  if (total.empty()) return 0ns;
  return statistics::enough_samples(total.count(), 0.99) ? *total.quantile(0.99) : total.max();
}

void doubt(Doubts& doubts, Trust trust, std::string why) {
  if (!doubts.why.empty() && trust <= doubts.trust) return;
  doubts.trust = trust;
  doubts.why = std::move(why);
}

// A kernel stamp is that of the last bytes of a read. Where nearly every read brought one event at
// most, it is the event's own; else an event may have waited unread for as long as the loop was
// away. A coalesced gap spoils the one in front of it, too; and first events are looked at for
// themselves, as a loop that was away for once may have missed them alone.
nanoseconds arrival_error(const Instrument& instrument) {
  const auto share = [](std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  const bool stamped =
      share(instrument.kernel_stamps, instrument.arrivals) >= exact_arrivals_least &&
      2 * share(instrument.coalesced_gaps, instrument.output_gaps) <= 1 - exact_arrivals_least &&
      share(instrument.coalesced_first_gaps, instrument.first_gaps) <= 1 - exact_arrivals_least;
  return stamped ? stamp_error : high_end(instrument.loop_lag);
}

// The most frequent reason; empty where every request could be sent.
std::string words_of_lack(const std::map<std::string, std::uint64_t>& lacked) {
  const auto most =
      std::max_element(lacked.begin(), lacked.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == lacked.end()) return "";
  return fmt::format("{} could not be sent: {}", base::counted(most->second, "request"),
                     most->first);
}

std::optional<double> little_residual(const Result& result, double in_flight) {
  const auto window = std::chrono::duration<double>(result.window).count();
  const auto ended = result.window_requests.completed + result.window_requests.failed_total();
  if (ended == 0 || window <= 0 || in_flight <= 0) return std::nullopt;
  const auto residence = result.residence_s / static_cast<double>(ended);
  if (window < little_window_least * residence) return std::nullopt;
  return std::abs(in_flight - result.residence_in_window_s / window) / in_flight;
}

}  // namespace

std::string_view to_string(Trust trust) {
  switch (trust) {
    case Trust::valid:
      return "valid";
    case Trust::degraded:
      return "degraded";
    case Trust::client_bound:
      return "client-bound";
  }
  return "";
}

double in_flight_mean(const Result& result) {
  const auto window = std::chrono::duration<double>(result.window).count();
  if (window <= 0) return 0;
  return result.in_flight_s / window;
}

statistics::Metric schedule_lag_of(const Result& result) {
  auto lag = result.metrics.schedule_lag;
  lag.merge(result.failed_metrics.schedule_lag);
  return lag;
}

nanoseconds error_bound(const Bounds& bounds, std::string_view metric) {
  if (metric == "ttft") return bounds.planned;
  // These tell of the instrument itself.
  return metric == "schedule_lag" || metric == "queue_wait" ? 0ns : bounds.seen;
}

Trust trust_of(const Bounds& bounds, std::string_view metric, const statistics::Metric& values) {
  if (values.total().empty()) return Trust::valid;
  const auto median = *values.total().quantile(0.5);
  const auto bound = error_bound(bounds, metric);
  const auto allowed = [&](double share) {
    return std::max(error_always_allowed,
                    nanoseconds(std::llround(share * static_cast<double>(median.count()))));
  };
  if (bound <= allowed(error_share_valid)) return Trust::valid;
  return bound <= allowed(error_share_degraded) ? Trust::degraded : Trust::client_bound;
}

Doubts doubts_of(const Result& result, const std::vector<std::string>& decisive) {
  const auto& instrument = result.instrument;
  Doubts doubts;
  const auto seen = arrival_error(instrument);
  const auto bounds_of = [&](const StreamMetrics& metrics) {
    return Bounds{.planned = seen + high_end(metrics.schedule_lag), .seen = seen};
  };
  doubts.completed = bounds_of(result.metrics);
  doubts.failed = bounds_of(result.failed_metrics);
  doubts.little_residual = little_residual(result, in_flight_mean(result));
  // Another load than the one that was asked for: no number of it is what it should be.
  if (auto why = words_of_lack(instrument.lacked); !why.empty())
    doubt(doubts, Trust::client_bound, std::move(why));
  for (const auto& named : named_metrics()) {
    const bool decides = named.name == "ttft" || named.name == "ttft_sent" ||
                         std::find(decisive.begin(), decisive.end(), named.name) != decisive.end();
    const auto& metric = result.metrics.*named.member;
    const auto& total = metric.total();
    if (!decides || total.empty()) continue;
    doubt(doubts, trust_of(doubts.completed, named.name, metric),
          fmt::format("{} may be wrong by {}, its p50 is {}", named.name,
                      base::show_duration(error_bound(doubts.completed, named.name)),
                      base::show_duration(*total.quantile(0.5))));
  }
  if (instrument.cpu_share > cpu_share_most)
    doubt(doubts, Trust::degraded,
          fmt::format("the loop's thread was busy {:.0f} % of the window",
                      instrument.cpu_share * 100));
  if (instrument.steal_share.value_or(0) > steal_share_most)
    doubt(doubts, Trust::degraded,
          fmt::format("the hypervisor took {:.0f} % of the machine's time",
                      *instrument.steal_share * 100));
  if (doubts.little_residual.value_or(0) > little_residual_most)
    doubt(
        doubts, Trust::degraded,
        fmt::format("streams in flight differ by {:.1f} % from rate times residence (Little's law)",
                    *doubts.little_residual * 100));
  if (instrument.clock_step > clock_step_most)
    doubt(doubts, Trust::degraded,
          "the machine's clock was set by " + base::show_duration(instrument.clock_step));
  return doubts;
}

}  // namespace ssert::load
