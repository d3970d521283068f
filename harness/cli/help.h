// The texts of --help around the lists of options: what a command does, and what it looks like.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ssert::cli {

struct HelpText {
  std::string_view command;  // "check"
  std::string_view usage;    // lines, without indentation
  std::string_view summary;
  std::string_view after;  // examples, exit status
};

extern const HelpText check_help;
extern const HelpText record_help;
extern const HelpText load_help;
extern const HelpText demo_help;
extern const HelpText mock_help;
extern const HelpText report_help;
extern const HelpText list_help;
extern const HelpText explain_help;

// `ssert --help`
std::string program_help();
std::string version_line();  // "ssert 0.1.0, rules 2026.1"

// One option as a help shows it: "-X, --request METHOD" and what it does.
struct OptionLine {
  std::string group;
  std::string flags;
  std::string description;
};
std::string command_help(const HelpText& text, const std::vector<OptionLine>& options);

}  // namespace ssert::cli
