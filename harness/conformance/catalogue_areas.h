// The parts of the catalogue, one file an area. For catalogue.cc alone.
#pragma once

#include "conformance/rule.h"

#include <span>

namespace ssert::conformance {

std::span<const Rule> head_rules();
std::span<const Rule> framing_rules();
std::span<const Rule> stream_rules();
std::span<const Rule> end_rules();
std::span<const Rule> probe_rules();  // what only an active probe shows, of several areas

}  // namespace ssert::conformance
