// A load result read back: docs/formats/load-result.md.
#pragma once

#include "dialect/file_node.h"
#include "report/load_report.h"

namespace ssert::reports {

// What the file says, member by member; complaints are collected, and reading goes on with
// defaults. Its histograms are checked: each is one that a run can have.
report::LoadReport read_load_report(dialect::Complaints& complaints, const dialect::Node& root);

}  // namespace ssert::reports
