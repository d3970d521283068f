// The commands. Each takes its options, does its work and returns the exit status.
#pragma once

#include "cli/options.h"

#include <span>
#include <string>

namespace ssert::cli {

// `words` is the whole command line, for the report.
int run_check(const CheckOptions& options, std::span<const std::string> words);
int run_record(const RecordOptions& options);
int run_load(const LoadOptions& options, std::span<const std::string> words);
int run_demo(const DemoOptions& options);
int run_mock(const MockFlags& flags);
int run_report(const ReportOptions& options);
int run_list(const ListOptions& options);
int run_explain(const ExplainOptions& options);

}  // namespace ssert::cli
