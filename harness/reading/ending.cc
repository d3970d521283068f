#include "reading/reading.h"

namespace ssert::reading {
namespace {

using exchange::Ending;
using exchange::EndingKind;
using exchange::Exchange;
using exchange::TransportEnd;
using exchange::Wait;

Ending unreachable_or_cut(const Exchange& exchange) {
  switch (exchange.end) {
    case TransportEnd::dns_failed:
      return {EndingKind::unreachable, "dns"};
    case TransportEnd::connect_failed:
      return {EndingKind::unreachable, "connect"};
    case TransportEnd::tls_failed:
      return {EndingKind::unreachable, "tls"};
    case TransportEnd::send_failed:
      return {EndingKind::unreachable, "send"};
    default:
      return {EndingKind::incomplete_transport, ""};
  }
}

Ending stalled(Wait wait) {
  switch (wait) {
    case Wait::connect:
      return {EndingKind::unreachable, "connect"};
    case Wait::after_terminal:
      return {EndingKind::stalled, "gap"};
    default:
      return {EndingKind::stalled, std::string(to_string(wait))};
  }
}

std::optional<Ending> ended_by_us_or_waiting(const Exchange& exchange, const Reading& reading) {
  if (reading.is_cut_off()) return Ending{EndingKind::aborted, ""};
  switch (exchange.end) {
    case TransportEnd::wait_limit:
      return stalled(exchange.wait);
    case TransportEnd::consumer_stopped:
    case TransportEnd::interrupted:
    case TransportEnd::no_resources:
      return Ending{EndingKind::aborted, ""};
    default:
      return std::nullopt;
  }
}

// Content that damage of the framing or of the coding swallowed was delivered.
bool delivered_nothing(const Reading& reading) {
  return reading.content_bytes == 0 && reading.framing.bytes_skipped == 0 &&
         reading.count(violation::Code::content_coding_damaged) == 0;
}

Ending clean_end(const Reading& reading, bool terminal_required) {
  if (delivered_nothing(reading)) return {EndingKind::empty, ""};
  if (reading.error_in_band) return {EndingKind::error_in_band, ""};
  if (reading.terminals == 0 && terminal_required) return {EndingKind::truncated, ""};
  return {EndingKind::complete, ""};
}

}  // namespace

exchange::Ending ending_of(const Exchange& exchange, const Reading& reading,
                           bool terminal_required) {
  if (!reading.is_http) return {EndingKind::not_a_stream, ""};
  if (!reading.head) {
    const auto by_us = ended_by_us_or_waiting(exchange, reading);
    return by_us ? *by_us : unreachable_or_cut(exchange);
  }
  if (!is_success(reading.head->status_code)) {
    return {EndingKind::refused, std::to_string(reading.head->status_code)};
  }
  if (!reading.is_event_stream) return {EndingKind::not_a_stream, ""};
  if (!reading.framing.message_complete) {
    const auto by_us = ended_by_us_or_waiting(exchange, reading);
    return by_us ? *by_us : Ending{EndingKind::incomplete_transport, ""};
  }
  return clean_end(reading, terminal_required);
}

}  // namespace ssert::reading
