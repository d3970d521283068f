// Writes a result with hostile text wherever a target can put some, in one format:
//
//   hostile_report text                           the hostile text itself
//   hostile_report junit|markdown|html|json|csv   of a check
//   hostile_report load-junit|load-markdown|load-html|load-json|load-csv
#include "reports/csv/csv.h"
#include "reports/html/html.h"
#include "reports/json/json.h"
#include "reports/json/load.h"
#include "reports/junit/junit.h"
#include "reports/junit/load.h"
#include "reports/markdown/load.h"
#include "reports/markdown/markdown.h"
#include "reports/test_load_report.h"
#include "reports/test_model.h"

#include <functional>
#include <iostream>
#include <map>
#include <string_view>

int main(int argc, char** argv) {
  using namespace ssert::reports;
  const std::string_view format = argc == 2 ? argv[1] : "";
  const auto model = testing::hostile_model();
  const auto load = testing::hostile_load_report();
  const std::map<std::string_view, std::function<std::string()>> formats{
      {"text", [] { return testing::hostile_text(); }},
      {"csv", [&] { return render_csv(model); }},
      {"html", [&] { return render_html(model); }},
      {"json", [&] { return render_json(model); }},
      {"junit", [&] { return render_junit(model); }},
      {"markdown", [&] { return render_markdown(model); }},
      {"load-csv", [&] { return render_csv(load); }},
      {"load-html", [&] { return render_html(load); }},
      {"load-json", [&] { return render_json(load); }},
      {"load-junit", [&] { return render_junit(load); }},
      {"load-markdown", [&] { return render_markdown(load); }},
  };
  const auto found = formats.find(format);
  if (found == formats.end()) {
    std::cerr << "usage: hostile_report FORMAT, one of";
    for (const auto& [name, render] : formats) std::cerr << " " << name;
    std::cerr << "\n";
    return 2;
  }
  std::cout << found->second();
  return std::cout.flush() ? 0 : 1;
}
