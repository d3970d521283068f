// curl's options, as far as a pasted command may have them, and what becomes of each here.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ssert::scenario {

enum class CurlAction : std::uint8_t {
  // Part of the request, or of how long it is waited for.
  request,
  header,
  data,
  data_raw,
  data_binary,
  data_urlencode,
  json,
  get,
  user,
  oauth2_bearer,
  user_agent,
  cookie,
  referer,
  url,
  compressed,
  path_as_is,
  max_time,
  connect_timeout,
  // No part of the request: output, files, the connection's details.
  ignored,
  // Changes what curl does after the answer; `remark` says what ssert does.
  noted,
  // Would change the request or the way to the target, and this version cannot do it.
  unsupported,
  proxy_user,  // unsupported, too; apart because its value is a secret
  passphrase,  // likewise
};

struct CurlOption {
  char letter = '\0';     // 'X' of -X, or none
  std::string_view name;  // "request" of --request
  CurlAction action{};
  bool takes_value = false;
  std::string_view remark;  // noted: what is done; unsupported: the way out
};

std::span<const CurlOption> curl_options();
const CurlOption* find_curl_option(std::string_view name);  // without the hyphens
const CurlOption* find_curl_option(char letter);

}  // namespace ssert::scenario
