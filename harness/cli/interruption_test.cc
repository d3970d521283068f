#include "cli/interruption.h"

#include <gtest/gtest.h>

#include <csignal>
#include <unistd.h>

namespace ssert::cli {
namespace {

// The signals go to the whole process, as a terminal's do.
TEST(Interruption, CallsOnceAtTheFirstSignal) {
  std::atomic<int> calls = 0;
  Interruption interruption([&calls] {
    ++calls;
    calls.notify_all();
  });
  EXPECT_FALSE(interruption.happened());
  ::kill(::getpid(), SIGINT);
  interruption.wait();
  calls.wait(0);
  EXPECT_TRUE(interruption.happened());
  EXPECT_EQ(calls, 1);
}

TEST(Interruption, TakesTheSignalOfAServiceManagerToo) {
  const Interruption interruption;
  ::kill(::getpid(), SIGTERM);
  interruption.wait();
  EXPECT_TRUE(interruption.happened());
}

TEST(Interruption, EndsWithoutASignalAndGivesTheMaskBack) {
  sigset_t before;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
  { const Interruption interruption; }
  sigset_t after;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(::sigismember(&after, SIGINT), ::sigismember(&before, SIGINT));
  EXPECT_EQ(::sigismember(&after, SIGUSR1), ::sigismember(&before, SIGUSR1));
}

TEST(InterruptionDeathTest, TheSecondSignalEndsTheProgramAtOnce) {
  EXPECT_EXIT(
      {
        const Interruption interruption;
        ::kill(::getpid(), SIGINT);
        interruption.wait();
        ::kill(::getpid(), SIGINT);
        while (true) ::pause();
      },
      testing::ExitedWithCode(interrupted_status), "");
}

TEST(InterruptionDeathTest, LeavesASignalIgnoredThatWasIgnored) {
  EXPECT_EXIT(
      {
        std::signal(SIGINT, SIG_IGN);
        const Interruption interruption;
        sigset_t blocked;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        ::_exit(::sigismember(&blocked, SIGINT) == 0 && ::sigismember(&blocked, SIGTERM) == 1 ? 7
                                                                                              : 8);
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace ssert::cli
