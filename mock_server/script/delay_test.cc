#include "mock_server/script/delay.h"

#include <gtest/gtest.h>

namespace ssert::mock_server {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(ParseDelay, ReadsEachDistribution) {
  EXPECT_EQ(parse_delay("20ms").value(), fixed_delay(milliseconds(20)));
  EXPECT_EQ(parse_delay("fixed:1.5s").value(), fixed_delay(milliseconds(1500)));
  EXPECT_EQ(parse_delay("uniform:10ms-30ms").value(),
            (Delay{DelayKind::uniform, milliseconds(10), milliseconds(30)}));
  EXPECT_EQ(parse_delay("exponential:250us").value(),
            (Delay{DelayKind::exponential, microseconds(250), {}}));
  EXPECT_EQ(parse_delay("normal:20ms,5ms").value(),
            (Delay{DelayKind::normal, milliseconds(20), milliseconds(5)}));
  EXPECT_EQ(parse_delay("0ms").value(), fixed_delay({}));
}

TEST(ParseDelay, ReadsBackWhatItShows) {
  for (const auto* text : {"fixed:20ms", "uniform:10ms-1s", "exponential:250us", "normal:2s,5ms",
                           "fixed:0ns", "fixed:1500ms"}) {
    const auto delay = parse_delay(text);
    ASSERT_TRUE(delay) << text;
    EXPECT_EQ(to_string(*delay), text);
    EXPECT_EQ(parse_delay(to_string(*delay)).value(), *delay);
  }
}

TEST(ParseDelay, RefusesWhatItCannotUseAndSaysWhatItCan) {
  for (const auto* text :
       {"", "20", "ms", "-5ms", "20 ms", "20min", "fixed:", "uniform:10ms", "uniform:30ms-10ms",
        "normal:20ms", "normal:20ms,", "exponential:1ms-2ms", "gamma:20ms", "nanms", "infs",
        "1e300s", "90000s", "fixed:20ms,5ms"}) {
    const auto delay = parse_delay(text);
    ASSERT_FALSE(delay) << text;
    EXPECT_FALSE(delay.error().what.empty()) << text;
    EXPECT_NE(delay.error().way_out.find("ms"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace ssert::mock_server
