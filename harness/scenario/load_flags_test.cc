#include "scenario/load_flags.h"

#include <gtest/gtest.h>

namespace ssert::scenario::load_flags_test {
namespace {

using namespace std::chrono_literals;

LoadShape shape_of(const LoadFlags& flags, const std::optional<LoadShape>& file = {}) {
  const auto shape = load_shape_from(flags, file, 7);
  EXPECT_TRUE(shape.has_value()) << to_string(shape.error());
  return shape ? *shape : LoadShape{};
}

std::string problem_of(const LoadFlags& flags, const std::optional<LoadShape>& file = {}) {
  const auto shape = load_shape_from(flags, file, 7);
  return shape ? "no problem" : to_string(shape.error());
}

TEST(LoadFlags, ARateIsAnOpenModel) {
  LoadFlags flags{.rate = "20/s", .arrivals = "poisson", .in_flight_max = "300"};
  const auto shape = shape_of(flags);
  EXPECT_EQ(std::get<OpenModel>(shape.model),
            (OpenModel{
                .per_second = 20, .arrivals = OpenModel::Arrivals::poisson, .in_flight_max = 300}));
  EXPECT_EQ(shape.seed, 7U) << "of the run";
}

TEST(LoadFlags, ReadersAreAClosedModel) {
  const auto shape = shape_of({.readers = "10",
                               .think_time = "2s",
                               .warm_up = "0",
                               .duration = "1m",
                               .drain = "5s",
                               .requests = "100",
                               .seed = "0",
                               .no_reuse = true});
  EXPECT_EQ(std::get<ClosedModel>(shape.model), (ClosedModel{.readers = 10, .think_time = 2s}));
  EXPECT_EQ(shape.warm_up, 0s);
  EXPECT_EQ(shape.window, 60s);
  EXPECT_EQ(shape.drain, 5s);
  EXPECT_EQ(shape.requests_max, 100U);
  EXPECT_EQ(shape.seed, 0U);
  EXPECT_FALSE(shape.reuse_connections);
}

TEST(LoadFlags, GoOverTheFile) {
  const LoadShape file{.model = OpenModel{.per_second = 5, .in_flight_max = 9},
                       .window = 3s,
                       .seed = 11,
                       .objectives = {{.text = "a"}}};
  auto shape = shape_of({.rate = "6/s", .objectives = {"b"}, .abort_objectives = {"c"}}, file);
  EXPECT_EQ(std::get<OpenModel>(shape.model), (OpenModel{.per_second = 6, .in_flight_max = 9}));
  EXPECT_EQ(shape.window, 3s);
  EXPECT_EQ(shape.seed, 11U);
  EXPECT_EQ(shape.objectives,
            (std::vector<WrittenObjective>{
                {.text = "b", .where = "--objective"},
                {.text = "c", .where = "--abort-objective", .abort_on_fail = true}}));
  shape = shape_of({.readers = "4"}, file);
  EXPECT_EQ(std::get<ClosedModel>(shape.model), ClosedModel{.readers = 4});
  EXPECT_EQ(shape_of({}, file).objectives, file.objectives);
}

TEST(LoadFlags, SaysWhatIsMissing) {
  EXPECT_EQ(problem_of({}),
            "--rate and --readers are missing: nothing says how much to send\n"
            "  expected: --rate 20/s (requests that wait for nobody) or --readers 10 (each waits "
            "for its answer)");
  EXPECT_EQ(problem_of({.think_time = "1s"}),
            "--readers is missing beside --think-time\n  expected: how many readers: --readers 10");
  EXPECT_EQ(problem_of({.rate = "1/s", .think_time = "1s"}).substr(0, 34),
            "--rate stands beside --think-time:");
  EXPECT_EQ(problem_of({.arrivals = "poisson"}).substr(0, 17), "--rate is missing");
}

TEST(LoadFlags, RefusesWhatIsNoNumber) {
  for (const auto* text : {"", "-1/s", "0/s", "5/h", "1e9/s", "nan", "inf/s", "/s", "5/s ", "x"})
    EXPECT_FALSE(parse_rate(text, "--rate").has_value()) << text;
  EXPECT_EQ(parse_rate("30/m", "--rate").value(), 0.5);
  EXPECT_EQ(parse_rate("7", "--rate").value(), 7);
  EXPECT_EQ(problem_of({.readers = "0"}).substr(0, 16), "--readers is \"0\"");
  EXPECT_EQ(problem_of({.readers = "1", .duration = "0"}).substr(0, 17), "--duration is \"0\"");
  EXPECT_EQ(problem_of({.rate = "1/s", .arrivals = "uniform"}).substr(0, 23),
            "--arrivals is \"uniform\"");
}

}  // namespace
}  // namespace ssert::scenario::load_flags_test
