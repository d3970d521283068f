#include "base/nearest.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/streams.h"
#include "cli/wrap.h"
#include "conformance/catalogue.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace ssert::cli {
namespace {

constexpr std::size_t label_column = 10;

std::string labelled(std::string_view label, std::string_view text) {
  if (text.empty()) return "";
  return in_columns("  " + std::string(label), label_column, text) + "\n";
}

std::string what_it_comes_to(conformance::Level level) {
  switch (level) {
    case conformance::Level::must:
      return "MUST: breaking it fails the check";
    case conformance::Level::should:
      return "SHOULD: breaking it warns";
    case conformance::Level::may:
      return "MAY: what is seen is noted";
    case conformance::Level::info:
      return "INFO: what is seen is noted";
  }
  return "";
}

std::string explained(const conformance::Rule& rule) {
  auto text = fmt::format("{}  {}\n\n", rule.id, rule.code);
  text += "  " + wrapped(rule.title, 2) + "\n\n";
  text += labelled("level", what_it_comes_to(rule.level));
  text += labelled("says", rule.statement);
  text += labelled("source", rule.source);
  text += labelled("link", rule.link);
  text += labelled("causes", rule.causes);
  text += labelled("fix", rule.fix);
  std::string consequences;
  for (const auto id : rule.consequences)
    consequences += (consequences.empty() ? "" : ", ") + std::string(id);
  text += labelled("breaks", consequences);
  text += labelled("since", fmt::format("rules {}", rule.since));
  return text;
}

base::Problem unknown_rule(const std::string& typed) {
  std::vector<std::string_view> known;
  for (const auto& rule : conformance::catalogue()) {
    known.push_back(rule.id);
    known.push_back(rule.code);
  }
  const auto meant = base::nearest_names(typed, known);
  return {.where = "ssert explain",
          .what = "knows no rule " + base::in_quotes(typed),
          .way_out = (meant.empty() ? "an id or a code" : base::any_of(meant)) +
                     "; `ssert list rules` shows all"};
}

}  // namespace

int run_explain(const ExplainOptions& options) {
  const auto* rule = conformance::find_rule(options.rule);
  if (rule == nullptr) return refuse(unknown_rule(options.rule));
  return write_out(explained(*rule)) ? done_status : fault_status;
}

}  // namespace ssert::cli
