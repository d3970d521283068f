// Keeps exchanges in a file as they end: redacted, a line each (docs/formats/recording.md). What is
// written stays, also when the program dies.
#pragma once

#include "base/result.h"
#include "cli/file_descriptor.h"
#include "conformance/observed.h"
#include "exchange/recording.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <streambuf>
#include <string>
#include <string_view>

namespace ssert::cli {

// Gives to a file what was put in since the last flush, at once.
class FileBuffer final : public std::streambuf {
 public:
  explicit FileBuffer(int descriptor) : descriptor_(descriptor) {}  // stays open as long as this

  int error() const { return error_; }  // errno of the write that failed, or 0

 protected:
  std::streamsize xsputn(const char* bytes, std::streamsize count) override;
  int_type overflow(int_type byte) override;
  int sync() override;

 private:
  int descriptor_;
  int error_ = 0;
  std::string waiting_;
};

// One owner, one thread.
class Recorder {
 public:
  struct Target {
    std::string path;                  // "-" is stdout
    std::string_view flag;             // for the Problem
    std::function<void()> on_problem;  // called once, when the recording cannot go on; may be empty
  };
  // From this moment on exchanges may be made. An older file of that name is emptied.
  static base::Result<std::unique_ptr<Recorder>> open(Target target);

  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // `secrets` are looked for beside what is secret by its name. After a problem nothing more is
  // written.
  void add(const conformance::ObservedExchange& observed, std::span<const std::string> secrets);

  const std::optional<base::Problem>& problem() const { return problem_; }
  std::uint64_t exchanges() const { return exchanges_; }  // written

 private:
  Recorder(Target target, FileDescriptor file);
  base::Result<void> begin();
  base::Result<void> write(const conformance::ObservedExchange& observed,
                           std::span<const std::string> secrets);
  base::Problem explained(base::Problem problem) const;

  Target target_;
  FileDescriptor file_;  // none: stdout
  FileBuffer buffer_;
  std::ostream stream_;
  std::optional<exchange::RecordingWriter> writer_;
  std::optional<base::Problem> problem_;
  std::uint64_t exchanges_ = 0;
};

}  // namespace ssert::cli
