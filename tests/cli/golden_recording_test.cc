// Recordings that were made on one day give what they gave then, to the letter. They are in
// tests/recordings: of each dialect the exchanges of a check, made with `ssert record` against
// `ssert mock --fault NAME`, and what `curl -i --raw -N` wrote.
#include "tests/cli/process.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace ssert::testing {
namespace {

struct Kept {
  std::string flag;
  std::string file;
  int status = 0;
};

std::ostream& operator<<(std::ostream& out, const Kept& kept) { return out << kept.file; }

const std::string folder = "tests/recordings/";

class GoldenRecording : public ::testing::TestWithParam<Kept> {};

TEST_P(GoldenRecording, IsJudgedAsOnTheDayItWasMade) {
  const auto& kept = GetParam();
  const auto outcome = run({.words = {"check", kept.flag, folder + kept.file, "--json", "-"},
                            .folder = SSERT_SOURCE_DIR});
  EXPECT_EQ(outcome.status, kept.status) << outcome.err;
  const auto result = nlohmann::ordered_json::parse(outcome.out);
  ASSERT_EQ(result["targets"].size(), 1U);
  // All but the lists that every new rule makes longer: of those that pass, or are not shown.
  const auto& target = result["targets"][0];
  nlohmann::ordered_json said;
  for (const std::string member :
       {"url", "recorded", "dialect", "terminal", "payload", "ending", "findings", "exchanges"})
    said[member] = target[member];
  expect_golden(said.dump(2) + "\n", folder + kept.file + ".golden");
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenRecording,
                         ::testing::Values(Kept{"--recording", "conversation.jsonl", 1},
                                           Kept{"--recording", "openai-chat.jsonl", 0},
                                           Kept{"--response", "curl-conversation.txt", 1}),
                         [](const auto& kept) {
                           auto name = kept.param.file;
                           for (auto& c : name) c = c == '-' || c == '.' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace ssert::testing
