// The HTTP interface of the mock server: the conversation contract, its chat page and the server's
// own account of itself. Decides what is answered; sends nothing.
#pragma once

#include "base/random.h"
#include "mock_server/endpoints/conversations.h"
#include "mock_server/endpoints/request.h"
#include "mock_server/endpoints/response.h"
#include "mock_server/options.h"
#include "mock_server/script/script.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::mock_server {

// What the honest server says to a stream request that it does not take.
struct Refused {
  Refusal refusal = Refusal::other;
  Response response;
};

// One owner; not thread-safe.
class Api {
 public:
  struct Parts {
    Options options;
    Scripts scripts;            // what stream requests get; not empty, unless there are routes
    std::vector<Route> routes;  // where there is one, requests get these and nothing else
    std::function<std::string()> statistics_json;  // for GET /__mock/statistics
    // For POST /__mock/streams/N/release: false where no stream N is under way.
    std::function<bool(std::uint64_t stream)> release_token;
  };
  explicit Api(Parts parts);

  // `date` is the Date field's value.
  Reply answer(const Request& request, std::string_view date);

  // An error that has nothing to do with what is asked for: 408, 431, 503 ... The connection is
  // closed after it.
  static WholeReply refusal(std::uint32_t status, std::string_view message, std::string_view date);

 private:
  // A request to a stream route: what it asks for, or why the honest server does not take it.
  struct Asked {
    std::string conversation;  // empty on the chat completions endpoint
    std::string prompt;        // as far as there is one, also of a request that is refused
    std::optional<Chat> chat;
    std::optional<Refused> refused;
  };
  // What a script is played with.
  struct Performance {
    std::shared_ptr<const Script> script;
    const Steps* steps = nullptr;
    Asked asked;
    std::string_view date;
  };

  Asked ask_conversation(const Request& request, const std::string& id) const;
  Reply answer_by_route(const Request& request, std::string_view date);
  Reply answer_chat(const Request& request, std::string_view date);
  Reply answer_stream(const Request& request, Asked asked, std::string_view date);
  Reply play(const Request& request, Performance performance);
  std::shared_ptr<const Script> draw_script();
  // Counts; see Script::every.
  bool is_turn_of(const Script& script, const Request& request);
  Response respond(const Request& request);
  Response respond_to_release(const Request& request, std::uint64_t stream) const;
  Response respond_to_collection(const Request& request);
  Response create_conversation(const Request& request);

  bool is_authorized(const Request& request) const;
  Response unauthorized(const Request& request) const;

  Parts parts_;
  Conversations conversations_;
  base::Random mix_;
  std::uint64_t streams_ = 0;
  std::map<std::string, std::uint64_t> occasions_;  // by script
  std::string previous_prompt_;
};

}  // namespace ssert::mock_server
