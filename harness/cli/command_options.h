// The options of one command: declared once, for CLI11 and for the help.
//
// Every value is taken as text; what it means is read later, by code that can name the way out.
#pragma once

#include "base/result.h"
#include "cli/help.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::cli {

base::Problem problem(std::string where, std::string what, std::string way_out);

class Options {
 public:
  explicit Options(const HelpText& text);  // which outlives this, and so do all places
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  // In the help, options that follow stand under this name.
  void group(std::string name) { group_ = std::move(name); }

  // A value that may be given once.
  void value(const std::string& names, std::string_view placeholder,
             std::optional<std::string>& place, std::string_view description);
  // A value that may be given again and again.
  void values(const std::string& names, std::string_view placeholder,
              std::vector<std::string>& place, std::string_view description);
  void flag(const std::string& names, bool& place, std::string_view description = {});

  // What is no option: URLs, a rule.
  base::Result<std::vector<std::string>> parse(std::span<const std::string> words);

  bool help_asked() const { return help_asked_; }
  std::string help() const;

 private:
  using Take = std::function<void(const std::vector<std::string>& values)>;

  void add(const std::string& names, Take take);
  void describe(const std::string& names, std::string_view placeholder,
                std::string_view description);
  bool is_option(std::string_view word) const;
  std::optional<base::Problem> find_swallowed_option(std::span<const std::string> words) const;
  base::Problem unknown_option(const std::string& word) const;

  const HelpText& text_;
  CLI::App app_;
  std::string group_ = "Options";
  std::vector<OptionLine> lines_;
  std::vector<const CLI::Option*> take_values_;
  std::optional<base::Problem> repeated_;
  bool help_asked_ = false;
};

}  // namespace ssert::cli
