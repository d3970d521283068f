// Targets that hang, talk nonsense or never end: each is found out within the limits, and what is
// said of it is kept as a golden file.
#include "tests/cli/process.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ostream>
#include <sstream>

namespace ssert::testing {
namespace {

struct Case {
  std::string fault;
  std::vector<std::string> limits;
};

std::ostream& operator<<(std::ostream& out, const Case& fault) { return out << fault.fault; }

// What does not change from run to run: the status, the ending, and the findings.
std::string summary(const Outcome& outcome) {
  const auto result = nlohmann::json::parse(outcome.out);
  const auto& target = result["targets"][0];
  std::ostringstream text;
  text << "exit status " << outcome.status << ": " << result["exit_reason"].get<std::string>()
       << "\n"
       << target["payload"].get<std::string>() << ", " << target["ending"].get<std::string>()
       << "\n";
  for (const auto& finding : target["findings"]) {
    text << finding["verdict"].get<std::string>() << " " << finding["rule"].get<std::string>();
    if (!finding["explained_by"].is_null())
      text << ", follows from " << finding["explained_by"].get<std::string>();
    text << "\n";
  }
  return text.str();
}

class Faults : public ::testing::TestWithParam<Case> {};

TEST_P(Faults, AreFoundOutWithinTheLimits) {
  const auto& [fault, limits] = GetParam();
  const Mock mock({"--fault", fault, "--time-to-first", "1ms", "--gap", "1ms"});
  std::vector<std::string> words{"check", mock.url(), "--json",
                                 "-",     "-H",       "Authorization: Bearer test-token"};
  words.insert(words.end(), limits.begin(), limits.end());
  const auto outcome = run(words);
  ASSERT_TRUE(nlohmann::json::accept(outcome.out)) << outcome.out << outcome.err;
  expect_golden(summary(outcome), "tests/cli/golden/faults/" + fault + ".txt");
}

const std::vector<Case> cases{
    {"no-answer", {"--head-timeout", "300ms"}},
    {"head-half", {"--head-timeout", "300ms"}},
    {"garbage", {}},
    {"hang-midstream", {"--gap-timeout", "300ms"}},
    // Below the 1s from which an end counts as late: a machine that is late adds nothing to it.
    {"hang-after-done", {"--total-timeout", "400ms"}},
    {"endless-line", {"--max-response", "2MiB"}},
    {"no-final-blank", {}},
    {"reset-midstream", {}},
    {"empty-200", {}},
    {"html-502", {}},
    {"cut-clean", {"--terminal", "required"}},
};

INSTANTIATE_TEST_SUITE_P(Mock, Faults, ::testing::ValuesIn(cases), [](const auto& test) {
  std::string name = test.param.fault;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

}  // namespace
}  // namespace ssert::testing
