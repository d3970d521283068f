#include "scenario/secrets.h"

#include "http/secret_names.h"
#include "http/syntax.h"
#include "scenario/url.h"
#include "scenario/variables.h"

#include <algorithm>

namespace ssert::scenario {
namespace {

bool is_cookie(std::string_view name) { return http::equals_ignoring_case(name, "Cookie"); }

bool has_scheme_in_front(std::string_view name) {
  return http::equals_ignoring_case(name, "Authorization") ||
         http::equals_ignoring_case(name, "Proxy-Authorization");
}

// "Bearer abc" is the scheme "Bearer" and the credentials "abc".
std::string_view credentials_of(std::string_view value) {
  const auto space = value.find(' ');
  return space == std::string_view::npos ? value : http::trim_blanks(value.substr(space));
}

}  // namespace

void SecretValues::add(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  auto& list = value.size() < secret_bytes_min ? too_short_ : values_;
  const std::string entry(value.size() < secret_bytes_min ? name : value);
  if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
}

void SecretValues::add_field(const http::FieldLine& field) {
  if (has_scheme_in_front(field.name)) {
    add(field.name, credentials_of(field.value));
    return;
  }
  add(field.name, field.value);
  if (!is_cookie(field.name)) return;
  std::string_view rest = field.value;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    const auto pair = http::trim_blanks(rest.substr(0, end));
    const auto equals = pair.find('=');
    // A cookie of a few letters ("lang=en") is no credential, and not worth a remark.
    if (equals != std::string_view::npos && pair.size() - equals - 1 >= secret_bytes_min)
      add(field.name, pair.substr(equals + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void SecretValues::add_parameter(std::string_view name, std::string_view encoded_value) {
  add(name, encoded_value);
  add(name, percent_decoded(encoded_value));
}

void SecretValues::add_all(const SecretValues& others) {
  for (const auto& value : others.values_) add("", value);
  for (const auto& name : others.too_short_) {
    if (std::find(too_short_.begin(), too_short_.end(), name) == too_short_.end())
      too_short_.push_back(name);
  }
}

void SecretValues::add_query(std::string_view url) {
  for (const auto& [name, value] : query_parameters(query_of(url))) {
    if (http::parameter_is_secret(percent_decoded(name))) add_parameter(name, value);
  }
}

std::vector<std::string> SecretValues::values() const {
  auto sorted = values_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  return sorted;
}

std::string hide_secrets(std::string_view text, std::span<const std::string> secrets) {
  std::string shown(text);
  for (const auto& secret : secrets) {
    if (secret.empty()) continue;
    for (auto at = shown.find(secret); at != std::string::npos;
         at = shown.find(secret, at + hidden_value.size()))
      shown.replace(at, secret.size(), hidden_value);
  }
  return shown;
}

std::string hidden_field_value(std::string_view name, std::string_view value) {
  const auto secret = has_scheme_in_front(name) ? credentials_of(value) : value;
  if (secret.empty() || is_reference(secret)) return std::string(value);
  return std::string(value.substr(0, static_cast<std::size_t>(secret.data() - value.data()))) +
         std::string(hidden_value);
}

std::vector<QueryParameter> query_parameters(std::string_view query) {
  std::vector<QueryParameter> parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    parameters.push_back(
        {.name = pair.substr(0, equals), .value = pair.substr(std::min(equals + 1, pair.size()))});
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return parameters;
}

}  // namespace ssert::scenario
