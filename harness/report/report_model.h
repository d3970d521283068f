// What is said: everything that a report may show, and nothing else. Renderers (reports/) read this
// and no other struct, so every format says the same. Text in it is as received: each renderer
// escapes for its own medium. Secrets are gone already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ssert::report {

struct Evidence {
  int exchange = 0;                     // index into exchanges
  std::optional<std::uint64_t> offset;  // of `bytes`
  std::string offset_of;                // "response" or "content"
  std::optional<double> at_ms;          // arrival, since the request was dispatched
  std::string bytes;                    // raw
  std::string note;                     // "status 404", where bytes alone do not tell

  bool operator==(const Evidence&) const = default;
};

struct Finding {
  std::string rule;     // "framing/final-blank-line"
  std::string code;     // "F-06"
  std::string level;    // MUST, SHOULD, MAY, INFO
  std::string verdict;  // fail, warn, note
  std::string title;
  std::string quote;
  std::string source;  // where the quote stands
  std::string link;
  std::string message;  // one line: what was seen, and what follows from it
  std::string fix;
  std::vector<Evidence> evidence;
  std::uint64_t evidence_total = 0;  // with what was left out
  std::string explained_by;          // the rule that this finding follows from; empty for a root
  // Why it is expected, and so does not count for the exit status; none for one that counts.
  std::optional<std::string> expected;
};

struct NotShown {
  std::string rule;
  std::string code;
  std::string why;  // the missing fact
};

// A rule that we failed to judge.
struct HarnessError {
  std::string rule;
  std::string code;
  std::string message;
};

struct ExchangeSummary {
  std::string probe;   // "reference"
  std::string method;  // empty for a raw response dump, and so is the URL
  std::string url;
  int status_code = 0;     // 0: no response head
  std::string ending;      // "COMPLETE"
  std::string end_detail;  // the system's words where the transport failed
  std::string http_version;
  std::string framing;
  std::string content_type;
  std::string local_address;
  std::string remote_address;
  std::optional<double> first_byte_ms, head_ms, first_event_ms, first_output_ms, last_event_ms,
      ended_ms;  // since dispatched
  std::uint64_t events = 0;
  std::uint64_t output_events = 0;
  std::uint64_t content_bytes = 0;
  std::string text_shortened;  // the joined output, for a person to recognise
};

struct Counts {
  std::uint64_t pass = 0, fail = 0, warn = 0, note = 0, not_shown = 0, harness_error = 0;
};

// Where exchanges come from that were not made now.
struct Origin {
  std::string file;
  std::string created_at;  // UTC; empty for a raw response dump
};

struct TargetReport {
  std::string name;
  std::string url;  // empty for a raw response dump
  std::optional<Origin> origin;
  std::string dialect;
  std::string dialect_how;
  std::string terminal;            // required, optional, none
  bool terminal_required = false;  // what follows for this target
  std::string terminal_decided_by;
  std::string fail_on = "fail";  // the least verdict that makes the exit status 1
  std::string payload;           // pass, warn, fail
  std::string ending;            // of the reference exchange, or NOT_CHECKED
  // What went wrong around the check, a line each; with NOT_CHECKED, why.
  std::vector<std::string> set_up_problems;
  std::vector<Finding>
      findings;  // roots first in the order of the catalogue, each followed by its consequences
  std::vector<NotShown> not_shown;
  std::vector<std::string> passed;  // rule ids
  std::vector<HarnessError> harness_errors;
  std::vector<ExchangeSummary> exchanges;
  Counts counts;
};

// An entry of the file of expected failures, and what became of it.
struct Expectation {
  std::string target;  // a name, or "*"
  std::string rule;
  std::string why;
  std::string state;    // in-use, stale, not-judged
  std::string because;  // of one that is not judged: what was missing
};

struct ReportModel {
  std::string version;  // of ssert
  std::string kind = "check";
  std::vector<std::string> command;
  std::string started_at;  // UTC
  std::string rules;       // the rule set's version
  double elapsed_ms = 0;
  int exit_code = 0;
  std::string exit_reason;
  bool interrupted = false;
  std::vector<TargetReport> targets;
  std::vector<Expectation> expectations;  // in the order of the file
};

}  // namespace ssert::report
