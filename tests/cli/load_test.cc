// `ssert load` as a whole: its accounts, its exit statuses, its reports.
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace ssert::testing {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

Words quick(Words more = {}) {
  more.insert(more.end(), {"--time-to-first", "2ms", "--gap", "1ms"});
  return more;
}

Words load_words(const Mock& mock, Words more) {
  Words words{"load", mock.url(), "-H", "Authorization: Bearer test-token"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Twelve streams by four readers.
Outcome load(const Mock& mock, Words more = {}) {
  more.insert(more.end(), {"--readers", "4", "--requests", "12"});
  return run(load_words(mock, more));
}

json result_of(const Mock& mock, Words more = {}) {
  more.insert(more.end(), {"--json", "-"});
  const auto outcome = load(mock, more);
  return json::parse(outcome.out);
}

TEST(Load, OfAnHonestServicePasses) {
  const Mock mock(quick());
  const auto outcome = load(mock, {"--objective", "errors.count == 0"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out.rfind("PASS  every objective is met", 0), 0U) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "ttft         = arrival of the first output event - planned send"))
      << outcome.out;
}

TEST(Load, AccountsForEveryRequest) {
  const Mock mock(quick());
  const auto result = result_of(mock);
  const json all{{"scheduled", 12},          {"sent", 12},      {"completed", 12}, {"good", 12},
                 {"failed", json::object()}, {"never_sent", 0}, {"errors", 0}};
  EXPECT_EQ(result["requests"], all);
  EXPECT_EQ(result["requests_whole_run"], all);
  EXPECT_EQ(result["received"]["output_events"], 12 * 24);
  EXPECT_EQ(result["received"]["events"], 12 * 25);
  EXPECT_EQ(result["metrics"]["ttft"]["count"], 12);
  EXPECT_EQ(result["metrics"]["gap"]["count"], 12 * 23);
  EXPECT_EQ(result["metrics"]["ttft"]["p99"], nullptr) << "12 streams have no p99";
  std::uint64_t in_seconds = 0;
  for (const auto& second : result["seconds"]) in_seconds += second["tokens"].get<std::uint64_t>();
  EXPECT_EQ(in_seconds, 12U * 24U);
}

// 60 readers at once, each for one stream of at least 50 ms.
Outcome load_with_ulimit(const Mock& mock, const std::string& ulimit) {
  return run({.words = load_words(
                  mock, {"--readers", "60", "--requests", "60", "--warm-up", "0s", "--json", "-"}),
              .ulimit = ulimit});
}

TEST(Load, UsesAsManyOpenFilesAsTheSystemAllows) {
  const Mock mock({"--time-to-first", "50ms", "--gap", "1ms"});
  const auto outcome = load_with_ulimit(mock, "-Sn 40");
  EXPECT_EQ(json::parse(outcome.out)["requests_whole_run"]["completed"], 60) << outcome.err;
}

TEST(Load, WhatThisMachineHasNoFileForIsNoErrorOfTheTarget) {
  const Mock mock({"--time-to-first", "50ms", "--gap", "1ms"});
  const auto outcome = load_with_ulimit(mock, "-n 40");
  EXPECT_EQ(outcome.status, 3) << outcome.out << outcome.err;
  const auto result = json::parse(outcome.out);
  const auto& requests = result["requests_whole_run"];
  EXPECT_EQ(requests["scheduled"], 60);
  EXPECT_EQ(requests["errors"], 0);
  EXPECT_GT(requests["completed"], 0);
  EXPECT_GT(requests["never_sent"], 0);
  EXPECT_EQ(requests["completed"].get<int>() + requests["never_sent"].get<int>(), 60);
  EXPECT_EQ(result["instrument"]["requests_not_sendable"], requests["never_sent"]);
  EXPECT_EQ(result["instrument"]["verdict"], "client-bound");
  EXPECT_TRUE(has(result["exit_reason"], "40 open files are allowed to ssert")) << outcome.out;
}

TEST(Load, AStreamThatFailsIsExitStatus1WithItsClass) {
  const Mock mock(quick({"--fault", "cut-clean"}));
  const auto outcome = load(mock, {"--terminal", "required"});
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "failed 12 TRUNCATED")) << outcome.out;
}

TEST(Load, ABrokenRuleHasItsEvidence) {
  const Mock mock(quick({"--fault", "unknown-type"}));
  const auto result = result_of(mock);
  const auto& findings = result["findings"];
  ASSERT_EQ(findings.size(), 1U) << findings;
  EXPECT_EQ(findings[0]["rule"], "stream/event-kind");
  EXPECT_EQ(findings[0]["streams"], 12);
  ASSERT_EQ(findings[0]["evidence"].size(), 5U);
  EXPECT_NE(findings[0]["evidence"][0]["bytes"].get<std::string>().find("data: "),
            std::string::npos);
}

TEST(Load, AStreamThatIsRefusedBreaksARule) {
  const Mock mock(quick({"--fault", "error-page"}));
  const auto result =
      result_of(mock, {"--dialect", "conversation", "--terminal", "required", "--objective",
                       "errors.count <= 12", "--objective", "findings.count == 0"});
  ASSERT_EQ(result["findings"].size(), 1U) << result["findings"];
  const auto& finding = result["findings"][0];
  EXPECT_EQ(finding["rule"], "head/status");
  EXPECT_EQ(finding["streams"], 12);
  EXPECT_EQ(finding["evidence"][0]["bytes"], "HTTP/1.1 500 Internal Server Error\\r\\n")
      << "and no other line: they may hold cookies";
  EXPECT_EQ(finding["evidence"][0]["note"], "REFUSED{500}");
  EXPECT_EQ(result["objectives"][1]["verdict"], "fail");
  EXPECT_EQ(result["exit_code"], 1);
}

TEST(Load, AnObjectiveOnErrorsSaysHowManyMayFail) {
  const Mock mock(quick({"--fault", "reset-midstream"}));
  EXPECT_EQ(load(mock).status, 1);
  EXPECT_EQ(load(mock, {"--objective", "errors.rate <= 100%"}).status, 2) << "it can never fail";
  EXPECT_EQ(load(mock, {"--objective", "errors.count <= 12"}).status, 0);
  EXPECT_EQ(load(mock, {"--objective", "errors.count < 12"}).status, 1);
}

TEST(Load, AMissedObjectiveIsExitStatus1AndToldWithItsValue) {
  // Slow enough that no machine is too slow to measure it.
  const Mock mock({"--time-to-first", "1s", "--gap", "1ms"});
  const auto outcome = load(mock, {"--objective", "ttft.min > 10s"});
  EXPECT_EQ(outcome.status, 1) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "FAIL  ttft.min > 10s")) << outcome.out;
}

TEST(Load, AnAbortObjectiveEndsTheRun) {
  const Mock mock(quick({"--fault", "cut-clean"}));
  const auto outcome =
      run(load_words(mock, {"--terminal", "required", "--rate", "50/s", "--duration", "10m",
                            "--abort-objective", "errors.count < 5", "--json", "-"}));
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  const auto result = json::parse(outcome.out);
  EXPECT_EQ(result["aborted_by"], "errors.count < 5");
  EXPECT_LT(result["window"]["window_ms"], 600'000);
}

// ssert leaves a stream without an end at its limit; in ending the run, it leaves others too.
TEST(Load, AStreamWithoutAnEndCountsForTheAbortObjectiveThatItMisses) {
  const Mock mock(quick({"--fault", "endless-line"}));
  const Folder folder;
  folder.write("scenario.json", json{{"scenario_format", 1},
                                     {"url", mock.url()},
                                     {"headers", {{"Authorization", "Bearer test-token"}}},
                                     {"dialect", "conversation"},
                                     {"terminal", "required"},
                                     {"limits", {{"response", 100'000}}},
                                     {"load", {{"rate", "20/s"}, {"duration", "10m"}}}}
                                    .dump());
  const auto outcome = run(
      {.words = {"load", "scenario.json", "--abort-objective", "errors.count < 1", "--json", "-"},
       .folder = folder.path()});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  const auto result = json::parse(outcome.out);
  EXPECT_EQ(result["aborted_by"], "errors.count < 1");
  EXPECT_GE(result["requests"]["errors"], 1) << result["requests"];
  EXPECT_EQ(result["objectives"][0]["verdict"], "fail") << result["objectives"];
}

TEST(Load, NothingThatAnswersIsExitStatus4) {
  std::string url;
  {
    const Mock gone;
    url = gone.url();
  }
  const auto outcome = run({"load", url, "--readers", "1", "--requests", "2"});
  EXPECT_EQ(outcome.status, 4) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.err, "no load was sent")) << outcome.err;
  const auto decided = run({"load", url, "--readers", "1", "--requests", "2", "--dialect",
                            "conversation", "--terminal", "required"});
  EXPECT_EQ(decided.status, 4) << decided.out;
  EXPECT_TRUE(has(decided.out, "2 UNREACHABLE{connect}")) << decided.out;
}

TEST(Load, ARefusedReferenceIsNotMultiplied) {
  const Mock mock(quick());
  const auto outcome = run({"load", mock.url(), "-H", "Authorization: Bearer wrong", "--readers",
                            "4", "--requests", "1000"});
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "REFUSED{401}")) << outcome.out;
  EXPECT_TRUE(has(outcome.err, "no load was sent")) << outcome.err;
}

TEST(Load, LeavesEveryFormatFromOneRun) {
  const Mock mock(quick());
  const Folder folder;
  const auto outcome =
      load(mock, {"--objective", "errors.count == 0", "--json", folder.file("a.json"), "--junit",
                  folder.file("a.xml"), "--markdown", folder.file("a.md"), "--csv", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "\r\n\"ttft\",\"completed\",\"ms\",,12,")) << outcome.out;
  EXPECT_TRUE(has(read_file(folder.file("a.xml")), "name=\"errors.count == 0\">"));
  EXPECT_TRUE(has(read_file(folder.file("a.md")), "| `errors.count == 0` | **PASS** | "));
  EXPECT_EQ(json::parse(read_file(folder.file("a.json")))["exit_code"], 0);
}

TEST(Load, InterruptedKeepsWhatThereIs) {
  const Mock mock(quick());
  const Folder folder;
  Process process({.words = load_words(mock, {"--rate", "100/s", "--duration", "10m", "--json",
                                              folder.file("result.json")})});
  // The first line of progress of the window: requests are under way.
  ASSERT_TRUE(process.err_has("in flight"));
  process.signal(SIGINT);
  const auto outcome = process.wait();
  EXPECT_EQ(outcome.status, 130) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out.rfind("INTERRUPTED", 0), 0U) << outcome.out;
  const auto result = json::parse(read_file(folder.file("result.json")));
  EXPECT_TRUE(result["interrupted"].get<bool>());
  const auto& requests = result["requests_whole_run"];
  std::uint64_t failed = 0;
  for (const auto& [failure, count] : requests["failed"].items()) {
    EXPECT_EQ(failure, "ABORTED");
    failed += count.get<std::uint64_t>();
  }
  EXPECT_GT(requests["completed"], 0);
  EXPECT_EQ(requests["sent"], requests["completed"].get<std::uint64_t>() + failed);
  EXPECT_EQ(requests["scheduled"],
            requests["sent"].get<std::uint64_t>() + requests["never_sent"].get<std::uint64_t>());
}

TEST(Load, WhatIsDueBeyondTheLimitWaitsAndIsTold) {
  const Mock mock({"--time-to-first", "30ms", "--gap", "1ms"});
  const auto outcome = run(load_words(
      mock, {"--rate", "200/s", "--in-flight-max", "1", "--requests", "20", "--json", "-"}));
  const auto result = json::parse(outcome.out);
  EXPECT_EQ(result["requests_whole_run"]["completed"], 20);
  EXPECT_EQ(result["rates"]["in_flight_max"], 1);
  const auto& metrics = result["metrics"];
  EXPECT_GT(metrics["queue_wait"]["max"], metrics["ttft_sent"]["min"])
      << "the last of them waited for all the others";
  EXPECT_GT(metrics["ttft"]["max"], metrics["ttft_sent"]["max"])
      << "ttft counts from the planned moment, whatever kept the request back";
}

TEST(Load, OfANumberOfRequestsAtARateLastsAsLongAsTheRateSays) {
  const Mock mock(quick());
  const auto outcome = run(load_words(mock, {"--rate", "50/s", "--requests", "10", "--json", "-"}));
  const auto result = json::parse(outcome.out);
  EXPECT_EQ(result["requests"]["scheduled"], 10);
  EXPECT_EQ(result["window"]["window_ms"], 200);
  EXPECT_EQ(result["rates"]["offered_per_second"], 50);
}

TEST(Load, OfANumberOfRequestsOfReadersLastsUntilTheLastHasEnded) {
  const Mock mock({"--time-to-first", "100ms", "--gap", "1ms"});
  const auto outcome = run(load_words(mock, {"--readers", "2", "--requests", "6", "--json", "-"}));
  const auto result = json::parse(outcome.out);
  const auto seconds = result["window"]["window_ms"].get<double>() / 1000;
  EXPECT_GE(seconds, 0.3) << "three of each reader, one after the other";
  EXPECT_NEAR(result["rates"]["throughput_per_second"].get<double>() * seconds, 6, 1e-6);
  EXPECT_NEAR(result["rates"]["tokens_per_second"].get<double>() * seconds, 6 * 24, 1e-6);
}

TEST(Load, WhoseRequestsAreAllOfTheWarmUpIsExitStatus5) {
  const Mock mock(quick());
  const auto outcome = run(
      load_words(mock, {"--rate", "50/s", "--requests", "10", "--warm-up", "1m", "--json", "-"}));
  EXPECT_EQ(outcome.status, 5) << outcome.err;
  const auto result = json::parse(outcome.out);
  EXPECT_EQ(result["requests_whole_run"]["completed"], 10);
  EXPECT_EQ(result["window"]["warm_up_ms"], 200);
  EXPECT_EQ(result["window"]["window_ms"], 0);
  EXPECT_TRUE(result["rates"]["throughput_per_second"].is_null()) << "of no time at all";
}

TEST(Load, ReadersWhomNobodyAnswersDoNotAskThousandsOfTimes) {
  std::string url;
  {
    const Mock gone;
    url = gone.url();
  }
  const auto outcome = run({"load", url, "--readers", "3", "--duration", "1s", "--dialect",
                            "conversation", "--terminal", "required", "--json", "-"});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  EXPECT_LE(json::parse(outcome.out)["requests"]["scheduled"], 30) << "each tenth of a second";
}

TEST(Load, NoLatencyIsToldAsTrustedThatTheInstrumentIsTooSlowFor) {
  const Mock mock({"--time-to-first", "0ms", "--gap", "0ms"});
  const auto outcome = run(load_words(mock, {"--readers", "4", "--requests", "40", "--json", "-"}));
  const auto result = json::parse(outcome.out);
  const auto& ttft = result["metrics"]["ttft"];
  const bool is_far_over =
      ttft["error_bound"] > 1 && ttft["error_bound"] > ttft["p50"].get<double>() / 4;
  EXPECT_EQ(ttft["trust"] == "client-bound", is_far_over) << ttft["error_bound"] << ttft["p50"];
}

TEST(Load, ASecretStandsInNoReport) {
  const Mock mock(quick({"--token", "t0p-secret-t0ken"}));
  const auto outcome =
      run({"load", mock.url(), "-H", "Authorization: Bearer t0p-secret-t0ken", "--readers", "1",
           "--requests", "2", "--json", "-", "--objective", "errors.count == 0"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_FALSE(has(outcome.out + outcome.err, "t0p-secret")) << outcome.out;
}

TEST(Load, ADryRunSendsNothing) {
  const auto outcome =
      run({"load", "http://127.0.0.1:9/x", "--rate", "20/s", "--duration", "30s", "--dry-run"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out,
            "http://127.0.0.1:9/x: 600 requests in the window, for at most 60 s all in all\n"
            "nothing was sent.\n");
}

}  // namespace
}  // namespace ssert::testing
