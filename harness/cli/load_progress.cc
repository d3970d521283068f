#include "cli/load_progress.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/streams.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unistd.h>

namespace ssert::cli {
namespace {

constexpr int seconds_between_lines = 5;  // where there is no terminal to redraw

std::string_view word_of(load::Phase phase) {
  switch (phase) {
    case load::Phase::warm_up:
      return "warm-up";
    case load::Phase::window:
      return "window";
    case load::Phase::drain:
      return "drain";
    case load::Phase::over:
      return "over";
  }
  return "";
}

std::string quantile_ms(const statistics::Metric& metric, double q) {
  const auto& total = metric.total();
  if (!statistics::enough_samples(total.count(), q)) return "-";
  return fmt::format("{:.0f}", base::to_ms(*total.quantile(q)));
}

std::string line_of(const load::Result& so_far) {
  std::uint64_t sent = 0;
  std::int64_t last = 0;
  if (!so_far.seconds.empty()) {
    const auto before_last =
        so_far.seconds.size() > 1 ? std::prev(so_far.seconds.end(), 2) : so_far.seconds.begin();
    sent = before_last->second.sent;
    last = so_far.seconds.rbegin()->first;
  }
  const auto failed = so_far.whole.failed_total();
  auto text = fmt::format(
      "{:>7} {:>4} s · {}/s sent · {} in flight{} · {} completed · ttft p50 {} ms p99 {} ms",
      word_of(so_far.phase), last, sent, so_far.in_flight,
      so_far.queued > 0 ? fmt::format(", {} queued", so_far.queued) : "",
      base::with_thousands(so_far.whole.completed), quantile_ms(so_far.metrics.ttft, 0.5),
      quantile_ms(so_far.metrics.ttft, 0.99));
  if (failed > 0) {
    const auto& failures = so_far.whole.failed;
    const auto most =
        std::max_element(failures.begin(), failures.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    text += fmt::format(" · {} failed, most of them {}", base::with_thousands(failed),
                        base::escape_bytes(most->first));
  }
  return text;
}

// The first `columns` of the text; a character of several bytes takes one.
std::string cut_to(const std::string& text, int columns) {
  int taken = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_one = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins_one && taken++ == columns) return text.substr(0, i);
  }
  return text;
}

}  // namespace

LoadProgress::LoadProgress(bool quiet) : quiet_(quiet), redraws_(::isatty(STDERR_FILENO) != 0) {}

LoadProgress::~LoadProgress() {
  if (shown_ > 0 && redraws_) say_over("\r\x1b[K");
}

void LoadProgress::show(const load::Result& so_far) {
  if (quiet_ || so_far.phase == load::Phase::over) return;
  const auto line = line_of(so_far);
  if (redraws_) {
    // A line that wraps could not be drawn over.
    say_over("\r" + cut_to(line, stderr_columns() - 1) + "\x1b[K");
  } else if (shown_ % seconds_between_lines == 0) {
    say(line);
  }
  ++shown_;
}

}  // namespace ssert::cli
