#include "exchange/testing/recording_property.h"

#include "base/text.h"
#include "exchange/raw_response.h"
#include "exchange/redaction.h"
#include "exchange/testing/samples.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace ssert::exchange::testing {
namespace {

// Writing what was read gives a file that reads as the same and is written the same again.
std::string find_fault_in_round_trip(const Recording& recording) {
  const auto file = write(recording);
  const auto again = read(file);
  if (again.has_error()) return "what was written cannot be read: " + to_string(again.error());
  if (*again != recording) return "reads as something else than what was written: " + file;
  if (write(*again) != file) return "is written differently the second time: " + file;
  return "";
}

// Whatever the reader takes is JSON for others too.
std::string find_line_that_is_no_json(std::string_view file) {
  std::istringstream stream{std::string(file)};
  for (std::string line; std::getline(stream, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (!nlohmann::json::accept(line)) return "was read, and is no JSON: " + line;
  }
  return "";
}

// One line of plain text in each part. A backslash is as plain as any character here.
bool is_fit_to_be_shown(const base::Problem& problem) {
  for (auto text : {problem.where, problem.what, problem.way_out}) {
    std::replace(text.begin(), text.end(), '\\', '/');
    if (text.empty() || base::escape_bytes(text) != text) return false;
  }
  return true;
}

// The first byte says how the response is cut into arrivals.
Exchange exchange_of(std::string_view input) {
  auto exchange = exchange_with_response(std::string(input));
  exchange.arrivals.clear();
  const std::size_t step = input.empty() ? 1 : static_cast<unsigned char>(input[0]) % 16 + 1;
  for (std::size_t offset = 0; offset < input.size(); offset += step) {
    exchange.arrivals.push_back({.offset = offset,
                                 .length = std::min(step, input.size() - offset),
                                 .at = at(std::chrono::nanoseconds(offset)),
                                 .kernel_stamp = offset % 2 == 0});
  }
  return exchange;
}

bool shows(std::string_view bytes, std::string_view secret) {
  return bytes.find(secret) != std::string_view::npos;
}

// A secret cut from the middle of the input.
std::string find_fault_in_redaction(std::string_view input) {
  const auto secret = std::string(input.substr(input.size() / 3, 5));
  if (secret.size() < 5 || shows(secret, "*")) return "";
  auto exchange = exchange_of(input);
  exchange.request.url = input;
  exchange.request.content = input;
  exchange.request.fields = {{"X-Input", std::string(input)}};
  const auto redacted = redact_exchange(exchange, std::array{secret});
  if (redacted.has_error()) return "";
  const auto& request = redacted->exchange.request;
  for (const std::string_view text :
       {std::string_view(redacted->exchange.response), std::string_view(request.url),
        std::string_view(request.content), std::string_view(request.fields[0].value)}) {
    if (shows(text, secret)) return "a secret was left in " + base::escape_bytes(text);
    if (text.size() != input.size()) return "redaction changed a length";
  }
  return find_fault_in_round_trip({.header = sample_header(), .exchanges = {*redacted}});
}

std::string find_fault_as_raw_response(std::string_view input) {
  std::istringstream stream{std::string(input)};
  auto exchange = read_raw_response({.stream = stream, .name = "a.http"});
  if (exchange.has_error()) return "";
  if (exchange->response != input) return "a raw response was read as something else";
  if (times_are_known(*exchange)) return "a raw response has times";
  return find_fault_in_round_trip(
      {.header = sample_header(), .exchanges = {recorded(std::move(*exchange))}});
}

}  // namespace

std::string find_fault_in_file(std::string_view input) {
  const auto recording = read(input);
  const auto bytewise = read(input, {.read_bytes = 1});
  if (recording != bytewise) return "reads differently byte by byte";
  if (recording.has_error()) {
    return is_fit_to_be_shown(recording.error())
               ? ""
               : "a Problem that is not fit to be shown: " + to_string(recording.error());
  }
  if (auto fault = find_line_that_is_no_json(input); !fault.empty()) return fault;
  return find_fault_in_round_trip(*recording);
}

std::string find_fault(std::string_view input) {
  const Recording as_bytes{.header = sample_header(), .exchanges = {recorded(exchange_of(input))}};
  for (const auto& fault : {find_fault_in_file(input), find_fault_in_round_trip(as_bytes),
                            find_fault_in_redaction(input), find_fault_as_raw_response(input)}) {
    if (!fault.empty()) return fault;
  }
  return "";
}

}  // namespace ssert::exchange::testing
