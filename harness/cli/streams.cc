#include "cli/streams.h"

#include "cli/file_descriptor.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ssert::cli {
namespace {

constexpr int columns_without_terminal = 100;
constexpr int columns_min = 60;
constexpr int columns_max = 140;

bool is_set(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody writes it
  return value != nullptr && *value != '\0';
}

bool terminal_is_dumb() {
  const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nobody writes it
  return term == nullptr || std::string_view(term) == "dumb";
}

}  // namespace

void keep_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free number is this one; reading only, so that writing still fails.
    if (::open("/dev/null", O_RDONLY) != descriptor) return;
  }
}

bool write_out(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error != 0 && error != EPIPE) say("error: stdout cannot be written: " + system_words(error));
  return error == 0;
}

void say(std::string_view line) {
  // In one piece, so that lines of two processes do not mix.
  write_all(STDERR_FILENO, std::string(line) + "\n");
}

void say_over(std::string_view line) { write_all(STDERR_FILENO, line); }

int refuse(const base::Problem& problem) {
  say("error: " + to_string(problem) + "\n  nothing was sent.");
  return usage_status;
}

int give_up(const base::Problem& problem) {
  say("error: " + to_string(problem));
  return fault_status;
}

bool color_wanted(ColorMode mode) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  return ::isatty(STDOUT_FILENO) == 1 && !is_set("NO_COLOR") && !terminal_is_dumb();
}

namespace {

int columns_of(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return columns_without_terminal;
  return std::clamp(static_cast<int>(size.ws_col), columns_min, columns_max);
}

}  // namespace

int stdout_columns() { return columns_of(STDOUT_FILENO); }
int stderr_columns() { return columns_of(STDERR_FILENO); }

}  // namespace ssert::cli
