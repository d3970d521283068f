// A recording gives the findings of the check that made it: for each response of the mock server,
// the whole result is the same text, times in the evidence included.
#include "conformance/recorded.h"

#include "base/check.h"
#include "conformance/check.h"
#include "exchange/recording.h"
#include "exchange/redaction.h"
#include "mock_server/server.h"
#include "report/builder.h"
#include "reports/json/json.h"
#include "tests/map/rows.h"
#include "transport/transport.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>

namespace ssert::map {
namespace {

using conformance::CheckResult;

struct Checked {
  CheckResult result;
  std::string recording;
};

Checked check_and_record(const scenario::Scenario& scenario) {
  std::ostringstream file;
  auto writer = exchange::RecordingWriter::begin({.stream = file, .origin = base::now()},
                                                 {.ssert_version = "0", .created_at = "now"});
  HARNESS_CHECK(writer.has_value(), "a recording could not be begun");
  const auto record = [&](const conformance::ObservedExchange& observed) {
    auto recorded = exchange::redact_exchange(observed.exchange, {});
    HARNESS_CHECK(recorded.has_value(), to_string(recorded.error()));
    recorded->probe = to_string(observed.probe);
    const auto written = writer->append(*recorded);
    HARNESS_CHECK(written.has_value(), to_string(written.error()));
  };
  transport::Client client({.waits = scenario.waits});
  auto result = conformance::run_check(scenario, client, {.ended = record});
  return {.result = std::move(result), .recording = file.str()};
}

Checked check_and_record(const Row& row) {
  mock_server::Options options;
  options.time_to_first = mock_server::fixed_delay(std::chrono::milliseconds(1));
  options.gap = mock_server::fixed_delay(std::chrono::milliseconds(1));
  auto server = mock_server::Server::start(options);
  HARNESS_CHECK(server.has_value(), to_string(server.error()));
  return check_and_record(scenario_of(row, (*server)->url()));
}

CheckResult judge_again(const std::string& recording, const scenario::Scenario& scenario) {
  std::istringstream file(recording);
  const auto read = exchange::read_recording({.stream = file, .name = "recording"});
  HARNESS_CHECK(read.has_value(), to_string(read.error()));
  std::vector<conformance::StoredExchange> exchanges;
  for (const auto& recorded : read->exchanges) {
    const auto probe = conformance::probe_from(recorded.probe);
    HARNESS_CHECK(probe.has_value(), recorded.probe);
    exchanges.push_back({.probe = *probe, .exchange = recorded.exchange});
  }
  auto result = conformance::judge_recorded(scenario, std::move(exchanges));
  HARNESS_CHECK(result.has_value(), to_string(result.error()));
  return *std::move(result);
}

class Recorded : public ::testing::TestWithParam<Row> {};

TEST_P(Recorded, GivesTheResultOfTheCheckThatMadeIt) {
  const auto live = check_and_record(GetParam());
  // By what to judge is asked for again; the request is told by the recording.
  auto by = scenario_of(GetParam(), "");
  by.url.clear();
  by.fields.clear();
  by.content.reset();
  const auto again = judge_again(live.recording, by);
  EXPECT_EQ(reports::render_json(report::build({}, {live.result})),
            reports::render_json(report::build({}, {again})));
}

INSTANTIATE_TEST_SUITE_P(Faults, Recorded, ::testing::ValuesIn(rows_on_both_endpoints()),
                         [](const auto& row) { return test_name(row.param); });

}  // namespace
}  // namespace ssert::map
