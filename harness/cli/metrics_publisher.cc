#include "cli/metrics_publisher.h"

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/streams.h"
#include "conformance/probe.h"
#include "dialect/built_in.h"
#include "scenario/redact.h"
#include "scenario/secrets.h"

#include <fmt/format.h>

#include <utility>

namespace ssert::cli {
namespace {

// The Pushgateway answers at once or not at all; nothing here is a stream.
base::WaitLimits push_waits() {
  const auto all = base::limits::pushgateway;
  return {
      .connect = all, .head = all, .first = all, .gap = all, .after_terminal = all, .total = all};
}

void set_field(http::FieldSection& fields, const http::FieldLine& line) {
  if (!http::find_field(fields, line.name)) fields.push_back(line);
}

// Empty where the push was taken.
std::string refusal(const conformance::ObservedExchange& observed) {
  const auto& [probe, exchange, reading, ending] = observed;
  if (!reading.head || !reading.framing.message_complete) {
    return "got no whole answer" + (exchange.end_detail.empty()
                                        ? std::string()
                                        : ": " + base::escape_bytes(exchange.end_detail));
  }
  if (reading::is_success(reading.head->status_code)) return "";
  return fmt::format(
      "was answered with status {}: {}", reading.head->status_code,
      base::escape_bytes_shortened(reading.transcript->content, base::limits::evidence_bytes));
}

}  // namespace

base::Result<MetricsPublisher> MetricsPublisher::open(PrometheusOptions options) {
  MetricsPublisher publisher(std::move(options));
  if (publisher.options_.listen) {
    auto endpoint = MetricsEndpoint::open(*publisher.options_.listen);
    if (!endpoint) return endpoint.error();
    publisher.endpoint_ = *std::move(endpoint);
  }
  return publisher;
}

void MetricsPublisher::show(report::LoadReport so_far, const Now& now) {
  if (!is_live()) return;
  const auto shared = std::make_shared<const report::LoadReport>(std::move(so_far));
  endpoint_->show(
      [shared, now] {
        return reports::families_of(
            {.report = *shared, .in_flight = now.in_flight, .queued = now.queued});
      },
      false);
}

bool MetricsPublisher::finish(reports::MetricFamilies families) {
  const auto shared = std::make_shared<const reports::MetricFamilies>(std::move(families));
  if (is_live()) endpoint_->show([shared] { return *shared; }, true);
  if (!options_.push) return true;
  const auto pushed = push(reports::text_of(*shared));
  if (!pushed) give_up(pushed.error());
  return pushed.has_value();
}

// PUT: the numbers of an earlier run in the same group do not stay beside those of this one.
base::Result<void> MetricsPublisher::push(const std::string& text) const {
  auto request = *options_.push;
  request.content = text;
  set_field(request.fields, {"Content-Type", "text/plain; version=0.0.4; charset=utf-8"});
  set_field(request.fields, {"Accept-Encoding", "identity"});
  transport::complete_fields(request, transport::endpoint_of(request.url).value());
  const auto shown = scenario::hide_secrets(scenario::shown_url(request.url), options_.secrets);
  const auto* const generic = dialect::find_built_in("generic");
  HARNESS_CHECK(generic != nullptr, "the dialect \"generic\" is not built in");
  transport::Client client({.waits = push_waits(), .reuse_connections = false});
  const auto observed = conformance::observe(
      std::move(request),
      {.dialect = generic, .sizes = {.response = base::limits::pushgateway_answer_bytes}}, client);
  const auto why = refusal(observed);
  if (why.empty()) return {};
  return base::Problem{.where = "--pushgateway",
                       .what = fmt::format("the push to {} {}", shown,
                                           scenario::hide_secrets(why, options_.secrets)),
                       .way_out = "a Pushgateway that takes it; the result itself is reported"};
}

void MetricsPublisher::linger(UnderWay& under_way) {
  if (!is_live()) return;
  under_way.set([this] { endpoint_->stop_waiting(); });
  endpoint_->wait_until_scraped(options_.linger);
  under_way.set({});
}

}  // namespace ssert::cli
