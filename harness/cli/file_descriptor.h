// An open file of the system, closed by its owner.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ssert::cli {

// Not copyable; -1 is no file.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor() { close(); }

  explicit operator bool() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }
  bool close();  // false, with errno, where the system could not write what it still held

 private:
  int descriptor_ = -1;
};

// Writes all of it. Errno, or 0.
int write_all(int descriptor, std::string_view text);

// "No such file or directory"
std::string system_words(int error);

}  // namespace ssert::cli
