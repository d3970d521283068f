// The files that a run leaves beside its report on stdout: one table of formats for every command,
// any number of them from one run.
#pragma once

#include "base/result.h"
#include "cli/output_file.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::report {
struct LoadReport;
struct ReportModel;
}  // namespace ssert::report

namespace ssert::cli {

struct OutputFormat {
  std::string_view flag;         // "--json"
  std::string_view extension;    // "json", of a file that is named for it
  std::string_view description;  // for --help
  std::string (*render)(const report::ReportModel& model);
  std::string (*render_load)(const report::LoadReport& report);  // none: not of a load run
};

inline constexpr std::size_t output_format_count = 7;
std::span<const OutputFormat, output_format_count> output_formats();

// Where each format goes, in the order of the table: a file, "-" for stdout, or nowhere.
using OutputPaths = std::array<std::optional<std::string>, output_format_count>;

// Whether both lead to one regular file, which the second would replace.
bool is_same_file(const std::string& one, const std::string& other);

class Outputs {
 public:
  // Opens every file; called before the first request. A Problem where one cannot be written, two
  // are the same file, or two want stdout.
  static base::Result<Outputs> open(const OutputPaths& paths);

  // Then nothing else may be written there.
  bool takes_stdout() const { return on_stdout_ != nullptr; }

  // Writes all of them, each whole or not at all. False where one could not be written; then stderr
  // has said so.
  bool commit(const report::ReportModel& model);
  bool commit(const report::LoadReport& report);

 private:
  struct File {
    const OutputFormat* format;
    OutputFile file;
  };

  template <class Render>
  bool commit_each(Render render);

  std::vector<File> files_;
  const OutputFormat* on_stdout_ = nullptr;
};

}  // namespace ssert::cli
