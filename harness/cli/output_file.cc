#include "cli/output_file.h"

#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ssert::cli {
namespace {

constexpr mode_t readable_as_the_umask_says = 0666;
constexpr mode_t all_permissions = 07777;

// The temporary files that exist, for remove_temporaries().
class Temporaries {
 public:
  static Temporaries& all() {
    // Never destroyed: the second SIGINT may come while the program ends.
    static Temporaries& temporaries = *new Temporaries;
    return temporaries;
  }
  // Creates the file while no one removes: it is in the list before it is there.
  int create(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, readable_as_the_umask_says);
    if (descriptor >= 0) paths_.push_back(path);
    return descriptor;
  }
  bool rename(const std::string& path, const std::string& target) {
    const std::scoped_lock lock(mutex_);
    if (std::rename(path.c_str(), target.c_str()) != 0) return false;
    std::erase(paths_, path);
    return true;
  }
  void remove(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    ::unlink(path.c_str());
    std::erase(paths_, path);
  }
  void remove_all() {
    const std::scoped_lock lock(mutex_);
    for (const auto& path : paths_) ::unlink(path.c_str());
    paths_.clear();
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> paths_;
};

base::Problem unwritable(std::string_view where, const std::string& path, const std::string& why) {
  if (path.empty())
    return {.where = std::string(where), .what = "is empty", .way_out = "the name of a file"};
  return {.where = std::string(where),
          .what = "names " + base::escape_bytes_shortened(path, 200) +
                  ", which cannot be written: " + why,
          .way_out = "a file in a folder that is there and can be written"};
}

// What the path leads to, through links; the path itself where nothing is there yet.
std::string resolved(const std::string& path) {
  std::error_code ec;
  const auto real = std::filesystem::canonical(path, ec);
  return ec ? path : real.string();
}

std::string temporary_beside(const std::string& target, int number) {
  const std::filesystem::path path(target);
  // A long name is cut, for the temporary one must fit the file system's limit, too.
  const auto name = path.filename().string().substr(0, 100);
  return (path.parent_path() /
          ("." + name + "." + std::to_string(::getpid()) + "-" + std::to_string(number) + ".tmp"))
      .string();
}

// A pipe that nobody reads would block the open for ever, so it is opened without waiting.
int open_in_place(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor >= 0) {
    const int flags = ::fcntl(descriptor, F_GETFL);
    if (flags >= 0) ::fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
  }
  return descriptor;
}

}  // namespace

base::Result<OutputFile> OutputFile::open(const std::string& path, std::string_view where) {
  if (path.empty() || path.ends_with('/')) return unwritable(where, path, "it names no file");
  OutputFile output;
  output.where_ = where;
  output.target_ = resolved(path);
  struct stat status {};
  const bool is_there = ::stat(output.target_.c_str(), &status) == 0;
  if (is_there && S_ISDIR(status.st_mode)) return unwritable(where, path, system_words(EISDIR));
  if (is_there && !S_ISREG(status.st_mode)) {
    output.file_ = FileDescriptor(open_in_place(output.target_));
  } else {
    if (is_there && ::access(output.target_.c_str(), W_OK) != 0)
      return unwritable(where, path, system_words(errno));
    output.open_temporary();
    if (output.file_ && is_there) ::fchmod(output.file_.get(), status.st_mode & all_permissions);
  }
  if (!output.file_) return unwritable(where, path, system_words(errno));
  return output;
}

void OutputFile::open_temporary() {
  constexpr int attempts = 100;  // a program that was killed may have left a file of that name
  for (int number = 0; number < attempts; ++number) {
    auto temporary = temporary_beside(target_, number);
    file_ = FileDescriptor(Temporaries::all().create(temporary));
    if (file_) temporary_ = std::move(temporary);
    if (file_ || errno != EEXIST) return;
  }
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : where_(std::move(other.where_)),
      target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) Temporaries::all().remove(temporary_);
}

base::Problem OutputFile::problem(int error) const {
  return unwritable(where_, target_, system_words(error));
}

base::Result<void> OutputFile::commit(std::string_view text) {
  if (const int error = write_all(file_.get(), text); error != 0) return problem(error);
  if (temporary_.empty()) {
    if (!file_.close()) return problem(errno);
    return {};
  }
  // Without it, a crash of the machine could leave the new name on an empty file.
  if (::fsync(file_.get()) != 0) return problem(errno);
  if (!file_.close()) return problem(errno);
  if (!Temporaries::all().rename(temporary_, target_)) return problem(errno);
  temporary_.clear();
  return {};
}

base::Result<FileDescriptor> open_to_append(const std::string& path, std::string_view where) {
  if (path.empty() || path.ends_with('/')) return unwritable(where, path, "it names no file");
  struct stat status {};
  const bool is_there = ::stat(path.c_str(), &status) == 0;
  if (is_there && S_ISDIR(status.st_mode)) return unwritable(where, path, system_words(EISDIR));
  FileDescriptor file(is_there && !S_ISREG(status.st_mode)
                          ? open_in_place(path)
                          : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                                   readable_as_the_umask_says));
  if (!file) return unwritable(where, path, system_words(errno));
  return file;
}

void OutputFile::remove_temporaries() { Temporaries::all().remove_all(); }

}  // namespace ssert::cli
