#include "mock_server/ui/page.h"

#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace ssert::mock_server {
namespace {

namespace fs = std::filesystem;

std::string path_of(const fs::path& file) {
  return file.filename() == "index.html" ? "/" : "/ui/" + file.filename().string();
}

TEST(Page, IsTheFilesOfItsFolderByteForByte) {
  const std::set<fs::path> kinds{".html", ".css", ".js", ".svg"};
  std::set<std::string> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(SSERT_SOURCE_DIR) / "mock_server/ui")) {
    if (!kinds.contains(entry.path().extension())) continue;
    const auto path = path_of(entry.path());
    SCOPED_TRACE(path);
    paths.insert(path);
    const auto* file = find_page_file(path);
    ASSERT_NE(file, nullptr) << "not listed in mock_server/ui/CMakeLists.txt";
    EXPECT_TRUE(file->content == ssert::testing::read_file(entry.path()));
  }
  EXPECT_EQ(paths.size(), page_files().size());
}

TEST(Page, EachFileHasTheMediaTypeThatABrowserAsksFor) {
  const auto type_of = [](std::string_view path) {
    const auto* file = find_page_file(path);
    return file == nullptr ? "not there" : file->content_type;
  };
  EXPECT_EQ(type_of("/"), "text/html; charset=utf-8");
  EXPECT_EQ(type_of("/ui/page.css"), "text/css; charset=utf-8");
  EXPECT_EQ(type_of("/ui/page.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(type_of("/ui/icon.svg"), "image/svg+xml");
  EXPECT_EQ(type_of("/ui/"), "not there");
  EXPECT_EQ(type_of("/index.html"), "not there");
}

// What the policy allows is what the page needs: no script or style stands in the markup, and
// nothing makes markup of text.
TEST(Page, HasNoScriptInItsMarkupAndMakesNoMarkupOfText) {
  for (const auto& file : page_files()) {
    SCOPED_TRACE(file.path);
    for (const std::string_view word :
         {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(",
          "localStorage", "sessionStorage", "document.cookie", " style=", " onclick="}) {
      EXPECT_EQ(file.content.find(word), std::string_view::npos) << word;
    }
  }
}

std::string service(std::string_view query) {
  const auto read = service_in(query);
  return read ? *read : base::to_string(read.error());
}

TEST(Page, TalksToItsOwnServerWhereNoServiceIsNamed) {
  for (const auto* query : {"", "a=b", "services=x", "service", "xservice=1"}) {
    EXPECT_EQ(service(query), "") << query;
  }
}

TEST(Page, TalksToANamedServiceOfThisMachine) {
  EXPECT_EQ(service("service=http://127.0.0.1:3001"), "http://127.0.0.1:3001");
  EXPECT_EQ(service("service=http://localhost:3001/"), "http://localhost:3001");
  EXPECT_EQ(service("a=b&service=http%3A%2F%2F127.0.0.1%3A65535&c"), "http://127.0.0.1:65535");
  EXPECT_EQ(service("service=http://127.0.0.1:1&service=http://127.0.0.1:2"), "http://127.0.0.1:1")
      << "the first, as the page itself reads it";
}

TEST(Page, RefusesEveryOtherService) {
  for (const auto* value : {"",
                            "/",
                            "3001",
                            "http://127.0.0.1",
                            "http://127.0.0.1:",
                            "http://127.0.0.1:0",
                            "http://127.0.0.1:65536",
                            "http://127.0.0.1:-1",
                            "http://127.0.0.1:+1",
                            "http://127.0.0.1:80x",
                            "http://127.0.0.1:80/path",
                            "http://127.0.0.1:80//",
                            "http://127.0.0.1:80@example.org",
                            "http://127.0.0.1.example.org:80",
                            "http://localhost.example.org:80",
                            "http://example.org:80",
                            "https://127.0.0.1:80",
                            "HTTP://127.0.0.1:80",
                            "//127.0.0.1:80",
                            "javascript:alert(1)",
                            "*",
                            "http://127.0.0.1:80;script-src *",
                            "http://127.0.0.1:80%20*",
                            "http://127.0.0.1:80%0d%0aX: y",
                            "http://127.0.0.1:80%00",
                            "%",
                            "%4",
                            "%zz",
                            "%-1",
                            "http://127.0.0.1:8%30%3b"}) {
    const auto read = service_in("service=" + std::string(value));
    ASSERT_FALSE(read) << value << " gave " << *read;
    EXPECT_EQ(read.error().way_out, "http://127.0.0.1:PORT or http://localhost:PORT");
  }
  EXPECT_EQ(service("service=http://a%0d%0a:1"),
            "?service= is \"http://a\\r\\n:1\"\n  expected: http://127.0.0.1:PORT or "
            "http://localhost:PORT");
}

TEST(Page, ItsPolicyNamesTheServiceAndNobodyElse) {
  EXPECT_EQ(page_policy(""),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "
            "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  EXPECT_NE(page_policy("http://127.0.0.1:3001")
                .find("; connect-src 'self' http://127.0.0.1:3001; base-uri"),
            std::string::npos);
}

}  // namespace
}  // namespace ssert::mock_server
