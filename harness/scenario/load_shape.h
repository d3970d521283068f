// How a load run sends: by which model, how much, for how long, and by which objectives it is
// judged.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ssert::scenario {

// Requests are sent when they are due, whatever became of those before them.
struct OpenModel {
  enum class Arrivals : std::uint8_t { constant, poisson };
  double per_second = 0;
  Arrivals arrivals = Arrivals::constant;
  // Streams at once, at most: a request that is due beyond it waits in a queue, which is told.
  std::uint64_t in_flight_max = 10'000;

  bool operator==(const OpenModel&) const = default;
};

// So many readers; each sends its next request when its last stream has ended and it has thought.
struct ClosedModel {
  std::uint64_t readers = 1;
  std::chrono::nanoseconds think_time{0};

  bool operator==(const ClosedModel&) const = default;
};

// An objective as it is written; `where` is for the Problem that it may have.
struct WrittenObjective {
  std::string text;
  std::string where;
  bool abort_on_fail = false;

  bool operator==(const WrittenObjective&) const = default;
};

struct LoadShape {
  std::variant<OpenModel, ClosedModel> model = ClosedModel{};
  std::chrono::nanoseconds warm_up{0};  // before the window; goes over into it
  std::chrono::nanoseconds window = std::chrono::seconds(10);  // what is measured
  std::uint64_t requests_max = 0;  // the window ends when so many were scheduled; 0: it does not
  std::chrono::nanoseconds drain = std::chrono::seconds(30);  // after it, for what is under way
  bool reuse_connections = true;
  std::uint64_t seed = 0;
  std::vector<WrittenObjective> objectives;

  bool operator==(const LoadShape&) const = default;
};

}  // namespace ssert::scenario
