// `ssert record`, and `ssert check` of what it kept.
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <sstream>

namespace ssert::testing {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

Words record(const std::string& url, const std::string& file, Words more = {}) {
  Words words{"record", url, "-H", authorization, "-o", file};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<json> lines_of(const std::string& recording) {
  std::vector<json> lines;
  std::istringstream stream(recording);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

Words probes_of(const std::vector<json>& lines) {
  Words probes;
  for (std::size_t i = 1; i < lines.size(); ++i) probes.push_back(lines[i]["probe"]);
  return probes;
}

// What is said of the first target, but for where it comes from.
json target_told_by(const Outcome& outcome) {
  auto target = json::parse(outcome.out)["targets"].at(0);
  target.erase("recorded");
  return target;
}

TEST(Record, KeepsTheExchangesOfACheckAndJudgesNothing) {
  const auto mock = quick_mock({"--fault", "no-final-blank"});
  const Folder folder;
  const auto outcome = run(record(mock.url(), folder.file("a.jsonl")));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  const auto lines = lines_of(read_file(folder.file("a.jsonl")));
  EXPECT_EQ(lines.at(0)["recording_format"], 1);
  Words sent;
  const auto target =
      target_told_by(run({"check", mock.url(), "-H", authorization, "--json", "-"}));
  for (const auto& exchange : target["exchanges"]) sent.push_back(exchange["probe"]);
  EXPECT_EQ(probes_of(lines), sent);
  EXPECT_TRUE(has(outcome.err, "recorded 9 exchanges in ")) << outcome.err;
}

TEST(Record, MaxRequestsOneKeepsTheReferenceAlone) {
  const auto mock = quick_mock();
  const auto outcome = run(record(mock.url(), "-", {"--max-requests", "1", "--quiet"}));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(probes_of(lines_of(outcome.out)), Words{"reference"});
}

TEST(Record, DryRunSendsNothingAndWritesNothing) {
  const Folder folder;
  const auto outcome = run(record("http://127.0.0.1:9/x", folder.file("a.jsonl"), {"--dry-run"}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "nothing was sent.\n")) << outcome.out;
  EXPECT_EQ(folder.names(), Words{});
}

TEST(Record, NobodyThereIsExitStatus4AndKept) {
  std::string url;
  {
    const Mock gone;
    url = gone.url();
  }
  const Folder folder;
  EXPECT_EQ(run(record(url, folder.file("a.jsonl"))).status, 4);
  const auto checked = run({"check", "--recording", folder.file("a.jsonl")});
  EXPECT_EQ(checked.status, 4);
  EXPECT_TRUE(has(checked.out, "UNREACHABLE{connect}")) << checked.out;
}

TEST(Record, SeveralTargetsInOneFileAreJudgedEach) {
  const auto mock = quick_mock();
  const auto liar = quick_mock({"--fault", "no-done"});
  const Folder folder;
  EXPECT_EQ(run(record(mock.url(), folder.file("a.jsonl"), {liar.url()})).status, 0);
  const auto checked = run({"check", "--recording", folder.file("a.jsonl"), "--json", "-"});
  const auto targets = json::parse(checked.out)["targets"];
  ASSERT_EQ(targets.size(), 2U) << checked.out;
  EXPECT_EQ(targets[0]["url"], mock.url());
  EXPECT_EQ(targets[1]["url"], liar.url());
}

TEST(Record, AnInterruptedOneHasWhatEndedAndCanBeJudged) {
  const Mock mock({"--fault", "hang-midstream"});
  const Folder folder;
  Process process({.words = record(mock.url(), folder.file("a.jsonl"))});
  ASSERT_TRUE(process.err_has("reference"));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().status, 130);
  EXPECT_EQ(probes_of(lines_of(read_file(folder.file("a.jsonl")))), Words{"reference"});
  const auto checked = run({"check", "--recording", folder.file("a.jsonl"), "--json", "-"});
  EXPECT_EQ(target_told_by(checked)["ending"], "ABORTED") << checked.out << checked.err;
  EXPECT_EQ(json::parse(checked.out)["interrupted"], false);
}

TEST(Record, AKilledOneHasWhatEnded) {
  const Folder folder;
  folder.write("second-hangs.json", R"({"version": 1, "title": "each second answer hangs",
    "every": 2, "steps": ["head", {"end": "hang"}]})");
  const Mock mock({"--script", folder.file("second-hangs.json"), "--gap", "1ms"});
  Process process({.words = record(mock.url(), folder.file("a.jsonl"))});
  ASSERT_TRUE(process.err_has("repeat"));
  process.signal(SIGKILL);
  EXPECT_EQ(process.wait().status, 128 + SIGKILL);
  EXPECT_EQ(probes_of(lines_of(read_file(folder.file("a.jsonl")))), Words{"reference"});
}

TEST(Record, APlaceThatTakesNothingIsToldBeforeAnythingIsSent) {
  const auto mock = quick_mock();
  const auto outcome = run(record(mock.url(), "/dev/full"));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(has(outcome.err, "error: /dev/full cannot be written to its end: No space left"))
      << outcome.err;
}

TEST(Record, SecretsAreNotInIt) {
  const auto mock = quick_mock();
  const Folder folder;
  // The mock says the prompt again, so that one of the secrets is in the answer, too.
  const Words what{"-u",       "me:password-s3cret",
                   "-H",       "X-Api-Key: key-s3cret",
                   "-H",       "X-Auth-Token: $TOKEN",
                   "-H",       "Private-Token: s3c",
                   "-d",       "{\"content\":\"variable-s3cret key-s3cret\"}",
                   "--secret", "room",
                   "--secret", "PASSPHRASE"};
  Words words{"record", mock.url() + "?api_key=query-s3cret&room=room-s3cret&sig=s3c", "-o",
              folder.file("a.jsonl")};
  words.insert(words.end(), what.begin(), what.end());
  const Call call{.words = words,
                  .environment = {{"TOKEN", "token-s3cret"}, {"PASSPHRASE", "variable-s3cret"}}};
  const auto outcome = run(call);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const auto recording = read_file(folder.file("a.jsonl"));
  for (const auto& text : {recording, outcome.err}) {
    EXPECT_FALSE(has(text, "s3c")) << text;
    EXPECT_FALSE(has(text, "bWU6cGFzc3dvcmQtczNjcmV0")) << text;  // me:password-s3cret
  }
}

TEST(Record, ASecretThatTheTargetSaysAgainIsNotInItEither) {
  const auto mock = quick_mock();
  const Words words{"record",
                    mock.url(),
                    "-o",
                    "-",
                    "-q",
                    "-H",
                    authorization,
                    "-H",
                    "X-Api-Key: key-s3cret",
                    "-d",
                    "{\"content\":\"say key-s3cret test-token\"}"};
  const auto outcome = run(words);
  EXPECT_FALSE(has(outcome.out, "s3cret")) << outcome.out;
  EXPECT_FALSE(has(outcome.out, "test-token")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "say ********** **********")) << outcome.out;
}

TEST(CheckRecording, GivesWhatTheCheckGaveThatKeptIt) {
  for (const std::string fault : {"honest", "no-final-blank", "get-only", "bad-chunk-size"}) {
    const auto mock = quick_mock({"--fault", fault});
    const Folder folder;
    const auto live = run({"check", mock.url(), "-H", authorization, "--record",
                           folder.file("a.jsonl"), "--json", "-"});
    const auto again = run({"check", "--recording", folder.file("a.jsonl"), "--json", "-"});
    EXPECT_EQ(again.status, live.status) << fault << again.err;
    EXPECT_EQ(target_told_by(again), target_told_by(live)) << fault;
    EXPECT_EQ(json::parse(again.out)["targets"][0]["recorded"]["file"], folder.file("a.jsonl"));
  }
}

TEST(CheckRecording, ReadsStandardInput) {
  const auto mock = quick_mock();
  const auto recording = run(record(mock.url(), "-")).out;
  const auto outcome = run({.words = {"check", "--recording", "-"}, .standard_input = recording});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "recorded    stdin, made ")) << outcome.out;
}

TEST(CheckRecording, SaysOnConsoleThatNothingWasAskedNow) {
  const auto mock = quick_mock();
  const Folder folder;
  run(record(mock.url(), folder.file("a.jsonl")));
  const auto outcome = run({"check", "--recording", folder.file("a.jsonl")});
  EXPECT_TRUE(has(outcome.out, "recorded    ")) << outcome.out;
  EXPECT_EQ(outcome.err, "");
}

TEST(CheckRecording, WhatIsExpectedIsSaidByFlagsAndAScenario) {
  const auto mock = quick_mock({"--fault", "bom-first"});
  const Folder folder;
  folder.write("strict.json", R"({"scenario_format": 1, "url": "http://127.0.0.1:9/x",
    "fail_on": "warn", "thresholds": {"line_bytes_warn": 20}})");
  run(record(mock.url(), folder.file("a.jsonl")));
  const Words words{"check", "--recording", folder.file("a.jsonl"), "--json", "-"};
  const auto with = [&](const Words& more) {
    auto all = words;
    all.insert(all.end(), more.begin(), more.end());
    return run(all);
  };
  EXPECT_EQ(run(words).status, 0);
  EXPECT_EQ(with({"--fail-on", "warn"}).status, 1);
  const auto strict = with({folder.file("strict.json")});
  EXPECT_EQ(strict.status, 1);
  EXPECT_TRUE(has(strict.out, "framing/line-length")) << strict.out;
  EXPECT_EQ(target_told_by(with({"--dialect", "generic"}))["dialect"]["name"], "generic");
  EXPECT_EQ(target_told_by(with({"--terminal", "none"}))["terminal"]["mode"], "none");
  EXPECT_EQ(with({"--only", "framing/utf8", "--skip", "framing/*"}).status, 5);
}

TEST(CheckRecording, ProbesThatAreLeftOutAreNotJudged) {
  const auto mock = quick_mock({"--fault", "no-token-accepted"});
  const Folder folder;
  run(record(mock.url(), folder.file("a.jsonl")));
  const Words words{"check", "--recording", folder.file("a.jsonl")};
  EXPECT_EQ(run(words).status, 1);
  EXPECT_EQ(run({"check", "--recording", folder.file("a.jsonl"), "--skip", "no-token"}).status, 0);
}

TEST(CheckRecording, ADamagedFileIsRefusedWithItsLine) {
  const auto mock = quick_mock();
  const auto whole = run(record(mock.url(), "-", {"--max-requests", "1"})).out;
  const auto of = [](const std::string& recording) {
    return run({.words = {"check", "--recording", "-"}, .standard_input = recording});
  };
  const auto header = whole.substr(0, whole.find('\n') + 1);
  const auto cut = of(whole.substr(0, whole.size() / 2));
  EXPECT_EQ(cut.status, 2);
  EXPECT_EQ(cut.err.rfind("error: stdin:2: /", 0), 0U) << cut.err;
  const auto empty = of(header);
  EXPECT_EQ(empty.status, 2);
  EXPECT_TRUE(has(empty.err, "stdin has no exchange")) << empty.err;
  auto other_probe = whole;
  other_probe.replace(other_probe.find("\"reference\""), 11, "\"repeat\"");
  const auto orphan = of(other_probe);
  EXPECT_EQ(orphan.err.rfind("error: stdin:2: /probe is repeat", 0), 0U) << orphan.err;
  other_probe.replace(other_probe.find("\"repeat\""), 8, "\"later\"");
  const auto unknown = of(other_probe);
  EXPECT_EQ(unknown.err.rfind("error: stdin:2: /probe is \"later\"", 0), 0U) << unknown.err;
}

Words rules_of(const json& target) {
  Words rules;
  for (const auto& finding : target["findings"])
    rules.push_back(finding["rule"].get<std::string>() + " " +
                    finding["verdict"].get<std::string>());
  return rules;
}

// The probes beside the reference would all get the reference's answer, so they are left out.
TEST(Replay, IsCheckedWithTheVerdictsOfItsRecording) {
  const Words faults{"honest",          "no-final-blank", "bad-chunk-size", "one-byte",
                     "reset-midstream", "no-last-chunk",  "http10-close",   "html-502",
                     "trailing-bytes",  "hang-midstream", "http10-close",   "crlf"};
  for (const auto& fault : faults) {
    for (const std::string speed : {"1x", "max"}) {
      const auto mock = quick_mock({"--fault", fault});
      const Folder folder;
      run(record(mock.url(), folder.file("a.jsonl"),
                 {"--max-requests", "1", "--gap-timeout", "300ms"}));
      const Mock replay({"--replay", folder.file("a.jsonl"), "--speed", speed});
      const auto recorded =
          target_told_by(run({"check", "--recording", folder.file("a.jsonl"), "--json", "-"}));
      const auto played = target_told_by(run(
          {"check", replay.url(), "--max-requests", "1", "--json", "-", "--gap-timeout", "300ms"}));
      EXPECT_EQ(rules_of(played), rules_of(recorded)) << fault << " " << speed;
      EXPECT_EQ(played["ending"], recorded["ending"]) << fault << " " << speed;
      EXPECT_EQ(played["exchanges"][0]["text"], recorded["exchanges"][0]["text"]) << fault;
    }
  }
}

TEST(Replay, AGetOnlyRouteIsPlayedWithBothOfItsAnswers) {
  const auto mock = quick_mock({"--fault", "get-only"});
  const Folder folder;
  run(record(mock.url(), folder.file("a.jsonl")));
  const Mock replay({"--replay", folder.file("a.jsonl")});
  const auto played = target_told_by(run({"check", replay.url(), "--json", "-"}));
  EXPECT_EQ(rules_of(played), (Words{"head/post-accepted fail", "head/status fail"}));
}

// What `curl -i --raw -N` writes of an honest answer.
const std::string dump =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache, "
    "no-transform\r\n"
    "X-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n"
    "29\r\ndata: {\"type\":\"token\",\"content\":\"Hello\"}\n\r\n1\r\n\n\r\n"
    "17\r\ndata: {\"type\":\"done\"}\n\n\r\n0\r\n\r\n";

TEST(CheckResponse, JudgesARawDumpWithoutTimesAndRequest) {
  const Folder folder;
  folder.write("dump.txt", dump);
  const auto outcome = run({"check", "--response", folder.file("dump.txt"), "--json", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  const auto target = target_told_by(outcome);
  EXPECT_EQ(target["ending"], "COMPLETE");
  EXPECT_EQ(target["dialect"]["name"], "conversation");
  EXPECT_EQ(target["name"], folder.file("dump.txt"));
  for (const auto& [name, value] : target["exchanges"][0]["times"].items())
    EXPECT_TRUE(value.is_null()) << name;
  std::map<std::string, std::string> why;
  for (const auto& rule : target["not_shown"]) why[rule["rule"]] = rule["why"];
  EXPECT_EQ(why["end/prompt-end"], "a raw response dump has no times");
  EXPECT_EQ(why["head/post-accepted"], "a raw response dump has no request");
  EXPECT_EQ(why["security/no-token"], "no credentials were given in a header field");
}

TEST(CheckResponse, FindsTheDamage) {
  const auto broken = dump.substr(0, dump.size() - 5);
  const auto outcome = run({.words = {"check", "--response", "-"}, .standard_input = broken});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(has(outcome.out, "FAIL  INCOMPLETE_TRANSPORT")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "end/transport-complete")) << outcome.out;
  EXPECT_FALSE(has(outcome.out, " ms")) << outcome.out;
}

}  // namespace
}  // namespace ssert::testing
