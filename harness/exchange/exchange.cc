#include "exchange/exchange.h"

#include "exchange/ending.h"

#include <array>
#include <utility>

namespace ssert::exchange {
namespace {

constexpr std::array transport_ends{
    std::pair{TransportEnd::message_complete, std::string_view("message-complete")},
    std::pair{TransportEnd::peer_closed, std::string_view("peer-closed")},
    std::pair{TransportEnd::peer_reset, std::string_view("peer-reset")},
    std::pair{TransportEnd::wait_limit, std::string_view("wait-limit")},
    std::pair{TransportEnd::consumer_stopped, std::string_view("stopped")},
    std::pair{TransportEnd::interrupted, std::string_view("interrupted")},
    std::pair{TransportEnd::dns_failed, std::string_view("dns-failed")},
    std::pair{TransportEnd::connect_failed, std::string_view("connect-failed")},
    std::pair{TransportEnd::tls_failed, std::string_view("tls-failed")},
    std::pair{TransportEnd::send_failed, std::string_view("send-failed")},
    std::pair{TransportEnd::no_resources, std::string_view("no-resources")},
};

std::string_view word(EndingKind kind) {
  switch (kind) {
    case EndingKind::complete:
      return "COMPLETE";
    case EndingKind::truncated:
      return "TRUNCATED";
    case EndingKind::incomplete_transport:
      return "INCOMPLETE_TRANSPORT";
    case EndingKind::error_in_band:
      return "ERROR_IN_BAND";
    case EndingKind::stalled:
      return "STALLED";
    case EndingKind::aborted:
      return "ABORTED";
    case EndingKind::empty:
      return "EMPTY";
    case EndingKind::not_a_stream:
      return "NOT_A_STREAM";
    case EndingKind::refused:
      return "REFUSED";
    case EndingKind::unreachable:
      return "UNREACHABLE";
  }
  return "";
}

}  // namespace

std::string_view to_string(TransportEnd end) {
  for (const auto& [value, name] : transport_ends) {
    if (value == end) return name;
  }
  return "";
}

std::optional<TransportEnd> transport_end_from(std::string_view text) {
  for (const auto& [value, name] : transport_ends) {
    if (name == text) return value;
  }
  return std::nullopt;
}

std::string_view to_string(Wait wait) {
  switch (wait) {
    case Wait::none:
      return "none";
    case Wait::connect:
      return "connect";
    case Wait::head:
      return "head";
    case Wait::first:
      return "first";
    case Wait::gap:
      return "gap";
    case Wait::after_terminal:
      return "after-terminal";
    case Wait::total:
      return "total";
  }
  return "";
}

std::string to_string(const Ending& ending) {
  std::string text(word(ending.kind));
  if (!ending.detail.empty()) text += "{" + ending.detail + "}";
  return text;
}

}  // namespace ssert::exchange
