#include "cli/input_file.h"

#include "base/text.h"
#include "cli/file_descriptor.h"

#include <cerrno>
#include <iostream>
#include <sys/stat.h>

namespace ssert::cli {

base::Result<InputFile> InputFile::open(const std::string& path, std::string_view flag) {
  InputFile input;
  input.path_ = path == "-" ? "stdin" : path;
  input.name_ = base::escape_bytes_shortened(input.path_, 200);
  if (path == "-") return input;
  struct stat status {};
  const bool is_folder = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (!is_folder) input.file_.emplace(path, std::ios::binary);
  if (!is_folder && *input.file_) return input;
  return base::Problem{.where = std::string(flag),
                       .what = "names " + input.name_ + ", which cannot be read: " +
                               system_words(is_folder ? EISDIR : errno),
                       .way_out = "a file that can be read"};
}

std::istream& InputFile::stream() {
  if (file_) return *file_;
  return std::cin;
}

}  // namespace ssert::cli
