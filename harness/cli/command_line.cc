#include "cli/command_line.h"

#include "base/check.h"
#include "base/nearest.h"
#include "base/text.h"
#include "cli/command_options.h"
#include "cli/help.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ssert::cli {
namespace {

constexpr std::array<std::string_view, 8> commands{"check", "record", "load", "demo",
                                                   "mock",  "report", "list", "explain"};

void add_request_options(Options& options, scenario::RequestFlags& request) {
  options.group("The request, as curl takes it");
  options.value("-X,--request", "METHOD", request.method,
                "the method (POST, or what the dialect says)");
  options.values("-H,--header", "HEADER", request.headers,
                 "'Name: value', or @FILE with one a line; again and again");
  options.value(
      "-d,--data", "DATA", request.data,
      "the content: text, @FILE for the bytes of a file, - for stdin; its Content-Type is "
      "application/json unless -H says otherwise (the dialect's example)");
  options.value("-u,--user", "NAME:PASSWORD", request.user, "Authorization: Basic");
}

void add_stored_options(Options& options, CheckOptions& check) {
  options.group("What was sent earlier, in place of a request");
  options.values("--recording", "FILE", check.recordings,
                 "judge the exchanges that ssert record kept in FILE (- is stdin); nothing is "
                 "sent; again and again");
  options.values("--response", "FILE", check.responses,
                 "judge one response as curl -i --raw -N URL > FILE writes it; again and again");
}

// What a target is told from; the group is open.
void add_dialect_options(Options& options, scenario::CheckFlags& flags) {
  options.group("What is expected");
  options.value("--dialect", "NAME|FILE", flags.dialect,
                "the grammar of the events (told by the URL's path, else by the first answer)");
  options.value(
      "--terminal", "MODE", flags.terminal,
      "whether a stream has to end with the dialect's terminal event: required, optional, "
      "none (the dialect says)");
}

void add_selection_options(Options& options, scenario::CheckFlags& flags) {
  options.values("--only", "GLOB", flags.only,
                 "these rules ('framing/*') or probes ('get-*') only; again and again");
  options.values("--skip", "GLOB", flags.skip, "not these rules or probes; again and again");
}

void add_judging_options(Options& options, CheckOptions& check) {
  auto& flags = check.flags;
  add_dialect_options(options, flags);
  options.value("--fail-on", "VERDICT", flags.fail_on,
                "the least verdict that makes the exit status 1: fail, warn, not-shown, "
                "inconclusive (fail)");
  options.value("--expected", "FILE", check.expected,
                "failures that are known and do not count, a file (docs/formats/expected.md); one "
                "whose rule holds now makes the exit status 1");
  add_selection_options(options, flags);
}

void add_max_requests(Options& options, scenario::CheckFlags& flags) {
  options.value("--max-requests", "N", flags.max_requests, "requests to each target, at most (12)");
}

void add_limit_options(Options& options, scenario::CheckFlags& flags) {
  options.values("--allow-host", "HOST", flags.allow_hosts,
                 "send to this host and to this machine only; again and again (any)");
  options.value("--wait", "DURATION", flags.wait,
                "first wait until the target accepts a connection, at most so long");
  options.value("--connect-timeout", "DURATION", flags.connect_timeout,
                "until the connection stands (10s)");
  options.value("--head-timeout", "DURATION", flags.head_timeout,
                "from the request's last byte to the end of the response head (30s)");
  options.value("--first-token-timeout", "DURATION", flags.first_token_timeout,
                "from there to the first token (60s)");
  options.value("--gap-timeout", "DURATION", flags.gap_timeout, "between tokens (60s)");
  options.value("--total-timeout", "DURATION", flags.total_timeout,
                "one request, all in all (300s)");
  options.value("--max-response", "SIZE", flags.max_response, "one response, all in all (64MiB)");
}

void add_secret_option(Options& options, scenario::CheckFlags& flags) {
  options.values("--secret", "NAME", flags.secrets,
                 "hide the value of this header, query parameter or environment variable too; what "
                 "is named like a credential is hidden anyhow");
}

void add_output_files(Options& options, OutputPaths& paths) {
  for (std::size_t i = 0; i < output_formats().size(); ++i) {
    const auto& format = output_formats()[i];
    options.value(std::string(format.flag), "FILE", paths[i], format.description);
  }
}

void add_color_option(Options& options, std::optional<std::string>& color) {
  options.value("--color", "WHEN", color,
                "auto, always, never (auto: at a terminal, unless NO_COLOR is set)");
}

void add_output_options(Options& options, CheckOptions& check, std::optional<std::string>& color) {
  options.group("Output");
  add_output_files(options, check.outputs);
  options.value("--record", "FILE", check.record, "also keep the exchanges, as ssert record does");
  add_secret_option(options, check.flags);
  options.flag("--dry-run", check.dry_run, "list what would be sent, and send nothing");
  options.flag("-q,--quiet", check.quiet, "no progress and no notes on stderr");
  options.flag("-v,--verbose", check.verbose, "also the rules that hold and those not shown");
  add_color_option(options, color);
}

void add_load_options(Options& options, LoadOptions& load) {
  auto& flags = load.load;
  options.group("The load");
  options.value("--rate", "RATE", flags.rate,
                "requests a second that wait for nobody (open model): 20/s, 0.5/s, 30/m");
  options.value("--arrivals", "HOW", flags.arrivals,
                "with --rate: constant, or poisson for a random process of that rate (constant)");
  options.value("--in-flight-max", "N", flags.in_flight_max,
                "with --rate: streams at once; what is due beyond it waits, and is told (10000)");
  options.value("--readers", "N", flags.readers,
                "so many readers, each asks when its answer has ended (closed model)");
  options.value("--think-time", "DURATION", flags.think_time,
                "with --readers: between an answer and the next request (0)");
  options.value("--duration", "DURATION", flags.duration, "of the window that is measured (10s)");
  options.value("--warm-up", "DURATION", flags.warm_up,
                "before the window, and not measured; goes over into it without a pause (0)");
  options.value("--drain", "DURATION", flags.drain,
                "after the window, for what is still under way; the rest is given up (30s)");
  options.value("--requests", "N", flags.requests,
                "the window ends when so many were due (no end)");
  options.value("--seed", "N", flags.seed, "of random arrivals (a new one, which is told)");
  options.flag("--no-reuse", flags.no_reuse, "a new connection for each request");
  options.group("Objectives");
  options.values("--objective", "TEXT", flags.objectives,
                 "what the run must reach: 'ttft.p99 < 500ms', 'errors.rate < 1%', 'goodput >= "
                 "20/s'; again and again (docs/metrics.md)");
  options.values("--abort-objective", "TEXT", flags.abort_objectives,
                 "the same, and the run ends as soon as it is missed");
}

void add_prometheus_options(Options& options, PrometheusFlags& flags) {
  options.group("Prometheus");
  options.value("--prometheus", "ADDRESS:PORT", flags.address,
                "serve /metrics there while the run goes on; a port alone is of this machine only, "
                "port 0 is any that is free, which is told (off)");
  options.value("--prometheus-linger", "DURATION", flags.linger,
                "with --prometheus: after the end, stay until the last numbers were scraped, at "
                "most so long (0)");
  options.value("--pushgateway", "URL", flags.pushgateway,
                "push the last numbers there, under the job ssert");
  options.value("--pushgateway-instance", "NAME", flags.pushgateway_instance,
                "with --pushgateway: and under this instance");
}

void add_load_output_options(Options& options, LoadOptions& load,
                             std::optional<std::string>& color) {
  options.group("Output");
  for (std::size_t i = 0; i < output_formats().size(); ++i) {
    const auto& format = output_formats()[i];
    if (format.render_load != nullptr)
      options.value(std::string(format.flag), "FILE", load.outputs[i], format.description);
  }
  add_secret_option(options, load.flags);
  options.flag("--dry-run", load.dry_run, "say what would be sent, and send nothing");
  options.flag("-q,--quiet", load.quiet, "no progress and no notes on stderr");
  add_color_option(options, color);
}

base::Result<ColorMode> color_mode(const std::optional<std::string>& text) {
  if (!text || *text == "auto") return ColorMode::automatic;
  if (*text == "always") return ColorMode::always;
  if (*text == "never") return ColorMode::never;
  return problem("--color", "is \"" + base::escape_bytes_shortened(*text, 40) + "\"",
                 "auto, always or never");
}

struct SplitWords {
  std::span<const std::string> ours;
  std::span<const std::string> curl;  // after "--"
  bool has_curl = false;
};

SplitWords split(std::span<const std::string> words) {
  const auto mark = std::find(words.begin(), words.end(), "--");
  const auto ours = static_cast<std::size_t>(mark - words.begin());
  if (mark == words.end()) return {.ours = words};
  return {.ours = words.first(ours), .curl = words.subspan(ours + 1), .has_curl = true};
}

// The words of a command that sends requests: URLs, scenario files, a curl command.
base::Result<void> take_request(const SplitWords& words, std::vector<std::string> rest,
                                std::string_view command, scenario::CheckFlags& flags) {
  flags.request.urls = std::move(rest);
  flags.curl.assign(words.curl.begin(), words.curl.end());
  const auto start = "ssert " + std::string(command);
  if (words.has_curl && words.curl.empty())
    return problem("--", "has nothing after it", start + " -- curl [OPTION]... URL");
  if (!words.has_curl && flags.request.urls.empty())
    return problem("URL", "is missing",
                   start + " URL, " + start + " SCENARIO.json, or " + start + " -- curl ...");
  return {};
}

// --recording and --response take the place of requests.
base::Result<void> take_stored(const SplitWords& words, std::vector<std::string> rest,
                               CheckOptions& check) {
  const std::string flag = check.recordings.empty() ? "--response" : "--recording";
  const auto refused = [&](const std::string& other) {
    return problem(other, "stands beside " + flag + ", which sends nothing", "one of the two");
  };
  if (words.has_curl) return refused("--");
  if (check.record) return refused("--record");
  if (check.dry_run) return refused("--dry-run");
  check.flags.request.urls = std::move(rest);
  return {};
}

base::Result<Command> parse_check(std::span<const std::string> words) {
  const auto parts = split(words);
  CheckOptions check;
  std::optional<std::string> color;
  Options options(check_help);
  add_request_options(options, check.flags.request);
  add_stored_options(options, check);
  add_judging_options(options, check);
  options.group("Limits");
  add_max_requests(options, check.flags);
  add_limit_options(options, check.flags);
  add_output_options(options, check, color);
  auto rest = options.parse(parts.ours);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  const auto mode = color_mode(color);
  if (!mode) return mode.error();
  check.color = *mode;
  const bool is_stored = !check.recordings.empty() || !check.responses.empty();
  const auto taken = is_stored ? take_stored(parts, *std::move(rest), check)
                               : take_request(parts, *std::move(rest), "check", check.flags);
  if (!taken) return taken.error();
  if (check.record == "-")
    return problem("--record", "is -, and stdout is the report's", "a file, or ssert record -o -");
  return check;
}

base::Result<Command> parse_load(std::span<const std::string> words) {
  const auto [ours, curl, has_curl] = split(words);
  LoadOptions load;
  std::optional<std::string> color;
  Options options(load_help);
  add_load_options(options, load);
  add_request_options(options, load.flags.request);
  add_dialect_options(options, load.flags);
  options.value("--fail-on", "VERDICT", load.flags.fail_on,
                "warn: the exit status is 1 where a stream breaks a rule that warns (fail)");
  options.group("Limits");
  add_limit_options(options, load.flags);
  add_prometheus_options(options, load.prometheus);
  add_load_output_options(options, load, color);
  auto rest = options.parse(ours);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  const auto mode = color_mode(color);
  if (!mode) return mode.error();
  load.color = *mode;
  load.flags.request.urls = *std::move(rest);
  load.flags.curl.assign(curl.begin(), curl.end());
  if (has_curl && curl.empty())
    return problem("--", "has nothing after it", "ssert load -- curl [OPTION]... URL");
  if (!has_curl && load.flags.request.urls.size() != 1)
    return problem("URL", load.flags.request.urls.empty() ? "is missing" : "is given twice",
                   "one target: ssert load URL, or ssert load SCENARIO.json");
  return load;
}

base::Result<Command> parse_record(std::span<const std::string> words) {
  const auto parts = split(words);
  RecordOptions record;
  std::optional<std::string> output;
  Options options(record_help);
  add_request_options(options, record.flags.request);
  add_dialect_options(options, record.flags);
  add_selection_options(options, record.flags);
  options.group("Limits");
  add_max_requests(options, record.flags);
  add_limit_options(options, record.flags);
  options.group("Output");
  options.value("-o,--output", "FILE", output,
                "the recording; what is in FILE is replaced; - is stdout");
  add_secret_option(options, record.flags);
  options.flag("--dry-run", record.dry_run, "list what would be sent, and send nothing");
  options.flag("-q,--quiet", record.quiet, "no progress and no notes on stderr");
  auto rest = options.parse(parts.ours);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  const auto taken = take_request(parts, *std::move(rest), "record", record.flags);
  if (!taken) return taken.error();
  if (!output) return problem("-o", "is missing", "-o FILE: where the recording goes");
  record.output = *std::move(output);
  return record;
}

base::Result<Command> parse_mock(std::span<const std::string> words) {
  MockFlags mock;
  Options options(mock_help);
  options.group("Where");
  options.value("--port", "N", mock.port, "0 for any that is free (0)");
  options.value("--bind", "ADDRESS", mock.bind,
                "the address to listen on; 0.0.0.0 lets other machines in (127.0.0.1)");
  options.group("The answers");
  options.value("--tokens", "N", mock.tokens, "token events in one answer (24)");
  options.value("--time-to-first", "DELAY", mock.time_to_first,
                "from the request to the first token (50ms)");
  options.value("--gap", "DELAY", mock.gap, "between tokens (10ms)");
  options.value("--seed", "N", mock.seed, "of texts and delays: the same seed, the same bytes (1)");
  options.flag("--no-done", mock.no_done, "no {\"type\":\"done\"} at the end");
  options.flag("--hold", mock.hold,
               "each token of a stream after the first waits for POST "
               "/__mock/streams/N/release; N counts the streams from 0");
  options.flag("--stamps", mock.stamps, "tokens carry the time at which they were sent");
  options.value("--token", "TOKEN", mock.token,
                "what Authorization: Bearer has to carry; empty: nothing (test-token)");
  options.group("Lies");
  options.value("--fault", "NAME", mock.fault, "a fault in place of the honest answer");
  options.value("--fault-mix", "NAMES", mock.fault_mix,
                "one of these for each request, by the seed: honest,honest,honest,cut-clean is cut "
                "every fourth time or so");
  options.value("--script", "FILE", mock.script, "a fault of your own");
  options.group("A recording in place of answers");
  options.value("--replay", "FILE", mock.replay,
                "the responses of a recording, byte for byte: the first one of the request's "
                "method and path");
  options.value("--speed", "SPEED", mock.speed,
                "of the pauses in it: 1x as they were, 2x half as long; max is without (1x)");
  options.group("Limits");
  options.value("--max-streams", "N", mock.max_streams,
                "answers under way; one more gets 503 (20000)");
  options.value("--max-connections", "N", mock.max_connections,
                "open at once; one more is closed (20000)");
  options.value("--stop-grace", "DURATION", mock.stop_grace,
                "how long open streams may go on when it stops (1s)");
  auto rest = options.parse(words);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  if (!rest->empty())
    return problem("\"" + base::escape_bytes_shortened(rest->front(), 40) + "\"",
                   "is not understood: ssert mock takes options only",
                   "what ssert mock --help shows");
  return mock;
}

base::Result<Command> parse_report(std::span<const std::string> words) {
  ReportOptions report;
  std::optional<std::string> color;
  Options options(report_help);
  add_output_files(options, report.outputs);
  options.flag("-v,--verbose", report.verbose, "also the rules that hold and those not shown");
  add_color_option(options, color);
  auto rest = options.parse(words);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  const auto mode = color_mode(color);
  if (!mode) return mode.error();
  report.color = *mode;
  if (rest->size() != 1)
    return problem("ssert report", rest->empty() ? "has no result" : "takes one result at a time",
                   "ssert report RESULT.json, a file that ssert check --json wrote");
  report.result = rest->front();
  return report;
}

base::Result<Command> parse_demo(std::span<const std::string> words) {
  std::optional<std::string> folder;
  std::optional<std::string> color;
  DemoOptions demo;
  Options options(demo_help);
  options.group("Options");
  options.value("--out", "FOLDER", folder, "where the reports go; it is made (ssert-demo)");
  options.flag("-q,--quiet", demo.quiet, "no progress and no notes on stderr");
  add_color_option(options, color);
  auto rest = options.parse(words);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  const auto mode = color_mode(color);
  if (!mode) return mode.error();
  demo.color = *mode;
  if (folder && folder->empty()) return problem("--out", "is empty", "a folder");
  if (folder) demo.folder = *folder;
  if (!rest->empty())
    return problem("\"" + base::escape_bytes_shortened(rest->front(), 40) + "\"",
                   "is not understood: ssert demo takes options only",
                   "what ssert demo --help shows");
  return demo;
}

base::Result<Command> parse_list(std::span<const std::string> words) {
  constexpr std::array<std::string_view, 3> kinds{"rules", "dialects", "faults"};
  Options options(list_help);
  auto rest = options.parse(words);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  if (rest->empty()) return ListOptions{};
  const auto& what = rest->front();
  const bool known = std::find(kinds.begin(), kinds.end(), what) != kinds.end();
  if (rest->size() == 1 && known) return ListOptions{.what = what};
  return problem("ssert list",
                 "knows no \"" + base::escape_bytes_shortened(rest->back(), 40) + "\"",
                 "one of rules, dialects, faults, or nothing");
}

base::Result<Command> parse_explain(std::span<const std::string> words) {
  Options options(explain_help);
  auto rest = options.parse(words);
  if (!rest) return rest.error();
  if (options.help_asked()) return ShowText{options.help()};
  if (rest->size() == 1) return ExplainOptions{.rule = rest->front()};
  return problem("ssert explain", rest->empty() ? "has no rule" : "takes one rule at a time",
                 "ssert explain RULE, as in ssert explain framing/final-blank-line");
}

base::Result<Command> unknown_command(const std::string& word) {
  const auto shown = "\"" + base::escape_bytes_shortened(word.substr(0, word.find('=')), 40) + "\"";
  if (word.find("://") != std::string::npos || word.starts_with("localhost"))
    return problem(shown, "stands where a command should", "ssert check URL");
  const auto meant = base::nearest_names(word, commands);
  return problem(shown,
                 word.starts_with('-') ? "is not an option of ssert" : "is not a command of ssert",
                 (meant.empty() ? "check, record, load, demo, mock, report, list or explain"
                                : base::any_of(meant)) +
                     "; ssert --help says more");
}

base::Result<Command> help_on(std::span<const std::string> words) {
  if (words.empty()) return ShowText{program_help()};
  const std::vector<std::string> asked{words.front(), "--help"};
  return parse_command_line(asked);
}

}  // namespace

base::Result<Command> parse_command_line(std::span<const std::string> words) {
  if (words.empty()) return NothingAsked{program_help()};
  const auto& command = words.front();
  const auto rest = words.subspan(1);
  if (command == "check") return parse_check(rest);
  if (command == "record") return parse_record(rest);
  if (command == "load") return parse_load(rest);
  if (command == "demo") return parse_demo(rest);
  if (command == "mock") return parse_mock(rest);
  if (command == "report") return parse_report(rest);
  if (command == "list") return parse_list(rest);
  if (command == "explain") return parse_explain(rest);
  if (command == "help") return help_on(rest);
  if (command == "-h" || command == "--help") return ShowText{program_help()};
  if (command == "--version" || command == "-V") return ShowText{version_line()};
  return unknown_command(command);
}

}  // namespace ssert::cli
