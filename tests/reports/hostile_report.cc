// Writes a result with hostile text wherever a target can put some, in one format:
//
//   hostile_report text|junit|markdown|json     text: the hostile text itself
#include "reports/json/json.h"
#include "reports/junit/junit.h"
#include "reports/markdown/markdown.h"
#include "reports/test_model.h"

#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
  using namespace ssert::reports;
  const std::string_view format = argc == 2 ? argv[1] : "";
  const auto model = testing::hostile_model();
  if (format == "text") {
    std::cout << testing::hostile_text();
  } else if (format == "junit") {
    std::cout << render_junit(model);
  } else if (format == "markdown") {
    std::cout << render_markdown(model);
  } else if (format == "json") {
    std::cout << render_json(model);
  } else {
    std::cerr << "usage: hostile_report text|junit|markdown|json\n";
    return 2;
  }
  return std::cout.flush() ? 0 : 1;
}
