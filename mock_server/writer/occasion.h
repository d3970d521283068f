// What one playing of a script depends on, besides the script. A value.
#pragma once

#include "base/clock.h"
#include "mock_server/script/delay.h"
#include "mock_server/writer/chat.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ssert::mock_server {

struct Occasion {
  // Of the request.
  std::string method = "POST";
  std::string path = "/";
  std::string prompt;
  std::optional<Chat> chat;  // on the chat completions endpoint; else on a conversation's
  bool http10 = false;
  bool keeps_connection = true;  // what the request allows

  std::string date;  // the Date field's value

  // Of the server. `stream` tells the delays of one stream from those of the next.
  std::uint64_t seed = 1;
  std::uint64_t stream = 0;
  std::uint32_t tokens = 24;
  Delay time_to_first;
  Delay gap;
  bool send_done = true;
  bool stamps = false;
};

}  // namespace ssert::mock_server
