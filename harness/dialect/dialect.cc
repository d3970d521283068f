#include "dialect/dialect.h"

#include <array>
#include <utility>

namespace ssert::dialect {
namespace {

constexpr std::array<std::pair<TerminalMode, std::string_view>, 3> terminal_modes{{
    {TerminalMode::required, "required"},
    {TerminalMode::optional, "optional"},
    {TerminalMode::none, "none"},
}};

}  // namespace

std::string_view to_string(EventClass event_class) {
  switch (event_class) {
    case EventClass::meta:
      return "meta";
    case EventClass::content:
      return "content";
    case EventClass::reasoning:
      return "reasoning";
    case EventClass::tool:
      return "tool";
    case EventClass::refusal:
      return "refusal";
    case EventClass::usage:
      return "usage";
    case EventClass::finish:
      return "finish";
    case EventClass::error:
      return "error";
    case EventClass::done:
      return "done";
    case EventClass::unknown:
      break;
  }
  return "unknown";
}

std::string_view to_string(TerminalMode mode) {
  for (const auto& [each, name] : terminal_modes) {
    if (each == mode) return name;
  }
  return "none";
}

std::optional<TerminalMode> terminal_mode_from(std::string_view text) {
  for (const auto& [mode, name] : terminal_modes) {
    if (name == text) return mode;
  }
  return std::nullopt;
}

}  // namespace ssert::dialect
