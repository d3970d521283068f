// Bad input of every kind: the exit status and the words, each kept as a golden file. Nothing is
// sent, and nothing hangs.
#include "tests/cli/process.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <ostream>

namespace ssert::testing {
namespace {

using Words = std::vector<std::string>;

struct Refusal {
  std::string name;
  Words words;
  std::string standard_input;
};

std::ostream& operator<<(std::ostream& out, const Refusal& refusal) { return out << refusal.name; }

// Nothing listens there, and nothing is meant to be sent there.
const std::string url = "http://127.0.0.1:9/x";

// The words behind "ssert check URL".
Words check(Words words) {
  words.insert(words.begin(), {"check", url});
  return words;
}

Words curl(Words words) {
  words.insert(words.begin(), {"check", "--", "curl"});
  return words;
}

const std::vector<Refusal> refusals{
    {"command-mistyped", {"chekc", url}},
    {"command-is-a-url", {url}},
    {"command-unknown", {"serve"}},
    {"command-is-an-option", {"--json=secret", "x"}},
    {"option-mistyped", check({"--dialct", "conversation"})},
    {"option-unknown", check({"--frobnicate=secret"})},
    {"option-letter-unknown", check({"-Z"})},
    {"option-without-value", check({"--json"})},
    {"option-letter-without-value", check({"-H"})},
    {"option-twice", check({"-X", "POST", "--request", "GET"})},
    {"option-of-another-command", {"mock", "--dialect", "conversation"}},
    {"url-missing", {"check"}},
    {"url-without-scheme", {"check", "example.com/stream"}},
    {"url-https", {"check", "https://example.com/stream"}},
    {"url-other-scheme", {"check", "ftp://example.com/stream"}},
    {"url-placeholder", {"check", "http://127.0.0.1:9/conversations/{id}/messages/stream"}},
    {"url-with-space", {"check", "http://127.0.0.1:9/a b"}},
    {"url-without-scheme-and-another-in-it", {"check", "example.com/x?next=http://foo"}},
    {"url-with-brackets", {"check", "http://127.0.0.1:9/x?ids=[1]"}},
    {"url-with-bar", {"check", "http://127.0.0.1:9/x?a=b|c"}},
    {"url-port", {"check", "http://127.0.0.1:99999/"}},
    {"url-empty", {"check", ""}},
    {"url-second-bad", {"check", url, "nonsense"}},
    {"url-with-secrets", {"check", "gopher://me:hunter2@h/?token=t0psecret"}},
    {"method", check({"-X", "PO ST"})},
    {"header-without-colon", check({"-H", "Authorization Bearer t0psecret"})},
    {"header-name", check({"-H", "Host : example.com"})},
    {"header-line-break", check({"-H", "A: b\r\nC: d"})},
    {"header-length", check({"-H", "Content-Length: 5"})},
    {"header-file-missing", check({"-H", "@gone.txt"})},
    {"header-file-bad-line", check({"-H", "@headers.txt"})},
    {"variable-not-set", check({"-H", "Authorization: Bearer $NO_SUCH_TOKEN"})},
    {"variable-not-set-in-url", {"check", "http://$NO_SUCH_HOST/x"}},
    {"user-without-password", check({"-u", "name"})},
    {"data-file-missing", check({"-d", "@gone.json"})},
    {"data-is-a-folder", check({"-d", "@."})},
    {"standard-input-twice", check({"-d", "-", "-H", "@-"}), "A: b\n"},
    {"dialect-unknown", check({"--dialect", "conversatoin"})},
    {"dialect-file-missing", check({"--dialect", "./gone.json"})},
    {"dialect-file-not-json", check({"--dialect", "./text.json"})},
    {"dialect-file-not-a-dialect", check({"--dialect", "./empty.json"})},
    {"terminal", check({"--terminal", "maybe"})},
    {"fail-on", check({"--fail-on", "always"})},
    {"color", check({"--color", "blue"})},
    {"secret-names-nothing", check({"--secret", "t0psecret"})},
    {"max-requests-zero", check({"--max-requests", "0"})},
    {"max-requests-text", check({"--max-requests", "many"})},
    {"max-response", check({"--max-response", "1.5MB"})},
    {"duration-without-unit", check({"--gap-timeout", "30"})},
    {"duration-negative", check({"--total-timeout", "-5s"})},
    {"duration-zero", check({"--head-timeout", "0s"})},
    {"duration-too-long", check({"--first-token-timeout", "25h"})},
    {"duration-nonsense", check({"--connect-timeout", "soon"})},
    {"wait-without-unit", check({"--wait", "30"})},
    {"only-mistyped", check({"--only", "framing/final-blank-lime"})},
    {"skip-without-area", check({"--skip", "final-blank-line"})},
    {"allow-host-is-a-url", check({"--allow-host", "http://example.com"})},
    {"allow-host-another", {"check", "http://example.com/x", "--allow-host", "example.org"}},
    {"scenario-missing", {"check", "gone.json"}},
    {"scenario-not-json", {"check", "text.json"}},
    {"scenario-without-format", {"check", "empty.json"}},
    {"scenario-mistyped", {"check", "scenario.json"}},
    {"scenario-and-curl", {"check", "scenario.json", "--", "curl", url}},
    {"expected-missing", check({"--expected", "gone.json"})},
    {"expected-not-json", check({"--expected", "text.json"})},
    {"expected-another-file", check({"--expected", "scenario.json"})},
    {"expected-unknown-rule", check({"--expected", "expected.json"})},
    {"write-expected-folder-missing", check({"--write-expected", "no/such/folder/e.json"})},
    {"json-folder-missing", check({"--json", "no/such/folder/result.json"})},
    {"json-is-a-folder", check({"--json", "."})},
    {"json-empty", check({"--json", ""})},
    {"junit-folder-missing", check({"--junit", "no/such/folder/result.xml"})},
    {"outputs-both-on-stdout", check({"--json", "-", "--markdown", "-"})},
    {"outputs-in-one-file", check({"--json", "result", "--junit", "./result"})},
    {"curl-nothing", {"check", "--"}},
    {"curl-not-curl", {"check", "--", "wget", url}},
    {"curl-quoted", {"check", "--", "curl -X POST " + url}},
    {"curl-and-url", {"check", url, "--", "curl", url}},
    {"curl-without-url", curl({"-d", "x"})},
    {"curl-certificate", curl({"-E", "client.pem", url})},
    {"curl-insecure-https", curl({"-k", "https://example.com/x"})},
    {"curl-http2", curl({"--http2", url})},
    {"curl-mistyped", curl({"--heeder", "A: b", url})},
    {"curl-form", curl({"-F", "a=@b", url})},
    {"curl-time", curl({"-m", "5s", url})},
    {"report-nothing", {"report"}},
    {"report-two", {"report", "a.json", "b.json"}},
    {"report-missing", {"report", "gone.json"}},
    {"report-not-json", {"report", "text.json"}},
    {"report-not-a-result", {"report", "scenario.json"}},
    {"report-standard-input", {"report", "-"}, "{\"ssert\": {\"result_format\": 2}}"},
    {"record-without-output", {"record", url}},
    {"record-without-url", {"record", "-o", "a.jsonl"}},
    {"record-folder-missing", {"record", url, "-o", "no/such/folder/a.jsonl"}},
    {"record-fail-on", {"record", url, "-o", "a.jsonl", "--fail-on", "warn"}},
    {"check-record-stdout", check({"--record", "-"})},
    {"check-record-same-file", check({"--record", "out.json", "--json", "./out.json"})},
    {"recording-missing", {"check", "--recording", "gone.jsonl"}},
    {"recording-is-a-folder", {"check", "--recording", "."}},
    {"recording-not-json", {"check", "--recording", "text.json"}},
    {"recording-and-url", {"check", url, "--recording", "text.json"}},
    {"recording-and-curl", {"check", "--recording", "text.json", "--", "curl", url}},
    {"recording-and-header", {"check", "--recording", "text.json", "-H", "A: t0psecret"}},
    {"recording-and-wait", {"check", "--recording", "text.json", "--wait", "1s"}},
    {"recording-and-dry-run", {"check", "--recording", "text.json", "--dry-run"}},
    {"recording-and-record", {"check", "--recording", "text.json", "--record", "a.jsonl"}},
    {"recording-two-scenarios",
     {"check", "--recording", "text.json", "scenario.json", "empty.json"}},
    {"recording-scenario-mistyped", {"check", "--recording", "text.json", "scenario.json"}},
    {"response-missing", {"check", "--response", "gone.txt"}},
    {"response-no-status-line", {"check", "--response", "text.json"}},
    {"response-empty", {"check", "--response", "-"}},
    {"list-unknown", {"list", "rulez"}},
    {"explain-nothing", {"explain"}},
    {"explain-mistyped", {"explain", "framing/final-blank-lime"}},
    {"explain-unknown", {"explain", "zzzzzz"}},
    {"explain-two", {"explain", "a", "b"}},
    {"load-nothing-says-how-much", {"load", url}},
    {"load-two-targets", {"load", url, url, "--rate", "1/s"}},
    {"load-two-models", {"load", url, "--rate", "1/s", "--readers", "2"}},
    {"load-rate", {"load", url, "--rate", "fast"}},
    {"load-readers", {"load", url, "--readers", "-3"}},
    {"load-duration", {"load", url, "--readers", "1", "--duration", "10"}},
    {"load-another-host", {"load", "http://example.com/x", "--rate", "1/s"}},
    {"load-objective-mistyped", {"load", url, "--rate", "9/s", "--objective", "tfft.p99 < 1s"}},
    {"load-objective-without-unit", {"load", url, "--rate", "9/s", "--objective", "ttft.p50 < 5"}},
    {"load-objective-of-few", {"load", url, "--rate", "9/s", "--objective", "ttft.p99 < 1s"}},
    {"load-abort-at-the-end", {"load", url, "--rate", "9/s", "--abort-objective", "goodput > 5/s"}},
    {"load-prometheus-address", {"load", url, "--readers", "1", "--prometheus", "everywhere"}},
    {"load-prometheus-linger", {"load", url, "--readers", "1", "--prometheus-linger", "5s"}},
    {"load-pushgateway", {"load", url, "--readers", "1", "--pushgateway", "ftp://me:hunter22@h/"}},
    {"load-pushgateway-https", {"load", url, "--readers", "1", "--pushgateway", "https://h:9091"}},
    {"load-pushgateway-query", {"load", url, "--readers", "1", "--pushgateway", "http://h/?a=b"}},
    {"load-pushgateway-instance",
     {"load", url, "--readers", "1", "--pushgateway", "http://h", "--pushgateway-instance", "a/b"}},
    {"load-pushgateway-instance-alone",
     {"load", url, "--readers", "1", "--pushgateway-instance", "a"}},
    {"load-check-option", {"load", url, "--readers", "1", "--only", "framing/*"}},
    {"load-abort-below", {"load", url, "--rate", "9/s", "--abort-objective", "ttft.count >= 20"}},
    {"demo-word", {"demo", "now"}},
    {"mock-word", {"mock", "now"}},
    {"mock-port", {"mock", "--port", "99999"}},
    {"mock-fault", {"mock", "--fault", "no-final-blnk"}},
    {"mock-fault-mix", {"mock", "--fault-mix", "honest,cut-clear"}},
    {"mock-fault-and-script", {"mock", "--fault", "garbage", "--script", "x.json"}},
    {"mock-script-missing", {"mock", "--script", "gone.json"}},
    {"mock-script-not-json", {"mock", "--script", "text.json"}},
    {"mock-replay-missing", {"mock", "--replay", "gone.jsonl"}},
    {"mock-replay-not-json", {"mock", "--replay", "text.json"}},
    {"mock-replay-and-fault", {"mock", "--replay", "a.jsonl", "--fault", "garbage"}},
    {"mock-replay-and-gap", {"mock", "--replay", "a.jsonl", "--gap", "1ms"}},
    {"mock-speed-alone", {"mock", "--speed", "2x"}},
    {"mock-speed", {"mock", "--replay", "a.jsonl", "--speed", "fast"}},
    {"mock-bind", {"mock", "--bind", "nowhere"}},
    {"mock-hold", {"mock", "--hold", "--bind", "0.0.0.0"}},
    {"mock-delay", {"mock", "--gap", "often"}},
    {"mock-tokens", {"mock", "--tokens", "-1"}},
    {"mock-grace", {"mock", "--stop-grace", "5"}},
};

class Refusals : public ::testing::TestWithParam<Refusal> {};

TEST_P(Refusals, AreExitStatus2AndSayTheWayOut) {
  const auto& refusal = GetParam();
  const Folder folder;
  folder.write("text.json", "not json\n");
  folder.write("empty.json", "{}\n");
  folder.write("headers.txt", "A: b\nno colon here\n");
  folder.write("expected.json", R"({
  "expected_format": 1,
  "expected": [{"target": "*", "rule": "head/statu", "why": "w"}]
}
)");
  folder.write("scenario.json", R"({
  "scenario_format": 1,
  "url": "http://127.0.0.1:9/x",
  "timeouts": {"gap": "-5s"}
}
)");
  const auto outcome = run(
      {.words = refusal.words, .standard_input = refusal.standard_input, .folder = folder.path()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.rfind("error: ", 0), 0U) << outcome.err;
  EXPECT_NE(outcome.err.find("\n  expected: "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("\n  nothing was sent.\n"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find("t0psecret"), std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find("hunter2"), std::string::npos) << outcome.err;
  EXPECT_EQ(folder.names(),
            (Words{"empty.json", "expected.json", "headers.txt", "scenario.json", "text.json"}));
  expect_golden(outcome.err, "tests/cli/golden/refusals/" + refusal.name + ".txt");
}

INSTANTIATE_TEST_SUITE_P(Cli, Refusals, ::testing::ValuesIn(refusals), [](const auto& test) {
  std::string name = test.param.name;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

TEST(Refusal, OfABodyThatIsTooLarge) {
  const Folder folder;
  folder.write("large.json", std::string(17 * 1024 * 1024, 'a'));
  const auto outcome = run({.words = check({"-d", "@large.json"}), .folder = folder.path()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("larger than 16 MiB"), std::string::npos) << outcome.err;
}

TEST(Refusal, OfAPortThatIsTaken) {
  const Mock mock;
  const auto port = mock.origin().substr(mock.origin().rfind(':') + 1);
  const auto outcome = run({"mock", "--port", port});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.rfind("error: ", 0), 0U) << outcome.err;
  EXPECT_NE(outcome.err.find(port), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace ssert::testing
