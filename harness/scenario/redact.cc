#include "scenario/redact.h"

#include "base/text.h"
#include "http/secret_names.h"
#include "http/syntax.h"
#include "scenario/curl_options.h"
#include "scenario/secrets.h"
#include "scenario/url.h"
#include "scenario/variables.h"

#include <algorithm>
#include <optional>

namespace ssert::scenario {
namespace {

// "name:password" -> "name:***"
std::string hide_password(std::string_view user) {
  const auto colon = user.find(':');
  if (colon == std::string_view::npos || colon + 1 == user.size()) return std::string(user);
  if (is_reference(user.substr(colon + 1))) return std::string(user);
  return std::string(user.substr(0, colon + 1)) + std::string(hidden_value);
}

std::string hide_user_of_url(std::string_view url) {
  const auto begin = authority_begin(url);
  const auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  const auto at = authority.rfind('@');
  const bool is_url = authority.find_first_of(" \"{}") == std::string_view::npos;
  if (at == std::string_view::npos || !is_url) return std::string(url);
  return std::string(url.substr(0, begin)) + hide_password(authority.substr(0, at)) +
         std::string(url.substr(begin + at));
}

// `query` is the part of `text` that has the parameters.
std::string hide_parameters(std::string_view text, std::string_view query) {
  std::string shown(text);
  const auto parameters = query_parameters(query);
  // From the last to the first, so that the places of those before stay what they were.
  for (auto it = parameters.rbegin(); it != parameters.rend(); ++it) {
    if (it->value.empty() || is_reference(it->value)) continue;
    if (!http::parameter_is_secret(percent_decoded(it->name))) continue;
    shown.replace(static_cast<std::size_t>(it->value.data() - text.data()), it->value.size(),
                  hidden_value);
  }
  return shown;
}

std::string hide_in_url(std::string_view url) {
  const auto shown = hide_user_of_url(url);
  return hide_parameters(shown, query_of(shown));
}

// "Name: value"; anything else as it is.
std::string hide_header(std::string_view line) {
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == std::string_view::npos || !http::is_token(name) || !http::field_is_secret(name))
    return std::string(line);
  const auto value = http::trim_blanks(line.substr(colon + 1));
  return std::string(name) + ": " + hidden_field_value(name, value);
}

std::string hide_value(CurlAction action, std::string_view value) {
  switch (action) {
    case CurlAction::user:
    case CurlAction::proxy_user:
      return hide_password(value);
    case CurlAction::cookie:
      // Without "=" it is the name of a file.
      return value.find('=') == std::string_view::npos ? std::string(value)
                                                       : std::string(hidden_value);
    case CurlAction::oauth2_bearer:
    case CurlAction::passphrase:
      return is_reference(value) ? std::string(value) : std::string(hidden_value);
    case CurlAction::header:
      return hide_header(value);
    case CurlAction::data:
    case CurlAction::data_raw:
    case CurlAction::data_binary:
    case CurlAction::data_urlencode:
      return hide_parameters(value, value);
    default:
      return hide_in_url(value);
  }
}

struct Redacted {
  std::string word;
  std::optional<CurlAction> next;  // what the following word is the value of
};

Redacted redact_long(std::string_view word) {
  const auto equals = word.find('=');
  const CurlOption* option = find_curl_option(word.substr(2, equals - 2));
  if (option == nullptr || !option->takes_value) return {.word = std::string(word), .next = {}};
  if (equals == std::string_view::npos) return {.word = std::string(word), .next = option->action};
  return {.word = std::string(word.substr(0, equals + 1)) +
                  hide_value(option->action, word.substr(equals + 1)),
          .next = {}};
}

// "-sHName: value": letters up to the first that takes a value, which is the rest or the next word.
Redacted redact_short(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const CurlOption* option = find_curl_option(word[i]);
    if (option == nullptr) break;
    if (!option->takes_value) continue;
    if (i + 1 == word.size()) return {.word = std::string(word), .next = option->action};
    return {
        .word = std::string(word.substr(0, i + 1)) + hide_value(option->action, word.substr(i + 1)),
        .next = {}};
  }
  return {.word = std::string(word), .next = {}};
}

Redacted redact_word(std::string_view word) {
  if (word.starts_with("--")) return redact_long(word);
  if (word.starts_with('-')) return redact_short(word);
  // A header that lost its -H is still a secret.
  return {.word = hide_header(hide_in_url(word)), .next = {}};
}

}  // namespace

std::string redacted_url(std::string_view url) { return hide_in_url(url); }

std::string shown_url(std::string_view url) {
  return base::escape_bytes_shortened(redacted_url(url), 200);
}

std::vector<std::string> redact_command(std::span<const std::string> words,
                                        std::span<const std::string> secrets) {
  std::vector<std::string> shown;
  std::optional<CurlAction> value_of;
  for (const auto& word : words) {
    Redacted redacted;
    if (value_of) {
      redacted.word = hide_value(*value_of, word);
    } else {
      redacted = redact_word(word);
    }
    value_of = redacted.next;
    shown.push_back(hide_secrets(redacted.word, secrets));
  }
  return shown;
}

}  // namespace ssert::scenario
