#include "reports/markdown/markdown.h"

#include "reports/markdown/escape.h"
#include "reports/test_model.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>

namespace ssert::reports {
namespace {

using testing::full_model;

using ssert::testing::has;

TEST(MarkdownText, IsMarkupForNobody) {
  EXPECT_EQ(markdown_text("a *b* [c](d) <e> `f` g_h ~i~ &lt; j|k https://l $m$"),
            "a \\*b\\* \\[c\\](d) \\<e\\> \\`f\\` g\\_h \\~i\\~ \\&lt; j\\|k https\\://l \\$m\\$");
  EXPECT_EQ(markdown_text("@all #1"), "`@`all `#`1");
  EXPECT_EQ(markdown_text("a\nb"), "a\\\\nb");
}

TEST(MarkdownCode, CannotBeEndedFromInside) {
  EXPECT_EQ(markdown_code("a"), "`a`");
  EXPECT_EQ(markdown_code("a`b``c"), "```a`b``c```");
  EXPECT_EQ(markdown_code("`a"), "`` `a ``");
  EXPECT_EQ(markdown_code(" a "), "`  a  `");
  EXPECT_EQ(markdown_code("a|b"), "`a\\x7cb`");
  EXPECT_EQ(markdown_code(""), "(empty)");
}

TEST(MarkdownBlock, CannotBeEndedFromInside) {
  EXPECT_EQ(markdown_block({"a"}), "```text\na\n```\n");
  EXPECT_EQ(markdown_block({"a", "````", "`"}), "`````text\na\n````\n`\n`````\n");
}

TEST(MarkdownReport, ShowsAllThereIsAndTheVerdictFirst) {
  ssert::testing::expect_golden(render_markdown(full_model()),
                                "reports/testdata/full.markdown.golden");
}

TEST(MarkdownReport, ShowsWhatIsExpectedAndWhatIsStale) {
  ssert::testing::expect_golden(render_markdown(testing::expected_model()),
                                "reports/testdata/expected.markdown.golden");
}

TEST(MarkdownReport, LinksToTheWebOnly) {
  auto model = full_model();
  model.targets[0].findings[0].link = "javascript:alert(1)";
  EXPECT_FALSE(has(render_markdown(model), "javascript"));
  model.targets[0].findings[0].link = "https://a/>) [x](b";
  EXPECT_FALSE(has(render_markdown(model), "https://a/"));
}

TEST(MarkdownReport, SaysInTheFirstLineHowARunWithoutAVerdictEnded) {
  EXPECT_TRUE(
      render_markdown(report::ReportModel{.exit_code = 5, .exit_reason = "nothing was selected"})
          .starts_with("## NOTHING CHECKED: exit status 5, nothing was selected\n"));
  auto model = full_model();
  model.interrupted = true;
  EXPECT_TRUE(render_markdown(model).starts_with("## INTERRUPTED: "));
}

TEST(MarkdownReport, FitsIntoACommentAndCountsWhatDoesNot) {
  auto model = full_model();
  auto& findings = model.targets[0].findings;
  findings[0].message = std::string(10'000, 'a');
  findings.resize(1);
  for (int i = 0; i < 9; ++i) findings.push_back(findings[0]);
  model.targets[0].findings[3].message = "short";
  const auto text = render_markdown(model);
  EXPECT_LE(text.size(), markdown_bytes_max);
  EXPECT_TRUE(has(text, "Left out: 0 targets, 3 findings, 1 other row."))
      << text.substr(text.size() - 300);
}

}  // namespace
}  // namespace ssert::reports
