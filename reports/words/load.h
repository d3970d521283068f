// Words on a load run that the reports for people share. What a target sent comes back escaped by
// base::escape_bytes; nothing is escaped for a medium yet.
#pragma once

#include "report/load_report.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ssert::reports {

// "PASS", "FAIL", "INTERRUPTED", "NO VERDICT"
std::string load_headline(const report::LoadReport& report);

std::string load_number(double value);                           // "0.12", "431.2", "120000"
std::string percent(const std::optional<double>& share);         // "1.25 %", or "-"
std::string number_or_dash(const std::optional<double>& value);  // or "-"
std::string number_or_dash(const std::optional<report::PercentileRow>& percentile);

// "412.25 ms", "19.80/s", "0.009", "no data", "not enough samples"
std::string objective_value(const report::ObjectiveRow& objective);

// "data: x   [request 7, byte 7 of the content, 431.20 ms]"
std::string load_evidence_text(const report::Evidence& evidence, std::size_t bytes_max);

// The lines that say how far the instrument can be trusted, the verdict first.
std::vector<std::string> doubts_text(const report::InstrumentReport& instrument);

// What was run against what; and what came of it: rates, tokens, streams in flight, stalls.
struct Labelled {
  std::string label;
  std::string text;
};
std::vector<Labelled> load_context(const report::LoadReport& report);
std::vector<Labelled> load_rates(const report::LoadReport& report);

// Whether an objective says how many streams may fail.
bool objectives_judge_errors(const report::LoadReport& report);

}  // namespace ssert::reports
