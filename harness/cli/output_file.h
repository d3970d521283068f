// A report's file, whole or absent: written under a temporary name beside its target and renamed
// at the end. Opened before the first request, so that a folder that cannot be written is known
// before anything is sent.
//
// Where the target is no regular file (a pipe, /dev/null, /dev/fd/3), it is written to as it is.
// Where it is a symbolic link, what the link points to is replaced, not the link.
#pragma once

#include "base/result.h"
#include "cli/file_descriptor.h"

#include <string>
#include <string_view>

namespace ssert::cli {

class OutputFile {
 public:
  // `where` is the flag, for the Problem.
  static base::Result<OutputFile> open(const std::string& path, std::string_view where);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // without commit(): nothing stays

  // Writes `text`, and only then gives the file its name. Once per file. With a Problem, the target
  // is as it was before (a pipe may have got a part).
  base::Result<void> commit(std::string_view text);

  // Removes the temporary files of all OutputFiles that are open, for a program that ends at once.
  // From any thread, not from inside a signal handler.
  static void remove_temporaries();

 private:
  OutputFile() = default;
  void open_temporary();  // leaves file_ empty, with errno, where it cannot
  base::Problem problem(int error) const;

  std::string where_;
  std::string target_;
  std::string temporary_;  // empty: the target itself is open, or all is done
  FileDescriptor file_;
};

// Opens what is written piece by piece and must stay when the program dies: emptied where it is
// there. `where` is the flag, for the Problem.
base::Result<FileDescriptor> open_to_append(const std::string& path, std::string_view where);

}  // namespace ssert::cli
