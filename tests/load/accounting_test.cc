// The accounts of a load run, with the mock server's own counters as the other side and every fault
// mixed in. Exact: nothing is lost, nothing is counted twice.
#include "load/engine.h"
#include "load/instrument.h"
#include "tests/load/setting.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace ssert::load_against_mock {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using scenario::ClosedModel;
using scenario::OpenModel;
using Classes = std::map<std::string, std::uint64_t>;

// What one answer of the mock comes to: tests/load/accounting.json.
struct Answer {
  std::string failure;            // its class; empty: completed
  bool never_played = false;      // the honest answer comes in its place
  std::int64_t events_apart = 0;  // counted by the run, and not by the server
  bool may_lose = false;          // not all that the server sent is read
};

std::map<std::string, Answer> answers() {
  const auto file = json::parse(
      testing::read_file(std::string(SSERT_SOURCE_DIR) + "/tests/load/accounting.json"));
  std::map<std::string, Answer> answers;
  for (const auto& name : file.at("never_played")) answers[name] = {.never_played = true};
  for (const auto& name : file.at("completed_and_counted_alike")) answers[name] = {};
  for (const auto& row : file.at("others")) {
    const auto added =
        answers.emplace(row.at("fault"), Answer{.failure = row.value("class", ""),
                                                .events_apart = row.value("events_apart", 0),
                                                .may_lose = row.value("may_lose", false)});
    EXPECT_TRUE(added.second) << row << " stands there twice";
    EXPECT_TRUE(row.contains("why") || !(row.contains("events_apart") || row.contains("may_lose")))
        << row << " does not say why both sides count differently";
  }
  return answers;
}

TEST(Accounting, KnowsEachFaultOfTheMock) {
  std::set<std::string> known;
  for (const auto& [name, answer] : answers()) known.insert(name);
  std::set<std::string> all;
  for (const auto& fault : mock_server::faults()) all.insert(fault.name);
  EXPECT_EQ(known, all) << "tests/load/accounting.json says of each what it comes to";
}

// Long enough that no slow machine makes an honest stream a stalled one, and between what late-end
// and late-end-11s take.
load::Plan patient_plan(const mock_server::Server& server) {
  auto plan = plan_for(server);
  plan.scenario.waits = {.connect = 10s, .head = 8s, .first = 8s, .gap = 8s, .total = 60s};
  plan.scenario.waits.after_terminal = 8s;
  plan.scenario.sizes.response = std::size_t{4} * 1024 * 1024;
  plan.shape.window = 60s;
  return plan;
}

void expect_sums(const load::Result& result) {
  for (const auto* requests : {&result.whole, &result.window_requests}) {
    EXPECT_EQ(requests->scheduled, requests->sent + requests->never_sent) << show(*requests);
    EXPECT_EQ(requests->sent, requests->completed + requests->failed_total()) << show(*requests);
  }
  load::Second sum;
  for (const auto& [number, second] : result.seconds) {
    sum.scheduled += second.scheduled;
    sum.sent += second.sent;
    sum.completed += second.completed;
    sum.failed += second.failed;
    sum.output_events += second.output_events;
    sum.bytes += second.bytes;
  }
  EXPECT_EQ(sum.scheduled, result.whole.scheduled);
  EXPECT_EQ(sum.sent, result.whole.sent);
  EXPECT_EQ(sum.completed, result.whole.completed);
  EXPECT_EQ(sum.failed, result.whole.failed_total());
  EXPECT_EQ(sum.output_events, result.totals.output_events);
  EXPECT_EQ(sum.bytes, result.totals.bytes);
  EXPECT_EQ(result.in_flight, 0U);
  EXPECT_LE(load::in_flight_mean(result), static_cast<double>(result.in_flight_most));
  EXPECT_EQ(result.queued, 0U);
}

void expect_sums(const ServerCounts& server) {
  EXPECT_EQ(server.requests, server.started + server.answered_whole);
  EXPECT_EQ(server.started, server.completed + server.aborted + server.cut);
  std::uint64_t played = 0;
  for (const auto& [script, count] : server.by_script) played += count;
  EXPECT_EQ(server.started, played);
}

// What the run has to have counted, by what the server has played.
struct Expected {
  std::uint64_t completed = 0;
  Classes failed;
  std::int64_t events = 0;
};

Expected expected_of(const ServerCounts& server) {
  const auto known = answers();
  Expected expected{.events = static_cast<std::int64_t>(server.events)};
  for (const auto& [script, count] : server.by_script) {
    const auto& answer = known.at(script);
    if (answer.failure.empty()) {
      expected.completed += count;
    } else {
      expected.failed[answer.failure] += count;
    }
    expected.events += answer.events_apart * static_cast<std::int64_t>(count);
  }
  return expected;
}

std::vector<std::string> faults_that(bool may_lose) {
  std::vector<std::string> names;
  for (const auto& [name, answer] : answers()) {
    if (!answer.may_lose || may_lose) names.push_back(name);
  }
  return names;
}

// So few streams at once that a machine that is too slow for the rate keeps them waiting in the
// queue, and not for the head of their answers.
constexpr std::uint64_t few = 30;

struct Mixed {
  load::Result result;
  ServerCounts server;
};

// 1,200 requests, each answered by one of the faults.
Mixed run_mixed(const std::vector<std::string>& faults,
                const std::variant<OpenModel, ClosedModel>& model) {
  auto options = quick_answers();
  options.fault_mix = faults;
  options.seed = 7;
  const auto server = start(options);
  auto plan = patient_plan(*server);
  plan.shape.model = model;
  plan.shape.warm_up = 200ms;
  plan.shape.requests_max = 1'200;
  plan.shape.drain = 120s;  // of a queue, too
  Mixed mixed{.result = (*load::Engine::create(plan))->run({}), .server = stop(*server)};
  expect_sums(mixed.result);
  expect_sums(mixed.server);
  return mixed;
}

void expect_same_requests(const Mixed& mixed) {
  const auto& whole = mixed.result.whole;
  const auto expected = expected_of(mixed.server);
  EXPECT_EQ(whole.scheduled, 1'200U);
  EXPECT_EQ(whole.sent, mixed.server.requests);
  EXPECT_EQ(whole.sent, mixed.server.connections);
  EXPECT_EQ(mixed.result.instrument.connections, mixed.server.connections);
  EXPECT_EQ(whole.completed, expected.completed) << show(whole);
  EXPECT_EQ(whole.failed, expected.failed) << show(whole);
}

void expect_all_played(const Mixed& mixed, const std::vector<std::string>& faults) {
  std::set<std::string> expected;
  for (const auto& [name, answer] : answers()) {
    const bool is_mixed_in = std::find(faults.begin(), faults.end(), name) != faults.end();
    if (is_mixed_in && !answer.never_played) expected.insert(name);
  }
  std::set<std::string> played;
  for (const auto& [script, count] : mixed.server.by_script) played.insert(script);
  EXPECT_EQ(played, expected);
}

struct NamedModel {
  std::string name;
  std::variant<OpenModel, ClosedModel> model;
};
std::ostream& operator<<(std::ostream& out, const NamedModel& named) { return out << named.name; }

class EveryFault : public ::testing::TestWithParam<NamedModel> {};

TEST_P(EveryFault, ThatIsReadToItsEndIsCountedAlikeOnBothSides) {
  const auto faults = faults_that(false);
  const auto mixed = run_mixed(faults, GetParam().model);
  expect_all_played(mixed, faults);
  expect_same_requests(mixed);
  EXPECT_EQ(static_cast<std::int64_t>(mixed.result.totals.events),
            expected_of(mixed.server).events);
  EXPECT_EQ(mixed.result.totals.bytes, mixed.server.bytes);
}

INSTANTIATE_TEST_SUITE_P(
    Accounting, EveryFault,
    ::testing::Values(NamedModel{"open", OpenModel{.per_second = 100,
                                                   .arrivals = OpenModel::Arrivals::poisson,
                                                   .in_flight_max = few}},
                      NamedModel{"closed", ClosedModel{.readers = 40}}),
    [](const auto& one) { return one.param.name; });

TEST(Accounting, OfEveryFaultAtOnceIsExactInRequests) {
  const auto faults = faults_that(true);
  const auto mixed = run_mixed(faults, OpenModel{.per_second = 100, .in_flight_max = few});
  expect_all_played(mixed, faults);
  expect_same_requests(mixed);
  EXPECT_LE(static_cast<std::int64_t>(mixed.result.totals.events),
            expected_of(mixed.server).events);
  EXPECT_LE(mixed.result.totals.bytes, mixed.server.bytes);
}

// Streams that never end keep their places, so that all others wait until they are given up.
TEST(Accounting, WhatTheQueueGivesUpWasNeverSent) {
  auto options = quick_answers();
  options.fault = "hang-midstream";
  const auto server = start(options);
  auto plan = patient_plan(*server);
  plan.scenario.waits.gap = 60s;
  plan.shape.model = OpenModel{.per_second = 200, .in_flight_max = 7};
  plan.shape.requests_max = 100;
  plan.shape.drain = 1s;
  const auto result = (*load::Engine::create(plan))->run({});
  const auto counts = stop(*server);
  expect_sums(result);
  expect_sums(counts);
  EXPECT_EQ(result.whole.scheduled, 100U);
  EXPECT_EQ(result.whole.sent, 7U);
  EXPECT_EQ(result.whole.never_sent, 93U);
  EXPECT_EQ(result.whole.failed, (Classes{{"ABORTED", 7}})) << show(result.whole);
  EXPECT_EQ(result.whole.errors(), 100U) << "the drain had its limit";
  EXPECT_EQ(counts.requests, 7U);
  EXPECT_EQ(counts.completed, 0U);
}

// A queue that is worked off: nobody is forgotten, and never more than so many at once.
TEST(Accounting, WhatWaitsInTheQueueIsSentOnce) {
  const auto server = start(quick_answers());
  auto plan = patient_plan(*server);
  plan.shape.model = OpenModel{.per_second = 2'000, .in_flight_max = 5};
  plan.shape.requests_max = 100;
  plan.shape.drain = 60s;
  const auto result = (*load::Engine::create(plan))->run({});
  const auto counts = stop(*server);
  expect_sums(result);
  EXPECT_EQ(result.whole.completed, 100U) << show(result.whole);
  EXPECT_EQ(result.in_flight_most, 5U);
  EXPECT_EQ(counts.completed, 100U);
  EXPECT_EQ(result.totals.events, counts.events);
  EXPECT_EQ(result.totals.bytes, counts.bytes);
}

TEST(Accounting, OnKeptConnectionsIsExactToo) {
  const auto server = start(quick_answers());
  auto plan = patient_plan(*server);
  plan.shape.reuse_connections = true;
  plan.shape.model = ClosedModel{.readers = 10};
  plan.shape.requests_max = 200;
  const auto result = (*load::Engine::create(plan))->run({});
  const auto counts = stop(*server);
  expect_sums(result);
  EXPECT_EQ(result.whole.completed, 200U) << show(result.whole);
  EXPECT_EQ(result.instrument.connections, counts.connections);
  EXPECT_EQ(result.instrument.connections + result.instrument.connections_reused, 200U);
  EXPECT_EQ(result.totals.events, counts.events);
  EXPECT_EQ(result.totals.bytes, counts.bytes);
}

class Interrupted : public ::testing::TestWithParam<NamedModel> {};

// What was under way then may have been sent and not read: there, the server may have more.
TEST_P(Interrupted, MidwayAccountsForEachRequest) {
  const auto server = start(quick_answers());
  auto plan = patient_plan(*server);
  plan.shape.model = GetParam().model;
  const auto engine = *load::Engine::create(plan);
  const auto result = engine->run({.on_second = [&](const load::Result& so_far) {
    if (so_far.whole.completed > 0) engine->interrupt();
    return "";
  }});
  const auto counts = stop(*server);
  expect_sums(result);
  expect_sums(counts);
  EXPECT_TRUE(result.interrupted);
  EXPECT_GT(result.whole.completed, 0U);
  const auto aborted = result.whole.failed_total();
  EXPECT_EQ(result.whole.failed, aborted == 0 ? Classes{} : (Classes{{"ABORTED", aborted}}));
  EXPECT_EQ(result.whole.errors(), 0U) << "it was us who left";
  EXPECT_EQ(result.whole.judged(), result.whole.completed);
  EXPECT_LE(counts.requests, result.whole.sent);
  EXPECT_GE(counts.requests, result.whole.completed);
  EXPECT_GE(counts.completed, result.whole.completed);
  EXPECT_LE(result.totals.events, counts.events);
  EXPECT_LE(result.totals.bytes, counts.bytes);
}

INSTANTIATE_TEST_SUITE_P(Accounting, Interrupted,
                         ::testing::Values(NamedModel{"open", OpenModel{.per_second = 200,
                                                                        .in_flight_max = 20}},
                                           NamedModel{"closed", ClosedModel{.readers = 20}}),
                         [](const auto& one) { return one.param.name; });

TEST(Accounting, OfAServerThatStopsMidwayIsUnreachableFromThen) {
  auto options = quick_answers();
  options.stop_grace = 1ms;
  const auto server = start(options);
  auto plan = patient_plan(*server);
  plan.shape.model = OpenModel{.per_second = 200};
  plan.shape.requests_max = 600;
  ServerCounts counts;
  const auto result =
      (*load::Engine::create(plan))->run({.on_second = [&](const load::Result& so_far) {
        if (so_far.whole.completed > 0 && counts.requests == 0) counts = stop(*server);
        return "";
      }});
  expect_sums(result);
  expect_sums(counts);
  EXPECT_EQ(result.whole.sent, 600U);
  EXPECT_EQ(result.whole.completed, counts.completed) << show(result.whole);
  EXPECT_GT(result.whole.failed.at("UNREACHABLE{connect}"), 0U) << show(result.whole);
  EXPECT_LE(counts.requests, 600 - result.whole.failed.at("UNREACHABLE{connect}"));
  EXPECT_LE(result.totals.bytes, counts.bytes);
}

}  // namespace
}  // namespace ssert::load_against_mock
