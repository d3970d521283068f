#include "mock_server/script/library.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

namespace ssert::mock_server {
namespace {

std::set<std::string> json_files(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.insert(entry.path().stem().string());
  }
  return names;
}

TEST(ScriptLibrary, HoldsEveryFileOfTheTwoFolders) {
  const std::string root = SSERT_SOURCE_DIR "/mock_server/";
  std::set<std::string> liars;
  std::set<std::string> honest;
  for (const auto& script : script_library()) {
    auto& names = script.broken ? liars : honest;
    EXPECT_TRUE(names.insert(script.name).second) << script.name << " stands twice";
  }
  EXPECT_EQ(liars, json_files(root + "faults"));
  EXPECT_EQ(honest, json_files(root + "honest"));
  EXPECT_GE(liars.size(), 80U);
}

TEST(ScriptLibrary, EveryScriptSaysWhatItIsAndWhy) {
  for (const auto& script : script_library()) {
    EXPECT_FALSE(script.title.empty()) << script.name;
    EXPECT_FALSE(script.why.empty()) << script.name;
    EXPECT_EQ(script.title.back() == '.', false) << script.name << ": a title is no sentence";
    if (!script.broken) continue;
    EXPECT_FALSE(script.broken->text.empty()) << script.name;
    EXPECT_FALSE(script.broken->source.empty()) << script.name;
  }
}

TEST(ScriptLibrary, FindsByName) {
  ASSERT_NE(find_script("cut-clean"), nullptr);
  EXPECT_EQ(find_script("cut-clean")->name, "cut-clean");
  EXPECT_TRUE(find_script("cut-clean")->broken.has_value());
  EXPECT_EQ(find_script("no-such-fault"), nullptr);
  EXPECT_EQ(&honest_script(), find_script("honest"));
  EXPECT_FALSE(honest_script().broken.has_value());
}

TEST(ScriptLibrary, OnlyScriptsOfTheRouteAnswerOtherMethods) {
  for (const auto& script : script_library()) {
    EXPECT_TRUE(script.methods.empty() || script.replaces == Replaces::route) << script.name;
  }
  EXPECT_EQ(steps_for(*find_script("get-only"), "PUT"), nullptr);
  EXPECT_NE(steps_for(*find_script("get-only"), "GET"), nullptr);
  EXPECT_NE(steps_for(*find_script("missing-route"), "PUT"), nullptr);
}

}  // namespace
}  // namespace ssert::mock_server
