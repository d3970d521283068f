#include "dialect/place.h"

#include "dialect/constraint.h"
#include "dialect/dialect.h"

#include <gtest/gtest.h>

namespace ssert::dialect {
namespace {

// What stands at the place, each as it is shown.
std::vector<std::string> at(std::string_view place_text, std::string_view json) {
  const auto read = read_json(json);
  const auto place = Place::parse(place_text);
  if (!place || read.fault != JsonFault::none) return {"bad test"};
  bool truncated = false;
  std::vector<std::string> all;
  for (const auto& found : place->find_all({.payload = &read.value}, truncated))
    all.push_back(shown(found));
  return all;
}

using All = std::vector<std::string>;

TEST(Place, FollowsAJsonPointer) {
  EXPECT_EQ(at("", "5"), All{"5"});
  EXPECT_EQ(at("/a/b", R"({"a":{"b":1}})"), All{"1"});
  EXPECT_EQ(at("/a/1", R"({"a":[1,2]})"), All{"2"});
  EXPECT_EQ(at("/a/1", R"({"a":{"1":"x"}})"), All{"\"x\""});
  EXPECT_EQ(at("/", R"({"":7})"), All{"7"});
  EXPECT_EQ(at("/a~1b/c~0d", R"({"a/b":{"c~d":7}})"), All{"7"});
}

TEST(Place, FindsNothingAsAbsent) {
  EXPECT_EQ(at("/a/b", R"({"a":5})"), All{"absent"});
  EXPECT_EQ(at("/a/2", R"({"a":[1,2]})"), All{"absent"});
  EXPECT_EQ(at("/a/01", R"({"a":[1,2]})"), All{"absent"});
  EXPECT_EQ(at("/a/-", R"({"a":[1,2]})"), All{"absent"});
}

TEST(Place, TakesAStarForEveryElement) {
  EXPECT_EQ(at("/a/*", R"({"a":[1,2]})"), (All{"1", "2"}));
  EXPECT_EQ(at("/a/*/b", R"({"a":[{"b":1},{},5]})"), (All{"1", "absent", "absent"}));
  EXPECT_EQ(at("/*/a/*", R"([{"a":[1]},{"a":[]},{},{"a":[2,3]}])"), (All{"1", "2", "3"}));
  EXPECT_EQ(at("/a/*/b", R"({"a":{"b":1}})"), All{});
  EXPECT_EQ(at("/a/*", "{}"), All{});
}

TEST(Place, BindsStarsThatTwoPlacesShare) {
  const auto read = read_json(R"({"c":[{"i":0,"t":[{"j":7},{"j":8}]},{"i":1,"t":[{"j":9}]}]})");
  const Subject subject{.payload = &read.value};
  const auto inner = *Place::parse("/c/*/t/*/j");
  const auto outer = *Place::parse("/c/*/i");
  const auto root = *Place::parse("/d");
  EXPECT_EQ(outer.stars_shared_with(inner), 1U);
  EXPECT_EQ(root.stars_shared_with(inner), 0U);
  EXPECT_EQ(Place::parse("/x/*/i")->stars_shared_with(inner), 0U);
  bool truncated = false;
  std::string pairs;
  for (const auto& found : inner.find_all(subject, truncated))
    pairs += shown(outer.find_bound(subject, found, 1)) + ":" + shown(found) + " ";
  EXPECT_EQ(pairs, "0:7 0:8 1:9 ");
}

TEST(Place, ReadsTheFieldsOfAnEvent) {
  const event_stream::DispatchedEvent event{.type = "t", .data = "d", .last_event_id = "i"};
  bool truncated = false;
  for (const auto& [text, expected] :
       {std::pair{"@event_type", "\"t\""}, {"@data", "\"d\""}, {"@id", "\"i\""}})
    EXPECT_EQ(shown(Place::parse(text)->find_all({.event = &event}, truncated).front()), expected);
}

TEST(Place, RefusesWhatIsNone) {
  for (const auto* const text : {"a", "@", "@event", "/a~", "/a~2", " /a"})
    EXPECT_FALSE(Place::parse(text)) << text;
}

TEST(Canonical, IsEqualForEqualValuesOnly) {
  const auto of = [](std::string_view json) {
    const auto read = read_json(json);
    return canonical({.value = &read.value});
  };
  EXPECT_EQ(of("1"), of("1.0"));
  EXPECT_EQ(of("[1,2]"), of(" [ 1 , 2 ] "));
  EXPECT_NE(of("1"), of("\"1\""));
  EXPECT_NE(of("null"), of("\"null\""));
  EXPECT_NE(of("true"), of("\"true\""));
  EXPECT_NE(of("0.1"), of("0.10000000000000002"));
  EXPECT_NE(of("18446744073709551615"), of("18446744073709551614"));
  EXPECT_NE(of("[]"), of("{}"));
}

bool allows(std::string_view names, std::string_view json) {
  std::string_view unknown;
  const auto read = read_json(json);
  return Constraint{.types = type_set_from(names, unknown).value()}.allows({.value = &read.value});
}

TEST(Constraint, TellsTypesApart) {
  EXPECT_TRUE(allows("string", "\"\""));
  EXPECT_FALSE(allows("non-empty-string", "\"\""));
  EXPECT_TRUE(allows("empty-string", "\"\""));
  EXPECT_TRUE(allows("integer", "5"));
  EXPECT_FALSE(allows("integer", "5.5"));
  EXPECT_TRUE(allows("number", "5"));
  EXPECT_TRUE(allows("number", "5.5"));
  EXPECT_TRUE(allows("array", "[]"));
  EXPECT_FALSE(allows("non-empty-array", "[]"));
  EXPECT_TRUE(allows("empty-object", "{}"));
  EXPECT_FALSE(allows("object", "[]"));
  EXPECT_TRUE(allows("present", "null"));
  EXPECT_FALSE(allows("absent", "null"));
  EXPECT_TRUE(allows("string|null", "null"));
  EXPECT_FALSE(allows("boolean", "0"));
}

TEST(Constraint, KnowsAbsence) {
  std::string_view unknown;
  EXPECT_TRUE(Constraint{.types = type_set_from("absent", unknown).value()}.allows({}));
  EXPECT_FALSE(Constraint{.types = type_set_from("present", unknown).value()}.allows({}));
}

// By a dialect, so that the reading of constraints is in it, too.
TEST(Constraint, ComparesValuesPrefixesAndNegations) {
  const auto allows_in_file = [](std::string_view constraint, std::string_view json) {
    const auto dialect = read_dialect(
        std::string(R"({"dialect_format": 1, "name": "n", "title": "t", "terminal": "none",)") +
            R"("events": [{"kind": "k", "class": "meta", "members": {"/v": )" +
            std::string(constraint) + "}}]}",
        "x.json");
    if (!dialect) throw std::logic_error(base::to_string(dialect.error()));
    bool allowed = true;
    Interpreter interpreter(dialect.value(), [&](const auto&) { allowed = false; });
    interpreter.on_event({.type = "message", .data = json});
    return allowed;
  };
  EXPECT_TRUE(allows_in_file(R"({"equals": 1})", R"({"v":1.0})"));
  EXPECT_FALSE(allows_in_file(R"({"equals": 1})", R"({"v":"1"})"));
  EXPECT_FALSE(allows_in_file(R"({"equals": 1})", "{}"));
  EXPECT_TRUE(allows_in_file(R"({"equals": 1, "or": "absent"})", "{}"));
  EXPECT_TRUE(allows_in_file(R"({"equals": null})", R"({"v":null})"));
  EXPECT_TRUE(allows_in_file(R"({"one_of": ["a", "b"]})", R"({"v":"b"})"));
  EXPECT_FALSE(allows_in_file(R"({"one_of": ["a", "b"]})", R"({"v":"c"})"));
  EXPECT_TRUE(allows_in_file(R"({"starts_with": "da"})", R"({"v":"data"})"));
  EXPECT_FALSE(allows_in_file(R"({"starts_with": "da"})", R"({"v":"d"})"));
  EXPECT_TRUE(allows_in_file(R"({"not": {"equals": "x"}})", R"({"v":"y"})"));
  EXPECT_TRUE(allows_in_file(R"({"not": {"equals": "x"}})", "{}"));
  EXPECT_FALSE(allows_in_file(R"({"not": {"equals": "x"}})", R"({"v":"x"})"));
  EXPECT_TRUE(allows_in_file(R"({"not": {"not": "string"}})", R"({"v":"x"})"));
  EXPECT_FALSE(allows_in_file(R"({"not": {"not": "string"}})", R"({"v":5})"));
}

}  // namespace
}  // namespace ssert::dialect
