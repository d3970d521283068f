#include "scenario/selection.h"

#include "base/nearest.h"
#include "base/text.h"

#include <algorithm>

namespace ssert::scenario {
namespace {

bool is_about_rules(std::string_view glob_or_name) {
  return glob_or_name.find('/') != std::string_view::npos;
}

bool fits(std::string_view glob, std::string_view name) {
  return is_about_rules(glob) == is_about_rules(name) && glob_fits(glob, name);
}

bool any_fits(const std::vector<std::string>& globs, std::string_view name) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return fits(glob, name); });
}

}  // namespace

// Goes back to the last `*` only: whatever an earlier one took, the later can take as well.
bool glob_fits(std::string_view glob, std::string_view text) {
  std::size_t at_glob = 0;
  std::size_t at_text = 0;
  std::size_t after_star = std::string_view::npos;
  std::size_t star_took_to = 0;
  while (at_text < text.size()) {
    if (at_glob < glob.size() && glob[at_glob] == '*') {
      after_star = ++at_glob;
      star_took_to = at_text;
    } else if (at_glob < glob.size() && (glob[at_glob] == '?' || glob[at_glob] == text[at_text])) {
      ++at_glob;
      ++at_text;
    } else if (after_star != std::string_view::npos) {
      at_glob = after_star;
      at_text = ++star_took_to;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at_glob) == std::string_view::npos;
}

bool selected(const Scenario& scenario, std::string_view name) {
  if (any_fits(scenario.skip, name)) return false;
  const bool only_some = std::any_of(
      scenario.only.begin(), scenario.only.end(),
      [&](const std::string& glob) { return is_about_rules(glob) == is_about_rules(name); });
  return !only_some || any_fits(scenario.only, name);
}

base::Result<void> check_glob(std::string_view glob, std::string_view where,
                              std::span<const std::string_view> names) {
  const auto found = [&](std::string_view tried) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return fits(tried, name); });
  };
  if (found(glob)) return {};
  auto meant = base::nearest_names(glob, names);
  if (const auto of_any_area = "*/" + std::string(glob); found(of_any_area))
    meant.insert(meant.begin(), of_any_area);
  return base::Problem{
      .where = std::string(where),
      .what = "is " + base::in_quotes(glob) + ", which fits no rule or probe",
      .way_out = meant.empty() ? "a rule's id (`ssert list rules`), a probe's name, or a glob: "
                                 "framing/*"
                               : base::any_of(meant)};
}

}  // namespace ssert::scenario
