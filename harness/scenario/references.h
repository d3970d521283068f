// {{NAME}} in the texts of a scenario file stands for what an earlier request captured.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

struct Captured {
  std::string name;
  std::string value;

  bool operator==(const Captured&) const = default;
};

// Letters, digits and "_", no digit first.
bool is_capture_name(std::string_view text);

// The names, in order, a name as often as it stands there. Braces around anything but a name are
// text.
std::vector<std::string> references_in(std::string_view text);

// What a value is put into, which says how it is written there.
enum class Surroundings : std::uint8_t {
  text,  // as it stands
  url,   // percent-encoded in path and query, in front of them as it stands
  json,  // as part of a JSON string
};

// One pass: a value that looks like a reference is not looked into. A name that was not captured
// stays.
std::string fill(std::string_view text, Surroundings surroundings,
                 std::span<const Captured> captured);

// Everything but letters, digits and "-._~" as %XX (RFC 3986 "Unreserved Characters").
std::string percent_encoded(std::string_view text);

// A URL that has its references filled with something that fits anywhere, so that it can be looked
// at before anything was captured. Where it begins with one, nothing is known of it.
std::string stand_in_url(std::string_view url);

// No reference stands in front of the path.
bool host_is_known(std::string_view url);

}  // namespace ssert::scenario
