#include "cli/recorded_input.h"

#include "base/text.h"
#include "cli/input_file.h"
#include "conformance/recorded.h"
#include "exchange/raw_response.h"
#include "exchange/recording.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace ssert::cli {
namespace {

using conformance::CheckResult;
using conformance::Probe;
using conformance::StoredExchange;

// The exchanges of a recording, target by target: each begins with its reference.
class Targets {
 public:
  Targets(exchange::RecordingReader& reader, std::string file)
      : reader_(reader), file_(std::move(file)) {}

  // None at the end of the file.
  base::Result<std::vector<StoredExchange>> next() {
    std::vector<StoredExchange> target;
    if (ahead_) target.push_back(*std::exchange(ahead_, std::nullopt));
    while (true) {
      auto read = reader_.next();
      if (!read) return read.error();
      if (!*read) return target;
      auto stored = stored_of(**std::move(read));
      if (!stored) return stored.error();
      if (target.empty() && stored->probe != Probe::reference)
        return problem(
            "is " + std::string(to_string(stored->probe)) + ", and no reference stands before it",
            "reference: each target begins with it");
      if (!target.empty() && stored->probe == Probe::reference) {
        ahead_ = *std::move(stored);
        return target;
      }
      target.push_back(*std::move(stored));
    }
  }

 private:
  base::Result<StoredExchange> stored_of(exchange::RecordedExchange recorded) const {
    const auto probe = conformance::probe_from(recorded.probe);
    if (probe) return StoredExchange{.probe = *probe, .exchange = std::move(recorded.exchange)};
    std::string known;
    for (const auto each : conformance::all_probes)
      known += (known.empty() ? "" : ", ") + std::string(to_string(each));
    return problem("is \"" + base::escape_bytes_shortened(recorded.probe, 40) + "\"",
                   "one that this ssert knows: " + known);
  }

  base::Problem problem(std::string what, std::string way_out) const {
    return {.where = fmt::format("{}:{}: /probe", file_, reader_.line()),
            .what = std::move(what),
            .way_out = std::move(way_out)};
  }

  exchange::RecordingReader& reader_;
  std::string file_;
  std::optional<StoredExchange> ahead_;
};

base::Result<void> judge_recording(const std::string& path, const scenario::Scenario& by,
                                   std::vector<CheckResult>& results) {
  auto input = InputFile::open(path, "--recording");
  if (!input) return input.error();
  auto reader =
      exchange::RecordingReader::begin({.stream = input->stream(), .name = input->name()});
  if (!reader) return reader.error();
  Targets targets(*reader, input->name());
  const auto results_before = results.size();
  while (true) {
    auto target = targets.next();
    if (!target) return target.error();
    if (target->empty()) break;
    auto result = conformance::judge_recorded(by, *std::move(target));
    if (!result) return result.error();
    result->origin =
        conformance::Origin{.file = input->path(), .created_at = reader->header().created_at};
    results.push_back(*std::move(result));
  }
  if (results.size() > results_before) return {};
  return base::Problem{input->name(), "has no exchange: nothing had ended when it was written",
                       "a recording of at least one"};
}

base::Result<void> judge_response(const std::string& path, const scenario::Scenario& by,
                                  std::vector<CheckResult>& results) {
  auto input = InputFile::open(path, "--response");
  if (!input) return input.error();
  auto exchange = exchange::read_raw_response(
      {.stream = input->stream(), .name = input->name(), .bytes_max = by.sizes.response});
  if (!exchange) return exchange.error();
  std::vector<StoredExchange> exchanges;
  exchanges.push_back({.exchange = *std::move(exchange)});
  auto result = conformance::judge_recorded(by, std::move(exchanges));
  if (!result) return result.error();
  result->scenario.name = input->path();
  result->origin = conformance::Origin{.file = input->path()};
  results.push_back(*std::move(result));
  return {};
}

}  // namespace

base::Result<std::vector<CheckResult>> judge_files(const RecordedFiles& files,
                                                   const scenario::Scenario& by) {
  std::vector<CheckResult> results;
  for (const auto& path : files.recordings) {
    const auto judged = judge_recording(path, by, results);
    if (!judged) return judged.error();
  }
  for (const auto& path : files.responses) {
    const auto judged = judge_response(path, by, results);
    if (!judged) return judged.error();
  }
  return results;
}

}  // namespace ssert::cli
