// Test suites as JUnit XML: what stands in each element is the caller's, the XML is this file's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ssert::reports {

enum class Outcome : std::uint8_t { passed, skipped, failed, error };

struct Case {
  std::string class_name;
  std::string name;
  Outcome outcome = Outcome::passed;
  std::string type;     // the verdict, in our words
  std::string message;  // one line
  std::string details;  // lines
};

struct Suite {
  std::string name;
  double seconds = 0;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<Case> cases;
  std::string notes;  // lines

  std::ptrdiff_t count(Outcome outcome) const;
  bool is_green() const { return count(Outcome::failed) + count(Outcome::error) == 0; }
};

// A suite with one case of the run itself, for where its exit status is told by no other case.
Suite run_suite(int exit_code, const std::string& exit_reason,
                const std::vector<std::string>& command);

struct SuitesHead {
  std::string name;
  std::string started_at;
  double elapsed_ms = 0;
};

// The whole document.
std::string rendered_suites(const std::vector<Suite>& suites, const SuitesHead& head);

}  // namespace ssert::reports
