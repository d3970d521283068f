// What the flags of `ssert load` say of the load, over what the scenario file says.
#pragma once

#include "base/result.h"
#include "scenario/load_shape.h"

#include <optional>
#include <string>
#include <vector>

namespace ssert::scenario {

// As typed; none where a flag was not given.
struct LoadFlags {
  std::optional<std::string> rate;
  std::optional<std::string> arrivals;
  std::optional<std::string> in_flight_max;
  std::optional<std::string> readers;
  std::optional<std::string> think_time;
  std::optional<std::string> warm_up;
  std::optional<std::string> duration;
  std::optional<std::string> drain;
  std::optional<std::string> requests;
  std::optional<std::string> seed;
  bool no_reuse = false;
  std::vector<std::string> objectives;
  std::vector<std::string> abort_objectives;

  bool operator==(const LoadFlags&) const = default;
};

// A flag goes over the member of the file; a model that is given by flags goes in place of the
// file's, and so do its objectives. A Problem where neither says how much to send. `seed` is for a
// run that nobody gave one.
base::Result<LoadShape> load_shape_from(const LoadFlags& flags,
                                        const std::optional<LoadShape>& file, std::uint64_t seed);

inline constexpr double rate_most = 100'000;            // requests per second
inline constexpr std::uint64_t streams_most = 100'000;  // at once
inline constexpr std::uint64_t requests_most = 1'000'000'000;
// Of a file, from 1: every reader of JSON has it exactly. 0 in a LoadShape: the file gives none.
inline constexpr std::uint64_t file_seed_most = (std::uint64_t{1} << 53U) - 1;

// "50/s", "0.5/s", "600/m": requests per second, above 0 and at most rate_most.
base::Result<double> parse_rate(std::string_view text, std::string_view where);
std::optional<OpenModel::Arrivals> arrivals_from(std::string_view text);  // "constant", "poisson"
std::string_view to_string(OpenModel::Arrivals arrivals);

}  // namespace ssert::scenario
