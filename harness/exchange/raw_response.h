// A raw response dump: the bytes of one response from its status line on, as `curl -i --raw` or
// `nc` wrote them, read as an Exchange. docs/formats/recording.md ("Raw response dumps").
//
// The bytes are one arrival; every time is zero, and the end is peer_closed. Nothing is guessed: a
// dump that lost what came over the connection is a Problem.
#pragma once

#include "base/limits.h"
#include "base/result.h"
#include "exchange/exchange.h"

#include <cstddef>
#include <iosfwd>
#include <string>

namespace ssert::exchange {

struct RawResponseSource {
  std::istream& stream;
  std::string name;  // for Problems: the file
  // Of the request that it answered: HEAD has no content.
  std::string request_method = "POST";
  std::string url;  // where it is known
  std::size_t bytes_max = base::SizeLimits{}.response;
};

base::Result<Exchange> read_raw_response(const RawResponseSource& source);

// False for what a raw response dump became, also after it was recorded: no rule about timing can
// be shown on it. True for every exchange that was made.
bool times_are_known(const Exchange& exchange);

}  // namespace ssert::exchange
