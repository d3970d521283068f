#include "http/date.h"

#include <gtest/gtest.h>

namespace ssert::http {
namespace {

TEST(HttpDate, HasThreeForms) {
  for (const std::string_view text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Wed Nov 16 08:49:37 1994", "Sat, 31 Dec 2016 23:59:60 GMT"})
    EXPECT_TRUE(is_http_date(text)) << text;
}

TEST(HttpDate, IsTakenToTheLetter) {
  for (const std::string_view text :
       {"", "Sun", "whenever it is fine: ask GMT", "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT+1",
        "sun, 06 nov 1994 08:49:37 gmt", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994", "Sun Nov 06 08:49:37 1994"})
    EXPECT_FALSE(is_http_date(text)) << text;
}

}  // namespace
}  // namespace ssert::http
