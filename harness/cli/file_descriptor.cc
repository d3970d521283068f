#include "cli/file_descriptor.h"

#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace ssert::cli {

bool FileDescriptor::close() {
  if (descriptor_ < 0) return true;
  return ::close(std::exchange(descriptor_, -1)) == 0;
}

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

std::string system_words(int error) { return std::generic_category().message(error); }

}  // namespace ssert::cli
