#include "tests/map/rows.h"

#include "base/check.h"
#include "tests/support/golden.h"

#include <chrono>
#include <optional>

namespace ssert::map {

std::string test_name(const Row& row) {
  auto name = row.fault;
  if (row.how.contains("dialect")) name += "-as-" + row.how.at("dialect").get<std::string>();
  if (row.on_chat) name += "-on-chat";
  for (auto& c : name) c = c == '-' ? '_' : c;
  return name;
}

nlohmann::json map_file() {
  return nlohmann::json::parse(
      testing::read_file(std::string(SSERT_SOURCE_DIR) + "/tests/map/liars.json"));
}

namespace {

// The row's expectation on the chat completions endpoint; none where it is not asked there.
std::optional<Row> on_chat(const Row& row, const nlohmann::json& entry) {
  if (row.how.contains("dialect") || (entry.contains("chat") && entry.at("chat").is_null())) {
    return std::nullopt;
  }
  auto chat = row;
  chat.on_chat = true;
  if (!entry.contains("chat")) return chat;
  chat.ending = entry.at("chat").value("ending", row.ending);
  chat.broken = entry.at("chat").value("broken", Broken{});
  return chat;
}

}  // namespace

std::vector<Row> rows() {
  std::vector<Row> rows;
  const auto map = map_file();
  for (const auto& entry : map.at("responses")) {
    rows.push_back({.fault = entry.at("fault"),
                    .ending = entry.at("ending"),
                    .broken = entry.value("broken", Broken{}),
                    .how = entry.value("how", nlohmann::json::object())});
  }
  return rows;
}

std::vector<Row> rows_on_both_endpoints() {
  auto both = rows();
  const auto map = map_file();
  std::size_t i = 0;
  for (const auto& entry : map.at("responses")) {
    if (auto chat = on_chat(both.at(i++), entry)) both.push_back(*std::move(chat));
  }
  return both;
}

scenario::Scenario scenario_of(const Row& row, const std::string& server_url) {
  using std::chrono::milliseconds;
  scenario::Scenario scenario;
  scenario.url =
      server_url + (row.on_chat ? "/v1/chat/completions" : "/conversations/demo/messages/stream");
  scenario.fields = {{.name = "Authorization", .value = "Bearer test-token"},
                     {.name = "X-Mock-Fault", .value = row.fault}};
  const auto wait = [&](const char* name, std::chrono::nanoseconds& limit) {
    if (row.how.contains(name)) limit = milliseconds(row.how.at(name).get<int>());
  };
  wait("head_ms", scenario.waits.head);
  wait("first_ms", scenario.waits.first);
  wait("gap_ms", scenario.waits.gap);
  wait("after_terminal_ms", scenario.waits.after_terminal);
  wait("total_ms", scenario.waits.total);
  if (row.how.contains("end_after_terminal_fail_ms")) {
    scenario.thresholds.end_after_terminal_fail =
        milliseconds(row.how.at("end_after_terminal_fail_ms").get<int>());
  }
  if (row.how.contains("end_after_terminal_warn_ms")) {
    scenario.thresholds.end_after_terminal_warn =
        milliseconds(row.how.at("end_after_terminal_warn_ms").get<int>());
  }
  if (row.how.contains("dialect")) {
    const auto* dialect = dialect::find_built_in(row.how.at("dialect").get<std::string>());
    HARNESS_CHECK(dialect != nullptr, "no such dialect");
    scenario.dialect = *dialect;
  }
  if (row.how.contains("max_requests")) scenario.max_requests = row.how.at("max_requests");
  if (row.how.contains("body")) scenario.content = row.how.at("body").get<std::string>();
  if (row.how.contains("line_limit"))
    scenario.sizes.line = row.how.at("line_limit").get<std::size_t>();
  if (row.how.contains("response_limit")) {
    scenario.sizes.response = row.how.at("response_limit").get<std::size_t>();
  }
  if (row.how.contains("terminal")) {
    scenario.terminal = dialect::terminal_mode_from(row.how.at("terminal").get<std::string>());
  }
  return scenario;
}

}  // namespace ssert::map
