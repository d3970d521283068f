// The content that curl's -d and its kin make, in the order in which they were given.
#pragma once

#include "base/result.h"
#include "scenario/curl_options.h"
#include "scenario/inputs.h"

#include <string>
#include <string_view>

namespace ssert::scenario {

class CurlData {
 public:
  struct Piece {
    CurlAction action{};  // data, data_raw, data_binary, data_urlencode or json
    std::string_view value;
    std::string_view where;
  };
  // "&" goes between pieces, but not in front of a --json piece. -d @FILE drops CR, LF and NUL.
  base::Result<void> add(const Piece& piece, const Inputs& inputs);

  bool given() const { return given_; }
  bool is_json() const { return is_json_; }
  const std::string& content() const { return content_; }

 private:
  bool given_ = false;
  bool is_json_ = false;
  std::string content_;
};

}  // namespace ssert::scenario
