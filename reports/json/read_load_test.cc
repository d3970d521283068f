// A load result that is read back.
#include "reports/json/load.h"
#include "reports/json/test_read.h"
#include "reports/test_load_report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ssert::reports {
namespace {

using testing::problem_of;

using nlohmann::ordered_json;

ordered_json full_load_json() {
  return ordered_json::parse(render_json(testing::full_load_report()));
}

std::string load_problem_with(const std::string& pointer, const ordered_json& value) {
  auto json = full_load_json();
  json.at(ordered_json::json_pointer(pointer)) = value;
  return problem_of(json.dump());
}

// Every pointer below `json`; of the buckets of histograms the first alone, for they are alike.
void collect(const ordered_json& json, const std::string& pointer, std::vector<std::string>& all) {
  if (!pointer.empty()) all.push_back(pointer);
  if (json.is_array()) {
    const bool is_buckets = pointer.ends_with("/buckets");
    for (std::size_t i = 0; i < (is_buckets ? std::min<std::size_t>(json.size(), 1) : json.size());
         ++i)
      collect(json[i], pointer + "/" + std::to_string(i), all);
  } else if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      if (name.find('/') == std::string::npos) collect(value, pointer + "/" + name, all);
    }
  }
}

std::vector<std::string> pointers() {
  std::vector<std::string> all;
  collect(full_load_json(), "", all);
  return all;
}

// Objects whose members have names of their own.
bool is_open(const std::string& pointer) {
  return pointer.ends_with("/failed") || pointer.ends_with("metrics") || pointer.ends_with("/ci");
}

TEST(ReadLoadResult, GivesBackExactlyWhatWasWritten) {
  for (const auto& report : {testing::full_load_report(), testing::green_load_report(),
                             testing::hostile_load_report()}) {
    const auto text = render_json(report);
    const auto read = read_result(text, "r.json");
    ASSERT_TRUE(read) << to_string(read.error());
    const auto& again = std::get<report::LoadReport>(*read);
    EXPECT_EQ(render_json(again), text);
    EXPECT_EQ(again.window.failed, report.window.failed);
    EXPECT_EQ(again.url, report.url);
    ASSERT_EQ(again.metrics.size(), report.metrics.size());
    for (std::size_t i = 0; i < report.metrics.size(); ++i) {
      EXPECT_EQ(again.metrics[i].histogram, report.metrics[i].histogram);
      EXPECT_EQ(again.metrics[i].seconds, report.metrics[i].seconds);
    }
  }
}

// Ten minutes: more values than a file that people write may hold.
TEST(ReadLoadResult, GivesBackALongRun) {
  auto report = testing::full_load_report();
  constexpr std::int64_t seconds = 600;
  const auto second = report.seconds.front();
  report.seconds.assign(seconds, second);
  for (std::int64_t i = 0; i < seconds; ++i) report.seconds[static_cast<std::size_t>(i)].second = i;
  for (auto* const rows : {&report.metrics, &report.failed_metrics}) {
    for (auto& row : *rows) {
      if (row.seconds.empty()) continue;
      const auto histogram = row.seconds.begin()->second;
      row.seconds.clear();
      for (std::int64_t i = 0; i < seconds; ++i) row.seconds.emplace(i, histogram);
    }
  }
  const auto text = render_json(report);
  ASSERT_EQ(dialect::read_json_file(text).fault, dialect::JsonFault::too_many_values);
  const auto read = read_result(text, "r.json");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_TRUE(render_json(std::get<report::LoadReport>(*read)) == text) << "it is another";
}

TEST(ReadLoadResult, GivesBackTheLargestSeed) {
  auto report = testing::full_load_report();
  report.seed = UINT64_MAX;
  const auto read = read_result(render_json(report), "r.json");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(std::get<report::LoadReport>(*read).seed, UINT64_MAX);
  EXPECT_NE(load_problem_with("/plan/seed", -1), "was read");
  EXPECT_NE(load_problem_with("/plan/seed", 1e30), "was read");
}

TEST(ReadLoadResult, MissesEveryMember) {
  const auto json = full_load_json();
  int refused = 0;
  for (const auto& pointer : pointers()) {
    const ordered_json::json_pointer place(pointer);
    const auto parent = place.parent_pointer().to_string();
    if (!json.at(place.parent_pointer()).is_object() || is_open(parent)) continue;
    if (place.back() == "note") continue;
    auto changed = json;
    changed.at(place.parent_pointer()).erase(place.back());
    EXPECT_NE(problem_of(changed.dump()), "was read") << pointer;
    ++refused;
  }
  EXPECT_GT(refused, 150);
}

TEST(ReadLoadResult, TakesNoMemberOfAnotherTypeAndNoneThatItDoesNotKnow) {
  const auto json = full_load_json();
  for (const auto& pointer : pointers()) {
    auto changed = json;
    auto& value = changed.at(ordered_json::json_pointer(pointer));
    value = value.is_object() ? ordered_json("text") : ordered_json{{"a", 1}};
    EXPECT_NE(problem_of(changed.dump()), "was read") << pointer;
    changed = json;
    auto& object = changed.at(ordered_json::json_pointer(pointer));
    if (!object.is_object() || pointer.ends_with("/failed")) continue;
    object["colour"] = "red";
    EXPECT_NE(problem_of(changed.dump()), "was read") << pointer;
  }
}

TEST(ReadLoadResult, TakesNoHistogramThatNoRunHas) {
  EXPECT_NE(load_problem_with("/metrics/ttft/histogram/count", 7), "was read");
  EXPECT_NE(load_problem_with("/seconds/0/metrics/ttft/buckets/0/1", 9'999), "was read");
  EXPECT_EQ(load_problem_with("/metrics/ttft/trust", "no"),
            "r.json:1: /metrics/ttft/trust is \"no\"\n  expected: one of valid, degraded, "
            "client-bound");
}

}  // namespace
}  // namespace ssert::reports
