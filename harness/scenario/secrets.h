// Which values of a request are secret, and how a text is rid of them.
//
// Secret are the values of header fields and query parameters whose name says so (Authorization,
// Cookie, X-Api-Key, access_token ...), of -u, of environment variables whose name says so, and of
// whatever --secret names. No report, recording or log may show them.
#pragma once

#include "http/field.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

// A shorter value is not looked for in what a target sent: replacing every "a" would make the
// report a lie. Command lines hide it all the same, by the name that it stands under.
inline constexpr std::size_t secret_bytes_min = 4;

inline constexpr std::string_view hidden_value = "***";  // stands for a secret

// The secret values without what surrounds them (the scheme in front of a token, the names of
// cookies), without doubles, the longest first, so that replacing them in this order leaves no
// remainder. `too_short` names those that are kept out.
class SecretValues {
 public:
  void add(std::string_view name, std::string_view value);
  void add_field(const http::FieldLine& field);
  void add_query(std::string_view url);  // parameters whose name says so
  void add_all(const SecretValues& others);
  void add_parameter(std::string_view name, std::string_view encoded_value);

  std::vector<std::string> values() const;
  const std::vector<std::string>& too_short() const { return too_short_; }

 private:
  std::vector<std::string> values_;
  std::vector<std::string> too_short_;
};

// "***" in place of every secret. `secrets` are in the order that SecretValues gives.
std::string hide_secrets(std::string_view text, std::span<const std::string> secrets);

// The value of a secret field without its secret: "Bearer ***". References ("Bearer $TOKEN") stay.
std::string hidden_field_value(std::string_view name, std::string_view value);

struct QueryParameter {
  std::string_view name;
  std::string_view value;  // as it stands, percent-encoded
};
std::vector<QueryParameter> query_parameters(std::string_view query);

}  // namespace ssert::scenario
