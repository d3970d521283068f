// What an exchange cannot be, whoever made it: times that run backwards, arrivals that do not cover
// the response. A reader refuses a file that says so, and a writer must never write one: numbers
// are computed from these.
#pragma once

#include "base/result.h"
#include "exchange/recording.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ssert::exchange {

// As a Problem whose `where` is a JSON pointer into the exchange's line; or none.
// `response_cut_bytes` is how many bytes came beyond those kept.
std::optional<base::Problem> find_contradiction(const RecordedExchange& recorded,
                                                std::uint64_t response_cut_bytes);

// The bytes that a range lies in; none where there is no such field.
std::optional<std::string_view> place_of(const Exchange& exchange, const RedactedRange& range);

// What RecordingLimits::exchange_bytes bounds: strings by their bytes, elements of lists by size.
std::size_t memory_of(const RecordedExchange& recorded);

}  // namespace ssert::exchange
