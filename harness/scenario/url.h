// URLs as a user types them, made whole and checked. Knows no socket: whether this version can
// reach such a target is the transport's to say.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::scenario {

struct TypedUrl {
  std::string url;                  // absolute, http or https; no user, no fragment
  std::optional<std::string> user;  // "name:password" where it stood in front of the host, decoded

  bool operator==(const TypedUrl&) const = default;
};

// A URL without a scheme gets http:// where its host is this machine ("localhost:3001/x",
// "127.0.0.1/x"), else it is a Problem: guessing would send secrets in the clear.
base::Result<TypedUrl> complete_url(std::string_view text);

// Where the authority ("me@localhost:3001") begins: behind the scheme and "://", or at the start of
// a URL without a scheme. A "://" further on belongs to the path or the query.
std::size_t authority_begin(std::string_view url);

// The query ("a=1&b=2") of a URL, without what follows a '#'; empty where there is none.
std::string_view query_of(std::string_view url);

// %41 is A. Broken escapes stay as they are.
std::string percent_decoded(std::string_view text);

}  // namespace ssert::scenario
