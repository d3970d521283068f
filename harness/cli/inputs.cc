#include "cli/inputs.h"

#include "base/limits.h"
#include "base/text.h"
#include "cli/file_descriptor.h"
#include "conformance/catalogue.h"
#include "conformance/observed.h"
#include "reports/json/read.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace ssert::cli {
namespace {

// What is read, for messages, and how much of it at most.
struct Source {
  std::string name;
  std::string_view where;
  std::size_t most_bytes = base::limits::input_file_bytes;
};

base::Problem unreadable(const Source& source, const std::string& why) {
  return {
      .where = std::string(source.where),
      .what = "names " + base::escape_bytes_shortened(source.name, 200) +
              ", which cannot be read: " + why,
      .way_out = fmt::format("a file that can be read, at most {} MiB", source.most_bytes >> 20U)};
}

base::Result<std::string> read_all(int descriptor, const Source& source) {
  std::string text;
  std::string buffer(base::limits::read_buffer_bytes, '\0');
  while (true) {
    const auto count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(source, system_words(errno));
    if (count == 0) return base::text_result(std::move(text));
    text.append(buffer, 0, static_cast<std::size_t>(count));
    if (text.size() > source.most_bytes)
      return unreadable(source, fmt::format("it is larger than {} MiB", source.most_bytes >> 20U));
  }
}

base::Result<std::string> read_file(const Source& source) {
  const FileDescriptor file(::open(source.name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return unreadable(source, system_words(errno));
  return read_all(file.get(), source);
}

// What --only and --skip choose from. The reference is no choice: all others are judged against it.
std::vector<std::string_view> names_of_rules_and_probes() {
  using conformance::Probe;
  std::vector<std::string_view> names;
  for (const auto& rule : conformance::catalogue()) names.push_back(rule.id);
  for (const auto probe : conformance::all_probes) {
    if (probe != Probe::reference) names.push_back(to_string(probe));
  }
  return names;
}

}  // namespace

base::Result<std::string> read_input_file(const std::string& path, std::string_view where) {
  return read_file({.name = path, .where = where});
}

base::Result<std::string> read_result_file(const std::string& path, std::string_view where) {
  constexpr auto most_bytes = reports::result_file_limits.bytes;
  if (path == "-")
    return read_all(STDIN_FILENO,
                    {.name = "standard input", .where = where, .most_bytes = most_bytes});
  return read_file({.name = path, .where = where, .most_bytes = most_bytes});
}

scenario::Inputs real_inputs() {
  const auto asked_by = std::make_shared<std::string>();
  return {.variable = [](const std::string& name) -> std::optional<std::string> {
            // Read before any other thread runs, and never written.
            const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
            if (value == nullptr) return std::nullopt;
            return value;
          },
          .file = read_input_file,
          .standard_input = [asked_by](std::string_view where) -> base::Result<std::string> {
            if (!asked_by->empty()) {
              return base::Problem{.where = std::string(where),
                                   .what = "reads standard input, which " + *asked_by + " has read",
                                   .way_out = "a file for one of the two"};
            }
            *asked_by = where;
            return read_all(STDIN_FILENO, {.name = "standard input", .where = where});
          },
          .selectable_names = names_of_rules_and_probes()};
}

}  // namespace ssert::cli
