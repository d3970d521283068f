#include "tests/cli/process.h"

#include "base/clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace ssert::testing {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    read_end = ends[0];
    write_end = ends[1];
  }
};

// Standard input is a file, so that writing it cannot block on a program that does not read.
int input_file(const std::string& text) {
  std::string path = "/tmp/ssert-test-input-XXXXXX";
  const int file = ::mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) throw std::runtime_error("mkostemp failed");
  ::unlink(path.c_str());
  if (::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("write failed");
  ::lseek(file, 0, SEEK_SET);
  return file;
}

// Nothing of the tester's own environment, but what a sanitizer has to know: with which status it
// ends the program, which must be none of the program's own.
std::vector<std::string> environment_of(const Call& call) {
  std::vector<std::string> environment{"PATH=/usr/bin:/bin"};
  for (const auto* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody writes it
    if (value != nullptr) environment.push_back(std::string(name) + "=" + value);
  }
  for (const auto& [name, value] : call.environment) environment.push_back(name + "=" + value);
  return environment;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

pid_t spawn(const Call& call, int input, int out, int err) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  if (call.without_stdout) ::posix_spawn_file_actions_addclose(&actions, STDOUT_FILENO);
  if (!call.folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, call.folder.c_str());
  std::vector<std::string> words{"ssert"};
  std::string program = SSERT_PROGRAM;
  if (!call.ulimit.empty()) {
    words = {"sh", "-c", "ulimit " + call.ulimit + "; exec \"$0\" \"$@\"", program};
    program = "/bin/sh";
  }
  words.insert(words.end(), call.words.begin(), call.words.end());
  auto environment = environment_of(call);
  pid_t id = -1;
  const int error = ::posix_spawn(&id, program.c_str(), &actions, nullptr, pointers(words).data(),
                                  pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("posix_spawn of " SSERT_PROGRAM " failed");
  return id;
}

// False at the end of file.
bool take(int& pipe, std::string& text) {
  std::array<char, 65536> buffer{};
  const auto count = ::read(pipe, buffer.data(), buffer.size());
  if (count > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }
  if (count < 0 && errno == EINTR) return true;
  ::close(std::exchange(pipe, -1));
  return false;
}

}  // namespace

Process::Process(const Call& call) {
  const int input = input_file(call.standard_input);
  const Pipe out;
  const Pipe err;
  id_ = spawn(call, input, out.write_end, err.write_end);
  for (const int ours : {input, out.write_end, err.write_end}) ::close(ours);
  out_pipe_ = out.read_end;
  err_pipe_ = err.read_end;
}

Process::~Process() {
  if (id_ > 0) {
    ::kill(id_, SIGKILL);
    reap();
  }
  for (const int pipe : {out_pipe_, err_pipe_}) {
    if (pipe >= 0) ::close(pipe);
  }
}

bool Process::read_some(std::chrono::steady_clock::duration limit) {
  std::array<pollfd, 2> pipes{{{out_pipe_, POLLIN, 0}, {err_pipe_, POLLIN, 0}}};
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
  if (::poll(pipes.data(), pipes.size(), static_cast<int>(std::max<long>(ms, 0))) < 0) return true;
  if (pipes[0].revents != 0) take(out_pipe_, outcome_.out);
  if (pipes[1].revents != 0) take(err_pipe_, outcome_.err);
  return out_pipe_ >= 0 || err_pipe_ >= 0;
}

bool Process::read_until(const std::string& seen, const std::string& text) {
  const auto deadline = base::now() + hang_limit;
  while (seen.find(text) == std::string::npos) {
    const auto left = deadline - base::now();
    if (left <= 0s || !read_some(left)) break;
  }
  return seen.find(text) != std::string::npos;
}

bool Process::out_has(const std::string& text) { return read_until(outcome_.out, text); }
bool Process::err_has(const std::string& text) { return read_until(outcome_.err, text); }

void Process::signal(int number) const { ::kill(id_, number); }

void Process::reap() {
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) continue;
  id_ = -1;
  if (outcome_.status == -2) return;
  outcome_.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Outcome Process::wait() {
  const auto deadline = base::now() + hang_limit;
  while (out_pipe_ >= 0 || err_pipe_ >= 0) {
    const auto left = deadline - base::now();
    if (left <= 0s) {
      outcome_.status = -2;
      ::kill(id_, SIGKILL);
      break;
    }
    read_some(left);
  }
  reap();
  EXPECT_NE(outcome_.status, -2) << "the program hung; it was killed";
  return outcome_;
}

Outcome run(const Call& call) { return Process(call).wait(); }

Folder::Folder() : path_("/tmp/ssert-test-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
}

Folder::~Folder() {
  std::error_code ec;
  std::filesystem::remove_all(path_, ec);
}

void Folder::write(const std::string& name, const std::string& content) const {
  std::ofstream(file(name), std::ios::binary) << content;
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Mock::Mock(std::vector<std::string> options)
    : process_({.words = [&options] {
        options.insert(options.begin(), {"mock", "--port", "0"});
        return options;
      }()}) {
  const std::string label = "listening ";
  if (!process_.out_has("\n")) throw std::runtime_error("the mock server did not start");
  url_ = process_.out().substr(0, process_.out().find('\n')).substr(label.size());
}

Mock quick_mock(std::vector<std::string> options) {
  options.insert(options.end(), {"--time-to-first", "1ms", "--gap", "1ms"});
  return Mock(std::move(options));
}

}  // namespace ssert::testing
