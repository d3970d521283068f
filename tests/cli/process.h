// Runs programs as a user would: words in; exit status, stdout and stderr out. Never waits for
// ever.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ssert::testing {

using namespace std::chrono_literals;

// Far beyond what any of these takes: whoever gets there hangs, and is killed.
inline constexpr std::chrono::seconds hang_limit = 60s;

struct Call {
  std::vector<std::string> words;  // without the program
  std::string standard_input;
  std::map<std::string, std::string> environment;  // beside PATH
  std::string folder;                              // to run in; empty: here
  bool without_stdout = false;                     // closed, as some service managers leave it
  std::string ulimit;                              // what a shell sets before: "-n 40"; empty: none
};

struct Outcome {
  int status = -1;  // -2: killed by us, because it hung; 128 + N: killed by signal N
  std::string out;
  std::string err;
};

// A program under way. Killed by its destructor where it still runs.
class Process {
 public:
  // Of the program under test.
  explicit Process(const Call& call);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // What is written until the line with `text` is there, or the program has ended.
  bool out_has(const std::string& text);
  bool err_has(const std::string& text);
  const std::string& out() const { return outcome_.out; }  // so far
  void signal(int number) const;
  Outcome wait();

 private:
  bool read_some(std::chrono::steady_clock::duration limit);
  bool read_until(const std::string& seen, const std::string& text);
  void reap();

  pid_t id_ = -1;
  int out_pipe_ = -1;
  int err_pipe_ = -1;
  Outcome outcome_;
};

Outcome run(const Call& call);
inline Outcome run(std::vector<std::string> words) { return run(Call{.words = std::move(words)}); }

// A folder of its own for a test, gone with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  void write(const std::string& name, const std::string& content) const;
  std::vector<std::string> names() const;  // sorted

 private:
  std::string path_;
};

// `ssert mock` on a port of its own.
class Mock {
 public:
  explicit Mock(std::vector<std::string> options = {});
  std::string url() const { return url_ + "/conversations/demo/messages/stream"; }
  std::string origin() const { return url_; }

 private:
  Process process_;
  std::string url_;
};

Mock quick_mock(std::vector<std::string> options = {});  // it answers with next to no delay

inline const std::string authorization = "Authorization: Bearer test-token";  // that the mock takes

}  // namespace ssert::testing
