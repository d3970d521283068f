#include "reports/junit/suite.h"

#include "base/text.h"
#include "reports/junit/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ssert::reports {
namespace {

using base::escape_bytes;

std::string words_of(const std::vector<std::string>& command) {
  std::string text;
  for (const auto& word : command) text += (text.empty() ? "" : " ") + escape_bytes(word);
  return text;
}

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, xml_attribute(value));
}

std::string attribute(std::string_view name, std::ptrdiff_t value) {
  return fmt::format(" {}=\"{}\"", name, value);
}

std::string element(std::string_view name, const std::string& attributes,
                    std::string_view content) {
  if (content.empty()) return fmt::format("      <{}{}/>\n", name, attributes);
  return fmt::format("      <{0}{1}>{2}</{0}>\n", name, attributes, xml_content(content));
}

std::string content_of(const Case& one) {
  const auto said = attribute("message", one.message) + attribute("type", one.type);
  switch (one.outcome) {
    case Outcome::skipped:
      return element("skipped", said, one.details);
    case Outcome::failed:
      return element("failure", said, one.details);
    case Outcome::error:
      return element("error", said, one.details);
    case Outcome::passed:
      break;
  }
  if (one.details.empty()) return "";
  return element("system-out", "", one.type + ": " + one.message + "\n" + one.details);
}

std::string rendered(const Case& one) {
  const auto head =
      "    <testcase" + attribute("classname", one.class_name) + attribute("name", one.name);
  const auto content = content_of(one);
  return content.empty() ? head + "/>\n" : head + ">\n" + content + "    </testcase>\n";
}

std::string rendered(const Suite& suite, const std::string& started_at) {
  auto text = "  <testsuite" + attribute("name", suite.name) +
              attribute("tests", std::ssize(suite.cases)) +
              attribute("failures", suite.count(Outcome::failed)) +
              attribute("errors", suite.count(Outcome::error)) +
              attribute("skipped", suite.count(Outcome::skipped)) +
              attribute("time", fmt::format("{:.3f}", suite.seconds)) +
              attribute("timestamp", started_at) + ">\n";
  if (!suite.properties.empty()) {
    text += "    <properties>\n";
    for (const auto& [name, value] : suite.properties)
      text += element("property", attribute("name", name) + attribute("value", value), "");
    text += "    </properties>\n";
  }
  for (const auto& one : suite.cases) text += rendered(one);
  if (!suite.notes.empty())
    text += "    <system-err>" + xml_content(suite.notes) + "</system-err>\n";
  return text + "  </testsuite>\n";
}

}  // namespace

std::ptrdiff_t Suite::count(Outcome outcome) const {
  return std::count_if(cases.begin(), cases.end(),
                       [&](const Case& one) { return one.outcome == outcome; });
}

Suite run_suite(int exit_code, const std::string& exit_reason,
                const std::vector<std::string>& command) {
  Suite suite{.name = "ssert"};
  suite.cases.push_back(
      {.class_name = "ssert",
       .name = "exit status",
       .outcome = Outcome::error,
       .type = fmt::format("{}", exit_code),
       .message = fmt::format("exit status {}: {}", exit_code, escape_bytes(exit_reason)),
       .details = words_of(command) + "\n"});
  return suite;
}

std::string rendered_suites(const std::vector<Suite>& suites, const SuitesHead& head) {
  std::ptrdiff_t tests = 0;
  std::ptrdiff_t failures = 0;
  std::ptrdiff_t errors = 0;
  std::string content;
  for (const auto& suite : suites) {
    tests += std::ssize(suite.cases);
    failures += suite.count(Outcome::failed);
    errors += suite.count(Outcome::error);
    content += rendered(suite, head.started_at);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attribute("name", head.name) +
         attribute("tests", tests) + attribute("failures", failures) + attribute("errors", errors) +
         attribute("time", fmt::format("{:.3f}", head.elapsed_ms / 1000)) + ">\n" + content +
         "</testsuites>\n";
}

}  // namespace ssert::reports
