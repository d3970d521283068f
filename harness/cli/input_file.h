// A file that is read as a stream, or stdin.
#pragma once

#include "base/result.h"

#include <fstream>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::cli {

class InputFile {
 public:
  // "-" is stdin. `flag` is for the Problem.
  static base::Result<InputFile> open(const std::string& path, std::string_view flag);

  std::istream& stream();
  const std::string& path() const { return path_; }
  const std::string& name() const { return name_; }  // for messages

 private:
  std::optional<std::ifstream> file_;
  std::string path_;
  std::string name_;
};

}  // namespace ssert::cli
