#include "cli/help.h"

#include "cli/wrap.h"
#include "conformance/catalogue.h"

namespace ssert::cli {
namespace {

constexpr std::size_t option_column = 32;

}  // namespace

const HelpText check_help{
    .command = "check",
    .usage =
        "ssert check [OPTION]... URL|SCENARIO.json...\n"
        "ssert check [OPTION]... -- curl [CURL OPTION]... URL\n"
        "ssert check [OPTION]... --recording FILE [SCENARIO.json]",
    .summary =
        "Asks each target for a stream and says which rules its answer breaks. A few requests are "
        "sent, one after another; --dry-run lists them.",
    .after =
        R"(Examples:
  ssert check localhost:3001/conversations/7/messages/stream -H 'Authorization: Bearer $TOKEN'
  ssert check -- curl -X POST http://127.0.0.1:8080/chat -H 'Accept: */*' -d '{"content":"Hello"}'
  ssert check http://127.0.0.1:8080/v1/chat/completions --dialect openai-chat --json result.json
  ssert check chat.json --wait 30s --skip 'head/*'
  ssert check --recording yesterday.jsonl --fail-on warn

A word that ends in .json and is no URL is a scenario file (docs/formats/scenario.md): targets,
request, set-up before and after, limits and thresholds. Flags go over what the file says.

In URLs, in -H and in -u, $NAME and ${NAME} are the environment's, so single quotes keep a token
out of the shell's history; $$ is a dollar sign. After --, nothing is replaced. DURATION is a
number with its unit: 500ms, 30s, 2m. SIZE is in bytes, or 64KiB, 10MB.

Exit status, the first that holds:
  130  interrupted; what there is is reported, and marked
    2  the command cannot be carried out as it stands; nothing was sent
    5  --only and --skip leave nothing; nothing was sent
    4  no target gave one response byte
    1  a rule is broken, or what --fail-on names; an expected failure is stale
    3  the set-up of a scenario failed, ssert itself failed, this machine had no descriptor or port
       for a request, or a report could not be written
    0  none of these
)"};

const HelpText record_help{
    .command = "record",
    .usage =
        "ssert record [OPTION]... -o FILE URL|SCENARIO.json...\n"
        "ssert record [OPTION]... -o FILE -- curl [CURL OPTION]... URL",
    .summary =
        "Makes the exchanges that `ssert check` makes, and keeps them in FILE: every byte with the "
        "time at which it came, secrets replaced by stars. Nothing is judged. --max-requests 1 "
        "keeps the one request as it is given.",
    .after =
        R"(Examples:
  ssert record localhost:3001/conversations/7/messages/stream -H 'Authorization: Bearer $TOKEN' \
    -o today.jsonl
  ssert record --max-requests 1 -o - -- curl -X POST http://127.0.0.1:8080/chat -d '{"a":1}'

`ssert check --recording FILE` judges it, today and in a year; `ssert mock --replay FILE` plays
it. Each exchange is written when it has ended (docs/formats/recording.md); requests of a
scenario's set-up are not kept.

Exit status, the first that holds:
  130  interrupted; the exchanges that had ended are kept
    2  the command cannot be carried out as it stands; nothing was sent
    5  --only and --skip leave nothing; nothing was sent
    4  no target gave one response byte
    3  the set-up of a scenario failed, ssert itself failed, or FILE could not be written
    0  none of these
)"};

const HelpText load_help{
    .command = "load",
    .usage =
        "ssert load [OPTION]... URL|SCENARIO.json\n"
        "ssert load [OPTION]... -- curl [CURL OPTION]... URL",
    .summary =
        "Holds many streams at once, judges each as a check does, and measures time to first "
        "token, gaps and throughput. Other hosts than this machine need --allow-host.",
    .after =
        R"(Examples:
  ssert load http://127.0.0.1:8080/conversations/demo/messages/stream \
    -H 'Authorization: Bearer $TOKEN' --rate 20/s --duration 30s --objective 'ttft.p99 < 500ms'
  ssert load chat.json --readers 50 --warm-up 5s --json result.json

Before the run, one request tells what has to be known: the dialect, and whether streams end with a
terminal event. Where --dialect and --terminal (or the scenario) tell, none is sent. A stream that
ends wrongly or breaks a rule is an error with its class, and no fast success. A number stands with
its formula and with the bound of the instrument's own error; a percentile without enough samples
is not told.

Exit status, the first that holds:
  130  interrupted; what there is is reported, and marked
    2  the command cannot be carried out as it stands; nothing was sent
    5  no request was due
    4  the target gave not one response byte
    1  a stream failed and no objective on errors says how many may, or such an objective is missed
    3  the instrument was too slow for its numbers, this machine had no descriptor or port for a
       request, an objective has too few samples, the set-up failed, ssert itself failed, or a
       report could not be written or pushed
    1  another objective is missed
    0  none of these
)"};

const HelpText demo_help{
    .command = "demo",
    .usage = "ssert demo [OPTION]...",
    .summary =
        "Checks an honest and a lying service, both built in, and loads the honest one: what ssert "
        "says, in ten seconds and without a service of your own. The reports are left in a folder.",
    .after = R"(Exit status: 0 all came out as it has to, 3 it did not, 130 interrupted.
)"};

const HelpText mock_help{
    .command = "mock",
    .usage = "ssert mock [OPTION]...",
    .summary =
        "A server to point things at: a conversation service that streams its answers, honest, "
        "slow "
        "or lying. It runs until SIGINT or SIGTERM and then writes its statistics to stderr.",
    .after =
        R"(Examples:
  ssert mock --port 8080
  ssert mock --fault no-final-blank
  ssert mock --time-to-first normal:300ms,50ms --gap exponential:20ms --tokens 200
  ssert mock --replay yesterday.jsonl --speed max

In a browser, http://ADDRESS:PORT/ is a page to talk to it; with ?service=http://127.0.0.1:PORT the
page talks to another service of this machine.

The first line of output is "listening http://ADDRESS:PORT". DELAY is a duration (20ms) or one of
uniform:10ms-30ms, exponential:20ms, normal:20ms,5ms. `ssert list faults` shows the names for
--fault; a request chooses for itself with the header X-Mock-Fault.

Exit status: 0 stopped by a signal, 2 it could not start as it was asked to, 3 ssert itself failed.
)"};

const HelpText report_help{
    .command = "report",
    .usage = "ssert report [OPTION]... RESULT.json",
    .summary =
        "Shows a result again that `ssert check --json` wrote, in any of the formats. Nothing is "
        "sent. - is standard input.",
    .after = R"(Examples:
  ssert report result.json
  ssert report result.json --junit result.xml --markdown comment.md

Exit status: 0 the result was shown, whatever it says; 2 it is no result that can be read, or a file
cannot be written; 3 ssert itself failed, or a report could not be written.
)"};

const HelpText list_help{
    .command = "list",
    .usage = "ssert list [rules|dialects|faults]",
    .summary =
        "What there is: the rules that `ssert check` judges by, the dialects that it knows, the "
        "faults of `ssert mock`. Without a word, all of them.",
    .after = ""};

const HelpText explain_help{
    .command = "explain",
    .usage = "ssert explain RULE",
    .summary =
        "All there is to know of a rule: what it asks, where that is written, what usually "
        "breaks it and what to do. RULE is an id or a code.",
    .after = R"(Examples:
  ssert explain framing/final-blank-line
  ssert explain F-06
)"};

std::string program_help() {
  return R"(usage: ssert COMMAND [OPTION]...

Tells whether an endpoint that answers a POST with Server-Sent Events is right.

Commands:
  check      is it right? asks a target for a stream and judges the answer
  record     keeps the exchanges of a check in a file, to judge or to play them later
  load       how fast? many streams at once, each judged, all measured
  demo       all of it against the built-in mock server, in ten seconds
  mock       a server to point things at: honest, slow or lying
  report     a result again, as JUnit XML, Markdown and the like
  list       rules, dialects and faults
  explain    one rule: its source, what usually breaks it, what to do

Options:
  -h, --help    this text; `ssert COMMAND --help` says more
  --version     the version of the program and of its rules

Try it:
  ssert mock --port 8080 &
  ssert check http://127.0.0.1:8080/conversations/demo/messages/stream \
    -H 'Authorization: Bearer test-token'
)";
}

std::string version_line() {
  return "ssert " SSERT_VERSION ", rules " + std::string(conformance::rules_version()) + "\n";
}

std::string command_help(const HelpText& text, const std::vector<OptionLine>& options) {
  std::string help = "usage: ";
  for (const char c : text.usage) {
    help += c;
    if (c == '\n') help += "       ";
  }
  help += "\n\n" + wrapped(text.summary, 0) + "\n";
  std::string group;
  for (const auto& option : options) {
    if (option.group != group) help += "\n" + option.group + ":\n";
    group = option.group;
    help += in_columns("  " + option.flags, option_column, option.description) + "\n";
  }
  if (!text.after.empty()) help += "\n" + std::string(text.after);
  return help;
}

}  // namespace ssert::cli
