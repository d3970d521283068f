// `ssert demo`: the whole way in one process.
#include "tests/cli/process.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace ssert::testing {
namespace {

using nlohmann::json;

TEST(Demo, PassesTheHonestFindsTheLieAndLoads) {
  const Folder folder;
  const auto outcome = run({"demo", "--out", folder.file("reports"), "--quiet"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  const auto result = [&](const std::string& name) {
    return json::parse(read_file(folder.file("reports/" + name + ".json")));
  };
  EXPECT_EQ(result("honest")["exit_code"], 0);
  EXPECT_EQ(result("lying")["exit_code"], 1);
  const auto load = result("load");
  EXPECT_EQ(load["exit_code"], 0);
  EXPECT_GT(load["requests"]["completed"], 0);
  EXPECT_EQ(load["requests"]["completed"], load["requests"]["scheduled"]);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("as expected: "), std::string::npos) << outcome.out;
}

TEST(Demo, NamesTheReportsThatItLeaves) {
  const Folder folder;
  const auto outcome = run({"demo", "--out", folder.path(), "--quiet"});
  const auto names = folder.names();
  EXPECT_GE(names.size(), 7U);
  for (const auto& name : names)
    EXPECT_NE(outcome.out.find("/" + name + "\n"), std::string::npos) << name;
}

TEST(Demo, EndsWhenInterrupted) {
  const Folder folder;
  Process process({.words = {"demo", "--out", folder.path()}});
  ASSERT_TRUE(process.out_has("under load"));
  process.signal(SIGINT);
  const auto outcome = process.wait();
  EXPECT_EQ(outcome.status, 130) << outcome.out;
}

TEST(Demo, SaysWhereItCannotWrite) {
  const Folder folder;
  folder.write("file", "");
  const auto outcome = run({"demo", "--out", folder.file("file/below")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err.rfind("error: --out names ", 0), 0U) << outcome.err;
}

}  // namespace
}  // namespace ssert::testing
