#include "reports/console/console.h"
#include "reports/json/json.h"
#include "reports/test_model.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ssert::reports {
namespace {

using testing::full_model;

TEST(ConsoleReport, ShowsAllThereIsAndEscapesWhatATargetSent) {
  const auto text = render_console(full_model(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
  ssert::testing::expect_golden(text, "reports/testdata/full.console.golden");
}

TEST(ConsoleReport, NamesWhatPassedWhereAsked) {
  ssert::testing::expect_golden(render_console(full_model(), {.verbose = true}),
                                "reports/testdata/full.verbose.console.golden");
}

TEST(ConsoleReport, ShowsWhatIsExpectedAndWhatIsStale) {
  ssert::testing::expect_golden(render_console(testing::expected_model(), {}),
                                "reports/testdata/expected.console.golden");
}

TEST(ConsoleReport, SaysInTheFirstLineThatAllWasExpected) {
  auto model = testing::expected_model();
  model.targets[0].findings.resize(2);
  EXPECT_TRUE(render_console(model, {}).starts_with("FAIL, as expected  TRUNCATED  "));
  EXPECT_TRUE(render_console(model, {.color = true}).starts_with("\x1b[33;1mFAIL, as expected"));
}

TEST(ConsoleReport, SaysOfATargetThatWasNotCheckedWhyAndNothingElse) {
  const report::TargetReport target{.name = "chat",
                                    .url = "http://127.0.0.1:8080/x",
                                    .payload = "fail",
                                    .ending = "NOT_CHECKED",
                                    .set_up_problems = {"before: \"log in\" failed"}};
  EXPECT_EQ(render_console({.targets = {target}}, {}),
            "FAIL  NOT_CHECKED  no rule was judged\n"
            "name        chat\n"
            "target      http://127.0.0.1:8080/x\n"
            "set-up      before: \"log in\" failed\n\n");
}

TEST(ConsoleReport, SaysNoResponseOnlyWhereNoneCanHaveCome) {
  report::TargetReport target{.payload = "fail"};
  target.exchanges = {{.probe = "reference", .method = "POST", .ending = "NOT_A_STREAM"},
                      {.probe = "repeat", .method = "POST", .ending = "UNREACHABLE{dns}"}};
  const auto text = render_console({.targets = {target}}, {});
  EXPECT_NE(text.find("reference POST: no response head · NOT_A_STREAM\n"), std::string::npos);
  EXPECT_NE(text.find("repeat POST: no response · UNREACHABLE{dns}\n"), std::string::npos);
}

TEST(ConsoleReport, SaysWhereExchangesComeFromThatWereNotMadeNow) {
  const report::TargetReport recorded{
      .name = "http://h/x",
      .url = "http://h/x",
      .origin = report::Origin{.file = "a\x1b.jsonl", .created_at = "2026-11-22T21:00:24Z"},
      .payload = "pass",
      .ending = "COMPLETE"};
  EXPECT_NE(render_console({.targets = {recorded}}, {})
                .find("recorded    a\\x1b.jsonl, made 2026-11-22T21:00:24Z\n"),
            std::string::npos);
  const report::TargetReport dump{
      .name = "dump.txt", .origin = report::Origin{.file = "dump.txt"}, .payload = "pass"};
  EXPECT_EQ(render_console({.targets = {dump}}, {}).find("target "), std::string::npos);
}

TEST(ConsoleReport, PaintsOnlyWhereColourIsOn) {
  EXPECT_NE(render_console(full_model(), {.color = true}).find("\x1b[31;1mFAIL"),
            std::string::npos);
}

TEST(JsonReport, HoldsWhatScriptsRelyOn) {
  const auto text = render_json(full_model());
  ssert::testing::expect_golden(text, "reports/testdata/full.json.golden");
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json.at("exit_code"), 1);
  const auto& target = json.at("targets").at(0);
  EXPECT_EQ(target.at("ending"), "TRUNCATED");
  EXPECT_EQ(target.at("findings").at(1).at("explained_by"), "framing/final-blank-line");
  EXPECT_EQ(target.at("findings").at(2).at("evidence").at(0).at("bytes"),
            "data: \\xff\\xfe</script>\\xe2\\x80\\xae\\r\\n");
}

}  // namespace
}  // namespace ssert::reports
