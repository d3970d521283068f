#include "mock_server/script/script_reader.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace ssert::mock_server {
namespace {

std::string with_steps(const std::string& steps) {
  return R"({"version":1,"steps":[)" + steps + "]}";
}

Steps steps_of(const std::string& steps) {
  const auto script = read_script(with_steps(steps), "test");
  EXPECT_TRUE(script.has_value()) << (script ? "" : base::to_string(script.error()));
  return script ? script->steps : Steps{};
}

base::Problem problem_of(const std::string& text) {
  const auto script = read_script(text, "test.json");
  EXPECT_FALSE(script.has_value()) << text;
  return script ? base::Problem{} : script.error();
}

Part text_part(std::string text, std::uint32_t times = 1) {
  return {.word = Word::text, .text = std::move(text), .times = times};
}

TEST(ScriptReader, ReadsTheDescription) {
  const auto script = read_script(
      R"({"version":1,"name":"n","title":"t","why":"w","replaces":"route",
          "broken":{"quote":"q","source":"s"},"steps":["end"],"methods":{"GET":["head","end"]}})",
      "file");
  ASSERT_TRUE(script);
  EXPECT_EQ(script->name, "n");
  EXPECT_EQ(script->title, "t");
  EXPECT_EQ(script->why, "w");
  EXPECT_EQ(script->replaces, Replaces::route);
  EXPECT_EQ(script->broken, (BrokenSentence{.text = "q", .quoted = true, .source = "s"}));
  ASSERT_EQ(script->methods.size(), 1U);
  EXPECT_EQ(script->methods.at("GET").size(), 2U);
}

TEST(ScriptReader, AStringStandsForAStepWithDefaults) {
  EXPECT_EQ(steps_of(R"("head","tokens","done","end")"),
            steps_of(R"({"head":{}},{"tokens":{}},{"done":{}},{"end":"clean"})"));
}

TEST(ScriptReader, ReadsBytesInEveryForm) {
  const auto steps = steps_of(
      R"({"raw":["a{{token}}b",{"hex":"fF00"},{"repeat":"xy","times":3}]},{"content":"\u0000"},"end")");
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(std::get<RawStep>(steps[0].action).bytes,
            (Template{text_part("a"),
                      {.word = Word::token, .text = {}, .times = 1},
                      text_part("b"),
                      text_part(std::string("\xff\0", 2)),
                      text_part("xy", 3)}));
  EXPECT_EQ(std::get<ContentStep>(steps[1].action).content,
            (Template{text_part(std::string(1, '\0'))}));
}

TEST(ScriptReader, ReadsPositions) {
  const auto to = [](const std::string& text) {
    const auto steps = steps_of(R"({"tokens":{"to":)" + text + R"(}},"end")");
    return steps.empty() ? Position{} : std::get<TokensStep>(steps[0].action).to;
  };
  EXPECT_EQ(to("3"), (Position{.percent = 0, .offset = 3}));
  EXPECT_EQ(to("-1"), (Position{.percent = 100, .offset = -1}));
  EXPECT_EQ(to(R"("50%")"), (Position{.percent = 50, .offset = 0}));
  EXPECT_EQ(to(R"("50%+2")"), (Position{.percent = 50, .offset = 2}));
  EXPECT_EQ(to(R"("100%-2")"), (Position{.percent = 100, .offset = -2}));
}

TEST(ScriptReader, StyleStepsBuildOnTheOneBeforeThemInTheText) {
  const auto steps = steps_of(R"({"style":{"index":true}},
      {"repeat":{"times":2,"steps":[{"style":{"line_end":"crlf"}}]}},{"style":{"space":false}},"end")");
  ASSERT_EQ(steps.size(), 4U);
  const auto& last = std::get<StyleStep>(steps[2].action).style;
  EXPECT_TRUE(last.index);
  EXPECT_EQ(last.line_end, LineEnd::crlf);
  EXPECT_FALSE(last.space);
}

struct Refusal {
  std::string text;
  std::string where;  // expected whole
  std::string says;   // expected within what and way_out
};

void expect_refused(const Refusal& refusal) {
  const auto problem = problem_of(refusal.text);
  EXPECT_EQ(problem.where, refusal.where) << refusal.text;
  const auto said = problem.what + " | " + problem.way_out;
  EXPECT_NE(said.find(refusal.says), std::string::npos) << refusal.text << "\nsaid: " << said;
}

TEST(ScriptReader, RefusesWithThePlaceAndTheWayOut) {
  const std::vector<Refusal> refusals{
      {"", "test.json", "is not JSON"},
      {"{", "test.json", "is not JSON"},
      {"[]", "test.json", "is array"},
      {R"({"steps":["end"]})", "test.json", "has no version"},
      {R"({"version":2,"steps":["end"]})", "test.json: /version", "is 2"},
      {R"({"version":1})", "test.json", "has no steps"},
      {R"({"version":1,"steps":["end"],"setps":1})", "test.json", R"(has a member "setps")"},
      {R"({"version":1,"steps":["end"],"replaces":"all"})", "test.json: /replaces",
       "answer, route"},
      {R"({"version":1,"steps":["end"],"broken":{"source":"s"}})", "test.json: /broken",
       "incomplete"},
      {R"({"version":1,"steps":["end"],"broken":{"quote":"a","paraphrase":"b","source":"s"}})",
       "test.json: /broken", "incomplete"},
      {R"({"version":1,"steps":["end"],"methods":{"GET":["head"]}})", "test.json: /methods/GET",
       "0 end steps"},
  };
  for (const auto& refusal : refusals) expect_refused(refusal);
}

TEST(ScriptReader, RefusesStepsWithThePlaceAndTheWayOut) {
  const std::vector<Refusal> refusals{
      {with_steps(""), "test.json: /steps", "0 end steps"},
      {with_steps(R"("head")"), "test.json: /steps", "0 end steps"},
      {with_steps(R"("end","head")"), "test.json: /steps", "as the last step"},
      {with_steps(R"("end","end")"), "test.json: /steps", "2 end steps"},
      {with_steps(R"({"repeat":{"times":1,"steps":["end"]}},"end")"), "test.json: /steps", "2 end"},
      {with_steps(R"("haed","end")"), "test.json: /steps/0", R"(is "haed")"},
      {with_steps(R"({"head":{},"end":"clean"})"), "test.json: /steps/0", "2 members"},
      {with_steps(R"({"head":{"status":100}},"end")"), "test.json: /steps/0/head/status", "200 to"},
      {with_steps(R"({"head":{"status":"200"}},"end")"), "test.json: /steps/0/head/status",
       "string"},
      {with_steps(R"({"head":{"statsu":200}},"end")"), "test.json: /steps/0/head", "statsu"},
      {with_steps(R"({"head":{"framing":"gzip"}},"end")"), "test.json: /steps/0/head/framing",
       "content-length"},
      {with_steps(R"({"tokens":{"to":"half"}},"end")"), "test.json: /steps/0/tokens/to", "half"},
      {with_steps(R"({"tokens":{"to":"101%"}},"end")"), "test.json: /steps/0/tokens/to", "101%"},
      {with_steps(R"({"tokens":{"to":"50%+"}},"end")"), "test.json: /steps/0/tokens/to", "50%+"},
      {with_steps(R"({"content":"{{tokens}}"},"end")"), "test.json: /steps/0/content",
       "{{tokens}}"},
      {with_steps(R"({"content":"{{token"},"end")"), "test.json: /steps/0/content", "{{token"},
      {with_steps(R"({"content":"{{size}}"},"end")"), "test.json: /steps/0/content", "{{size}}"},
      {with_steps(R"({"content":{"hex":"abc"}},"end")"), "test.json: /steps/0/content/hex", "abc"},
      {with_steps(R"({"content":{"hex":"zz"}},"end")"), "test.json: /steps/0/content/hex", "zz"},
      {with_steps(R"({"content":{"repeat":"x"}},"end")"), "test.json: /steps/0/content", "times"},
      {with_steps(R"({"content":7},"end")"), "test.json: /steps/0/content", "is number"},
      {with_steps(R"({"wait":"soon"},"end")"), "test.json: /steps/0/wait", "20ms"},
      {with_steps(R"({"wait":20},"end")"), "test.json: /steps/0/wait", "a string"},
      {with_steps(R"({"style":{"line_end":"lfcr"}},"end")"), "test.json: /steps/0/style/line_end",
       "lf, crlf, cr"},
      {with_steps(R"({"style":{"data_lines":3}},"end")"), "test.json: /steps/0/style/data_lines",
       "from 1 to 2"},
      {with_steps(R"({"end":"abrupt"})"), "test.json: /steps/0/end", "reset"},
  };
  for (const auto& refusal : refusals) expect_refused(refusal);
}

TEST(ScriptReader, CommentsAreAllowedInEveryObject) {
  EXPECT_TRUE(read_script(R"({"version":1,"comment":"a","steps":[{"comment":"b","head":
      {"comment":"c","set":{"comment":"d","A":"1"}}},"end"]})",
                          "f"));
}

std::string nested_repeats(int levels) {
  std::string text = R"("head")";
  for (int i = 0; i < levels; ++i) text = R"({"repeat":{"times":1,"steps":[)" + text + "]}}";
  return with_steps(text + R"(,"end")");
}

TEST(ScriptReader, KeepsItsLimits) {
  EXPECT_TRUE(read_script(nested_repeats(8), "f"));
  EXPECT_NE(problem_of(nested_repeats(9)).what.find("nested too deep"), std::string::npos);

  const std::string deep(1000, '[');
  EXPECT_FALSE(read_script(deep + std::string(1000, ']'), "f"));
  const auto problem = problem_of(with_steps(R"({"done":{"a":)" + std::string(200, '[') +
                                             std::string(200, ']') + R"(}},"end")"));
  EXPECT_NE(problem.what.find("nested too deep"), std::string::npos) << problem.what;

  const auto literal = [](int times) {
    return with_steps(R"({"repeat":{"times":)" + std::to_string(times) +
                      R"(,"steps":[{"raw":{"repeat":"x","times":1048576}}]}},"end")");
  };
  EXPECT_TRUE(read_script(literal(256), "f"));
  EXPECT_NE(problem_of(literal(257)).what.find("writes too much"), std::string::npos);

  const auto steps = [](int times) {
    return with_steps(R"({"repeat":{"times":1000,"steps":[{"repeat":{"times":)" +
                      std::to_string(times) + R"(,"steps":["tokens"]}}]}},"end")");
  };
  EXPECT_TRUE(read_script(steps(900), "f"));
  EXPECT_NE(problem_of(steps(1000)).what.find("one too many"), std::string::npos);
}

TEST(ScriptReader, ReadsFilesUpToALimit) {
  const auto path = ::testing::TempDir() + "script_reader_test.json";
  std::ofstream(path) << with_steps(R"("end")");
  EXPECT_TRUE(read_script_file(path, 1000));
  const auto small = read_script_file(path, 10);
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().what, "is too large");
  std::remove(path.c_str());
  const auto absent = read_script_file(path, 1000);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().where, path);
}

}  // namespace
}  // namespace ssert::mock_server
