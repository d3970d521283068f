#include "reports/words/words.h"

#include "base/text.h"
#include "report/exit_status.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {

using base::escape_bytes;

std::string upper(std::string_view word) {
  std::string result(word);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  });
  return result;
}

std::string milliseconds(double value) {
  if (value >= 10'000) return fmt::format("{:.1f} s", value / 1000);
  return fmt::format("{:.1f} ms", value);
}

std::string terminal_text(const report::TargetReport& target) {
  if (target.terminal == "optional") {
    return fmt::format("optional, {} here (decided by {})",
                       target.terminal_required ? "required" : "not required",
                       target.terminal_decided_by);
  }
  return fmt::format("{} (decided by {})", target.terminal, target.terminal_decided_by);
}

std::string origin_text(const report::Origin& origin) {
  if (origin.created_at.empty())
    return escape_bytes(origin.file) + ", a raw response dump without request and times";
  return fmt::format("{}, made {}", escape_bytes(origin.file), escape_bytes(origin.created_at));
}

std::string answer_text(const report::ExchangeSummary& exchange) {
  if (exchange.status_code == 0)
    return exchange.ending.starts_with("UNREACHABLE") ? "no response" : "no response head";
  return fmt::format("{} {}, {}", exchange.http_version, exchange.status_code, exchange.framing);
}

std::string exchange_text(const report::ExchangeSummary& exchange) {
  auto text = exchange.probe + (exchange.method.empty() ? "" : " " + exchange.method) + ": ";
  text += answer_text(exchange);
  if (!exchange.content_type.empty()) text += ", " + escape_bytes(exchange.content_type);
  text += " · " + exchange.ending;
  if (!exchange.end_detail.empty()) text += " (" + escape_bytes(exchange.end_detail) + ")";
  if (exchange.events > 0) {
    text += fmt::format(" · {}, {} with output", base::counted(exchange.events, "event"),
                        base::with_thousands(exchange.output_events));
  }
  if (exchange.first_output_ms)
    text += " · first output " + milliseconds(*exchange.first_output_ms);
  if (exchange.ended_ms) text += " · ended " + milliseconds(*exchange.ended_ms);
  return text;
}

std::string evidence_text(const report::Evidence& evidence, std::size_t bytes_max) {
  auto text = base::escape_bytes_shortened(evidence.bytes, bytes_max);
  std::string place;
  if (evidence.offset) {
    place = fmt::format("byte {} of the {}", base::with_thousands(*evidence.offset),
                        evidence.offset_of);
  }
  if (evidence.at_ms) place += (place.empty() ? "" : ", ") + milliseconds(*evidence.at_ms);
  if (evidence.exchange > 0)
    place += fmt::format("{}exchange {}", place.empty() ? "" : ", ", evidence.exchange + 1);
  if (!evidence.note.empty())
    text += (text.empty() ? "" : "  ") + ("<" + escape_bytes(evidence.note) + ">");
  return place.empty() ? text : text + "   [" + place + "]";
}

std::string payload_shown(const report::TargetReport& target) {
  const bool is_known = target.payload == "fail" || target.counts.harness_error == 0;
  return is_known ? target.payload : "none";
}

std::string verdict_text(const report::TargetReport& target) {
  const auto broken = count_broken(target);
  const bool is_expected = broken.expected > 0 && broken.unexpected == 0;
  const auto payload = payload_shown(target);
  return (payload == "none" ? "NO VERDICT" : upper(payload)) + (is_expected ? ", as expected" : "");
}

std::string worst_payload(const report::ReportModel& model) {
  for (const auto* payload : {"fail", "none", "warn"}) {
    if (std::any_of(model.targets.begin(), model.targets.end(),
                    [&](const auto& target) { return payload_shown(target) == payload; }))
      return payload;
  }
  return model.targets.empty() ? "none" : "pass";
}

std::string check_headline(const report::ReportModel& model) {
  if (model.interrupted) return "INTERRUPTED";
  if (model.targets.empty()) return "NOTHING CHECKED";
  const auto worst = worst_payload(model);
  return worst == "none" ? "NO VERDICT" : upper(worst);
}

std::string counts_text(const report::TargetReport& target) {
  const auto& counts = target.counts;
  auto text = fmt::format("{} pass · {} fail · {} warn · {} note · {} not shown · {} harness error",
                          counts.pass, counts.fail, counts.warn, counts.note, counts.not_shown,
                          counts.harness_error);
  if (const auto expected = count_broken(target).expected; expected > 0)
    text += fmt::format(" · {} expected", expected);
  return text;
}

std::string expectation_text(const report::Expectation& expectation) {
  auto text = expectation.rule + " at " +
              (expectation.target == "*" ? "every target" : escape_bytes(expectation.target));
  if (is_stale(expectation)) return text + " holds now: its entry is stale, take it out";
  if (expectation.state == "in-use") return text + " is broken, as expected";
  return text + " was not judged: " + escape_bytes(expectation.because);
}

}  // namespace ssert::reports
