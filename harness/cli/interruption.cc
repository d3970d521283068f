#include "cli/interruption.h"

#include "cli/output_file.h"

#include <initializer_list>
#include <unistd.h>
#include <utility>

namespace ssert::cli {
namespace {

sigset_t watched_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    const bool ignored = ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
    if (!ignored) ::sigaddset(&signals, number);
  }
  return signals;
}

}  // namespace

SignalsHeldBack::SignalsHeldBack() {
  const auto signals = watched_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, &mask_before_);
}

SignalsHeldBack::~SignalsHeldBack() { ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr); }

Interruption::Interruption(std::function<void()> on_first) : on_first_(std::move(on_first)) {
  auto signals = watched_signals();
  ::sigaddset(&signals, SIGUSR1);  // ours, to wake the watcher
  ::pthread_sigmask(SIG_BLOCK, &signals, &mask_before_);
  watcher_ = std::thread([this] { watch(); });
}

Interruption::~Interruption() {
  closing_ = true;
  ::pthread_kill(watcher_.native_handle(), SIGUSR1);
  watcher_.join();
  ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void Interruption::watch() {
  auto signals = watched_signals();
  ::sigaddset(&signals, SIGUSR1);
  while (true) {
    int number = 0;
    if (::sigwait(&signals, &number) != 0) continue;
    if (number == SIGUSR1) {
      if (closing_) return;
      continue;
    }
    if (happened_.exchange(true)) {
      OutputFile::remove_temporaries();
      ::_exit(interrupted_status);
    }
    happened_.notify_all();
    if (on_first_) on_first_();
  }
}

}  // namespace ssert::cli
