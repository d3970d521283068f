// Streams as the servers of a dialect shape them, each in its own way: tests/wire_shapes has them
// as data, written after what their documentation and bug reports show. None is a fault of what it
// differs in, unless its row says so. Those of the files named -broken are faults, and each row
// says which.
#include "tests/cli/process.h"
#include "tests/support/golden.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace ssert::testing {
namespace {

using nlohmann::json;

struct Shape {
  std::string name;
  json row;
};

std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << shape.name; }

std::vector<Shape> shapes_of(const std::string& file) {
  std::vector<Shape> shapes;
  const auto text = read_file(std::string(SSERT_SOURCE_DIR) + "/tests/wire_shapes/" + file);
  for (const auto& row : json::parse(text)) shapes.push_back({row.at("name"), row});
  return shapes;
}

// Each event is a chunk of its own.
std::string response_of(const json& events) {
  std::string response =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache, "
      "no-transform\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string event : events)
    response += fmt::format("{:x}\r\n{}\r\n", event.size(), event);
  return response + "0\r\n\r\n";
}

struct Said {
  int status = 0;
  std::string ending;
  json broken = json::object();
  std::string out;
};

Said check(const json& events) {
  const Folder folder;
  folder.write("response", response_of(events));
  const auto outcome = run(
      {"check", "--response", folder.file("response"), "--dialect", "openai-chat", "--json", "-"});
  const auto target = json::parse(outcome.out).at("targets").at(0);
  Said said{.status = outcome.status, .ending = target.at("ending"), .out = outcome.out};
  for (const auto& finding : target.at("findings"))
    said.broken[finding.at("rule").get<std::string>()] = finding.at("verdict");
  return said;
}

std::string name_of(const ::testing::TestParamInfo<Shape>& shape) {
  auto name = shape.param.name;
  for (auto& c : name) c = c == '-' ? '_' : c;
  return name;
}

class WireShape : public ::testing::TestWithParam<Shape> {};
class BrokenWireShape : public ::testing::TestWithParam<Shape> {};

TEST_P(WireShape, IsNoFault) {
  const auto& row = GetParam().row;
  const auto said = check(row.at("events"));
  EXPECT_EQ(said.ending, "COMPLETE");
  EXPECT_EQ(said.broken, row.at("broken")) << said.out.substr(0, 4000);
  EXPECT_EQ(said.status, 0);
}

TEST_P(BrokenWireShape, IsFound) {
  const auto& row = GetParam().row;
  const auto said = check(row.at("events"));
  EXPECT_EQ(said.ending, row.value("ending", "COMPLETE"));
  EXPECT_EQ(said.broken, row.at("broken")) << said.out.substr(0, 4000);
  EXPECT_EQ(said.status, 1);
}

INSTANTIATE_TEST_SUITE_P(OpenaiChat, WireShape, ::testing::ValuesIn(shapes_of("openai-chat.json")),
                         name_of);
INSTANTIATE_TEST_SUITE_P(OpenaiChat, BrokenWireShape,
                         ::testing::ValuesIn(shapes_of("openai-chat-broken.json")), name_of);

TEST(Check, IsNotGreenWhereItCannotTakeOffTheContentCoding) {
  const Folder folder;
  folder.write("response",
               "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache, "
               "no-transform\r\nX-Accel-Buffering: no\r\nContent-Encoding: br\r\n"
               "Transfer-Encoding: chunked\r\n\r\n4\r\n\x0b\x01\x80\x03\r\n0\r\n\r\n");
  const auto outcome = run(
      {"check", "--response", folder.file("response"), "--dialect", "conversation", "--json", "-"});
  EXPECT_EQ(outcome.status, 3) << outcome.out;
  const auto target = json::parse(outcome.out).at("targets").at(0);
  ASSERT_EQ(target.at("harness_errors").size(), 1U);
  EXPECT_EQ(target.at("harness_errors").at(0).at("rule"), "framing/coded-content");
}

}  // namespace
}  // namespace ssert::testing
