// Words that the reports for people share, so that all of them say the same thing alike. What a
// target sent comes back escaped by base::escape_bytes; nothing is escaped for a medium yet.
#pragma once

#include "report/report_model.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace ssert::reports {

std::string upper(std::string_view word);  // "not-shown" -> "NOT-SHOWN"
std::string milliseconds(double value);    // "431.2 ms", "12.4 s"

// "optional, required here (decided by exchange 2)"
std::string terminal_text(const report::TargetReport& target);
// "yesterday.jsonl, made 2026-11-22T21:00:24Z"
std::string origin_text(const report::Origin& origin);
// "HTTP/1.1 200, chunked"; "no response", and where something else may have come "no response head"
std::string answer_text(const report::ExchangeSummary& exchange);
// "reference POST: HTTP/1.1 200, chunked, text/event-stream · COMPLETE · 24 events, …"
std::string exchange_text(const report::ExchangeSummary& exchange);
// "data: x\n  <damage at byte 13>   [byte 7 of the content, 431.2 ms, exchange 2]"
std::string evidence_text(const report::Evidence& evidence, std::size_t bytes_max);
// The payload; "none" where a fault of ours left a target unjudged that breaks nothing else.
std::string payload_shown(const report::TargetReport& target);
// "FAIL", "FAIL, as expected" where nothing else is broken, "NO VERDICT"
std::string verdict_text(const report::TargetReport& target);
// The worst payload_shown() of all targets; and of the whole check: "WARN", "INTERRUPTED", ...
std::string worst_payload(const report::ReportModel& model);
std::string check_headline(const report::ReportModel& model);
// "2 pass · 1 fail · 0 warn · 0 note · 9 not shown · 0 harness error · 1 expected"
std::string counts_text(const report::TargetReport& target);
// "head/status at chat holds now: its entry is stale, take it out"
std::string expectation_text(const report::Expectation& expectation);

}  // namespace ssert::reports
