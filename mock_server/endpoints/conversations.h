// The conversations that a server knows. Kept in memory, up to a limit; `demo` is always there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ssert::mock_server {

// One owner; not thread-safe.
class Conversations {
 public:
  explicit Conversations(std::size_t conversations_max);

  // The new conversation's id; none where the limit is reached.
  std::optional<std::string> create(std::string title);
  bool has(const std::string& id) const { return by_id_.contains(id); }
  void add_message(const std::string& id);

  // {"id":"demo","title":"Demo","messages":0}; `id` has to be known.
  std::string json(const std::string& id) const;
  // {"conversations":[...],"total":1}, the first thousand of them.
  std::string list_json() const;

 private:
  struct Conversation {
    std::string title;
    std::uint64_t messages = 0;
  };

  std::size_t conversations_max_;
  std::unordered_map<std::string, Conversation> by_id_;
  std::vector<std::string> order_;
};

}  // namespace ssert::mock_server
