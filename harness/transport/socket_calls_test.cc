#include "transport/socket_calls.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>

namespace ssert::transport {
namespace {

std::string lacked(int error, const char* address) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(80);
  EXPECT_EQ(::inet_pton(AF_INET, address, &place.sin_addr), 1);
  return lack_words(error, reinterpret_cast<const sockaddr&>(place), sizeof place);
}

TEST(LackWords, AreThereForWhatThisMachineHasNot) {
  for (const int error : {EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, ENOMEM})
    EXPECT_NE(lacked(error, "127.0.0.1"), "") << error_words(error);
  EXPECT_NE(lacked(EMFILE, "127.0.0.1").find("raise `ulimit -n`"), std::string::npos);
}

TEST(LackWords, AreNotThereForWhatTheTargetDoes) {
  for (const int error : {0, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH})
    EXPECT_EQ(lacked(error, "127.0.0.1"), "") << error_words(error);
}

// No address of ours may be connected to that of everybody.
TEST(LackWords, TellNoPortLeftFromNoAddressThatLeadsThere) {
  EXPECT_EQ(lacked(EADDRNOTAVAIL, "255.255.255.255"), "");
}

}  // namespace
}  // namespace ssert::transport
