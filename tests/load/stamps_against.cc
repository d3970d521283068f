// stamps_against URL: 200 streams of a conversation at URL, whose server stamps with
// CLOCK_MONOTONIC. One JSON object on stdout: {"completed", "stamped", "tokens", "refuted": [...],
// "story"}.
#include "load/instrument.h"
#include "tests/load/measurement.h"
#include "tests/load/setting.h"

#include <nlohmann/json.hpp>

#include <iostream>

int main(int argc, char** argv) {
  using namespace ssert::load_against_mock;
  if (argc != 2) {
    std::cerr << "stamps_against URL\n";
    return 2;
  }
  const auto plan = plan_for(argv[1]);
  const auto measured = measure(plan, 200, Clock::monotonic);
  const auto doubts = ssert::load::doubts_of(measured.result, {});
  const auto completed = measured.result.whole.completed;
  std::cout << nlohmann::json{{"completed", completed},
                              {"stamped", completed - measured.streams_without_stamps},
                              {"tokens", measured.result.totals.tokens},
                              {"refuted", refuted_claims(measured, doubts)},
                              {"story", story_of(measured, doubts)}}
                   .dump()
            << '\n';
  return 0;
}
