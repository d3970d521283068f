// The reader of dialect files: good files are read, bad ones are refused with words that help.
// testdata/invalid: one fault a file, the expected error beside it. UPDATE_GOLDENS=1 rewrites the
// expected errors, and fails, so that it cannot stay on.
#include "base/limits.h"
#include "dialect/testing/stream_of_events.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ssert::dialect {
namespace {

namespace fs = std::filesystem;
using testing::read_whole_file;

const fs::path testdata = fs::path(SSERT_SOURCE_DIR) / "harness/dialect/testdata";

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string error_of(const fs::path& file) {
  const auto dialect = read_dialect(read_whole_file(file.string()), file.filename().string());
  return dialect ? "was read" : base::to_string(dialect.error()) + "\n";
}

bool updates_goldens() {
  const char* const asked = std::getenv("UPDATE_GOLDENS");  // NOLINT(concurrency-mt-unsafe)
  return asked != nullptr && std::string_view(asked) == "1";
}

TEST(Reader, RefusesEachInvalidFileWithTheErrorBesideIt) {
  const auto files = json_files(testdata / "invalid");
  ASSERT_GT(files.size(), 80U);
  for (const auto& file : files) {
    auto golden = file;
    golden.replace_extension(".problem.txt");
    const auto error = error_of(file);
    EXPECT_NE(error, "was read") << file;
    if (updates_goldens()) {
      std::ofstream(golden, std::ios::binary) << error;
    } else {
      EXPECT_EQ(error, read_whole_file(golden.string())) << file;
    }
  }
  if (updates_goldens()) FAIL() << "the expected errors were rewritten: look at the difference";
}

TEST(Reader, SaysFileLineAndPointerInEveryError) {
  for (const auto& file : json_files(testdata / "invalid")) {
    const auto dialect = read_dialect(read_whole_file(file.string()), "mine.json");
    ASSERT_FALSE(dialect.has_value()) << file;
    EXPECT_TRUE(dialect.error().where.starts_with("mine.json:")) << dialect.error().where;
    EXPECT_FALSE(dialect.error().what.empty()) << file;
    EXPECT_FALSE(dialect.error().way_out.empty()) << file;
    EXPECT_EQ(base::to_string(dialect.error()).find("mine.json:0"), std::string::npos) << file;
  }
}

TEST(Reader, ReadsEachValidFile) {
  const auto files = json_files(testdata / "valid");
  ASSERT_GT(files.size(), 5U);
  for (const auto& file : files) EXPECT_EQ(error_of(file), "was read") << file;
}

TEST(Reader, ReadsTheExampleOfTheFormatPage) {
  const auto page = read_whole_file(SSERT_SOURCE_DIR "/docs/formats/dialect.md");
  const auto begin = page.find("```json\n") + 8;
  const auto dialect = read_dialect(page.substr(begin, page.find("```", begin) - begin), "page");
  ASSERT_TRUE(dialect.has_value()) << base::to_string(dialect.error());
  EXPECT_EQ(dialect.value().name, "tiny");
  EXPECT_EQ(dialect.value().terminal, TerminalMode::required);
  const auto& request = dialect.value().request;
  EXPECT_EQ(request.example_body, R"({"question":"Hello","stream":true})");
  EXPECT_EQ(request.prompt_pointer, "/question");
  EXPECT_EQ(request.stream_flag_pointer, "/stream");
  EXPECT_EQ(request.answers_pointer, "");
  EXPECT_EQ(request.resource_id, "{chat}");
  EXPECT_EQ(request.path_pattern, "/chats/{chat}/stream");
}

TEST(Reader, RefusesAFileThatIsTooLong) {
  const std::string text(base::limits::input_file_bytes + 1, ' ');
  const auto dialect = read_dialect(text, "big.json");
  ASSERT_FALSE(dialect.has_value());
  EXPECT_EQ(dialect.error().what, "has 16,777,217 bytes");
}

TEST(Reader, RefusesTooManyValuesInBoundedMemory) {
  std::string text = "[";
  for (int i = 0; i < 300'000; ++i) text += "[],";
  const auto dialect = read_dialect(text, "many.json");
  ASSERT_FALSE(dialect.has_value());
  EXPECT_EQ(dialect.error().what, "has more than 250,000 values");
}

TEST(Reader, AllowsWhyInEveryObject) {
  const auto dialect = read_dialect(R"({
    "why": "w", "dialect_format": 1, "name": "n", "title": "t", "terminal": "none",
    "events": [{"why": "w", "kind": "k", "class": "meta", "when": {"why": "w", "/a": {"why": "w", "equals": 1}}}],
    "order": {"why": "w", "start": "s", "states": {"why": "w", "s": {"why": "w", "k": "s"}}},
    "tracks": [{"why": "w", "name": "t", "key": "/i", "start": "s", "states": {"s": {"k": "s"}}}],
    "invariants": [{"why": "w", "invariant": "unique", "place": "/i"}],
    "request": {"why": "w"}
  })",
                                    "why.json");
  EXPECT_TRUE(dialect.has_value()) << base::to_string(dialect.error());
}

TEST(Reader, ReadsTheBuiltInFilesAsTheyStandInTheTree) {
  for (const auto& file : json_files(SSERT_SOURCE_DIR "/scenarios/dialects")) {
    const auto dialect = read_dialect(read_whole_file(file.string()), file.filename().string());
    ASSERT_TRUE(dialect.has_value()) << base::to_string(dialect.error());
    EXPECT_EQ(dialect.value().name + ".json", file.filename().string());
    EXPECT_NE(find_built_in(dialect.value().name), nullptr) << "not embedded: " << file;
  }
}

}  // namespace
}  // namespace ssert::dialect
