#include "cli/outputs.h"

#include "cli/streams.h"
#include "reports/csv/csv.h"
#include "reports/html/html.h"
#include "reports/json/expected.h"
#include "reports/json/json.h"
#include "reports/json/load.h"
#include "reports/junit/junit.h"
#include "reports/junit/load.h"
#include "reports/markdown/load.h"
#include "reports/markdown/markdown.h"
#include "reports/prometheus/prometheus.h"

#include <filesystem>
#include <utility>

namespace ssert::cli {
namespace {

constexpr std::array<OutputFormat, output_format_count> formats{{
    {"--json", "json",
     "the result for scripts: FILE is whole or absent; - is stdout, with nothing else",
     reports::render_json, reports::render_json},
    {"--junit", "junit.xml", "the same as JUnit XML, a test case a rule or an objective",
     reports::render_junit, reports::render_junit},
    {"--markdown", "md", "the same as Markdown, for a comment on a pull request",
     reports::render_markdown, reports::render_markdown},
    {"--html", "html",
     "the same as one HTML file, which asks for nothing else; of a load, with charts",
     reports::render_html, reports::render_html},
    {"--csv", "csv", "the same as CSV, a row a rule or a metric of a load run", reports::render_csv,
     reports::render_csv},
    {"--prometheus-textfile", "prom",
     "the numbers for the textfile collector of Prometheus' node exporter",
     reports::render_prometheus, reports::render_prometheus},
    {"--write-expected", "expected.json", "what is broken now, as a file for --expected",
     reports::render_expected, nullptr},
}};

base::Problem two_in_one(const OutputFormat& first, const OutputFormat& second,
                         std::string_view place) {
  return {.where = std::string(second.flag),
          .what = "writes to " + std::string(place) + ", as " + std::string(first.flag) + " does",
          .way_out = "a file for each"};
}

std::filesystem::path place_of(const std::string& path) {
  std::error_code ec;
  const auto absolute = std::filesystem::absolute(path, ec);
  const auto place = std::filesystem::weakly_canonical(absolute, ec);
  return ec ? absolute : place;
}

}  // namespace

std::span<const OutputFormat, output_format_count> output_formats() { return formats; }

bool is_same_file(const std::string& one, const std::string& other) {
  const auto place = place_of(one);
  std::error_code ec;
  const bool is_special =
      std::filesystem::exists(place, ec) && !std::filesystem::is_regular_file(place, ec);
  return !is_special && place == place_of(other);
}

base::Result<Outputs> Outputs::open(const OutputPaths& paths) {
  Outputs outputs;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (!paths[i]) continue;
    if (*paths[i] == "-") {
      if (outputs.on_stdout_ != nullptr)
        return two_in_one(*outputs.on_stdout_, formats[i], "stdout");
      outputs.on_stdout_ = &formats[i];
      continue;
    }
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      if (paths[earlier] && is_same_file(*paths[earlier], *paths[i]))
        return two_in_one(formats[earlier], formats[i], "the same file");
    }
    auto file = OutputFile::open(*paths[i], formats[i].flag);
    if (!file) return file.error();
    outputs.files_.push_back({.format = &formats[i], .file = *std::move(file)});
  }
  return outputs;
}

template <class Render>
bool Outputs::commit_each(Render render) {
  bool written = true;
  for (auto& [format, file] : files_) {
    const auto committed = file.commit(render(*format));
    if (!committed) give_up(committed.error());
    written = written && committed;
  }
  if (on_stdout_ != nullptr) written = write_out(render(*on_stdout_)) && written;
  return written;
}

bool Outputs::commit(const report::ReportModel& model) {
  return commit_each([&](const OutputFormat& format) { return format.render(model); });
}

bool Outputs::commit(const report::LoadReport& report) {
  return commit_each([&](const OutputFormat& format) { return format.render_load(report); });
}

}  // namespace ssert::cli
