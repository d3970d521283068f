#include "cli/command_options.h"

#include "base/nearest.h"
#include "base/text.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace ssert::cli {
namespace {

// "--data=" gives an empty text: CLI11 would take the next word for it.
std::vector<std::string> with_empty_values_apart(std::span<const std::string> words) {
  std::vector<std::string> separate;
  for (const auto& word : words) {
    if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
      separate.push_back(word.substr(0, word.size() - 1));
      separate.emplace_back();
    } else {
      separate.push_back(word);
    }
  }
  return separate;
}

std::string last_name(const std::string& names) { return names.substr(names.rfind(',') + 1); }

// CLI11 refuses a value that is missing at the end, and little else, for all else is taken as
// text.
base::Problem said_by_library(const CLI::ParseError& error, std::string_view last_word) {
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && last_word.starts_with('-') &&
      last_word.find('=') == std::string_view::npos)
    return problem(base::escape_bytes_shortened(last_word, 40), "stands without its value",
                   "its value after it");
  return problem("the command line", "cannot be read: " + base::escape_bytes(error.what()),
                 "what --help shows");
}

}  // namespace

base::Problem problem(std::string where, std::string what, std::string way_out) {
  return {.where = std::move(where), .what = std::move(what), .way_out = std::move(way_out)};
}

Options::Options(const HelpText& text) : text_(text) {
  app_.set_help_flag();  // ours, so that its text is ours
  app_.allow_extras();   // so that an unknown option becomes a Problem of ours
  flag("-h,--help", help_asked_);
}

void Options::value(const std::string& names, std::string_view placeholder,
                    std::optional<std::string>& place, std::string_view description) {
  add(names, [this, &place, name = last_name(names)](const std::vector<std::string>& values) {
    if (values.size() > 1)
      repeated_ = problem(name, "is given " + std::to_string(values.size()) + " times", "it once");
    place = values.front();
  });
  describe(names, placeholder, description);
}

void Options::values(const std::string& names, std::string_view placeholder,
                     std::vector<std::string>& place, std::string_view description) {
  add(names, [&place](const std::vector<std::string>& all) { place = all; });
  describe(names, placeholder, description);
}

void Options::flag(const std::string& names, bool& place, std::string_view description) {
  app_.add_flag_callback(names, [&place] { place = true; });
  if (!description.empty()) describe(names, "", description);
}

base::Result<std::vector<std::string>> Options::parse(std::span<const std::string> words) {
  if (auto problem_found = find_swallowed_option(words)) return *problem_found;
  auto separate = with_empty_values_apart(words);
  std::reverse(separate.begin(), separate.end());  // as CLI11 wants them
  try {
    app_.parse(std::move(separate));
  } catch (const CLI::ParseError& error) {
    return said_by_library(error, words.empty() ? "" : words.back());
  }
  if (help_asked_) return std::vector<std::string>{};
  if (repeated_) return *repeated_;
  const auto rest = app_.remaining();
  for (const auto& word : rest) {
    if (word.size() > 1 && word.front() == '-') return unknown_option(word);
  }
  return rest;
}

std::string Options::help() const {
  auto lines = lines_;
  lines.push_back({.group = "Options", .flags = "-h, --help", .description = "this text"});
  return command_help(text_, lines);
}

// What is taken are the values as typed: from 2.4 on, CLI11 hands its callbacks another value for
// "{}".
void Options::add(const std::string& names, Take take) {
  const auto self = std::make_shared<const CLI::Option*>(nullptr);
  auto* option = app_.add_option(names, [self, take = std::move(take)](const auto&) {
    take((*self)->results());
    return true;
  });
  *self = option;
  option->type_size(1)->expected(1)->allow_extra_args(false)->multi_option_policy(
      CLI::MultiOptionPolicy::TakeAll);
  take_values_.push_back(option);
}

void Options::describe(const std::string& names, std::string_view placeholder,
                       std::string_view description) {
  OptionLine line{.group = group_, .description = std::string(description)};
  const bool has_letter = names.size() > 1 && names[1] != '-';
  line.flags = has_letter ? names.substr(0, 2) + ", " + names.substr(3) : "    " + names;
  if (!placeholder.empty()) line.flags += " " + std::string(placeholder);
  lines_.push_back(std::move(line));
}

bool Options::is_option(std::string_view word) const {
  return word.starts_with("--") &&
         app_.get_option_no_throw(std::string(word.substr(0, word.find('=')))) != nullptr;
}

// "--json --quiet" lacks a file: CLI11 would take "--quiet" for its name.
std::optional<base::Problem> Options::find_swallowed_option(
    std::span<const std::string> words) const {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool is_single = words[i].starts_with("--") || words[i].size() == 2;
    const auto* option = is_single ? app_.get_option_no_throw(words[i]) : nullptr;
    if (std::find(take_values_.begin(), take_values_.end(), option) == take_values_.end()) continue;
    if (is_option(words[i + 1]))
      return problem(words[i], "stands without its value", "its value after it");
    ++i;
  }
  return std::nullopt;
}

base::Problem Options::unknown_option(const std::string& word) const {
  // What follows "=" may be a secret.
  const auto name = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const auto* option : app_.get_options()) {
    for (const auto& long_name : option->get_lnames()) names.push_back("--" + long_name);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto meant =
      name.starts_with("--") ? base::nearest_names(name, known) : std::vector<std::string>{};
  const auto help = "ssert " + std::string(text_.command) + " --help";
  return problem(base::escape_bytes_shortened(name, 40),
                 "is not an option of ssert " + std::string(text_.command),
                 meant.empty() ? "one of those that " + help + " shows"
                               : base::any_of(meant) + "; " + help + " shows all");
}

}  // namespace ssert::cli
