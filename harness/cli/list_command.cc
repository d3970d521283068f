#include "base/text.h"
#include "cli/commands.h"
#include "cli/streams.h"
#include "cli/wrap.h"
#include "conformance/catalogue.h"
#include "dialect/dialect.h"
#include "mock_server/server.h"

#include <fmt/format.h>

namespace ssert::cli {
namespace {

std::string rules() {
  std::string text =
      fmt::format("Rules, set {}: ssert explain RULE says more\n", conformance::rules_version());
  for (const auto& rule : conformance::catalogue()) {
    const auto left = fmt::format("  {:<6}{:<7}{}", rule.code, to_string(rule.level), rule.id);
    text += in_columns(left, 50, rule.title) + "\n";
  }
  return text;
}

std::string dialects() {
  std::string text = "Dialects: --dialect NAME\n";
  for (const auto& dialect : dialect::built_in_dialects()) {
    const auto left = "  " + dialect.name;
    text += in_columns(left, 32,
                       fmt::format("{}; terminal event: {}", dialect.title,
                                   dialect::to_string(dialect.terminal))) +
            "\n";
  }
  return text;
}

std::string faults() {
  std::string lies = "Faults of the mock server: ssert mock --fault NAME\n";
  std::string honest = "Honest and unusual: legal all the same, so ssert must let them pass\n";
  for (const auto& fault : mock_server::faults())
    (fault.honest ? honest : lies) += in_columns("  " + fault.name, 32, fault.title) + "\n";
  return lies + "\n" + honest;
}

}  // namespace

int run_list(const ListOptions& options) {
  std::string text;
  if (options.what == "rules") text = rules();
  if (options.what == "dialects") text = dialects();
  if (options.what == "faults") text = faults();
  if (options.what.empty()) text = rules() + "\n" + dialects() + "\n" + faults();
  return write_out(text) ? done_status : fault_status;
}

}  // namespace ssert::cli
