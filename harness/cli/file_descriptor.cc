#include "cli/file_descriptor.h"

#include <system_error>
#include <unistd.h>

namespace ssert::cli {

bool FileDescriptor::close() {
  if (descriptor_ < 0) return true;
  return ::close(std::exchange(descriptor_, -1)) == 0;
}

std::string system_words(int error) { return std::generic_category().message(error); }

}  // namespace ssert::cli
